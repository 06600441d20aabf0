package data

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// idle says that SAs are up and nothing moves either way. It is no fault by
// itself.
var idle = engine.Rule{
	ID:       "data/idle",
	Title:    "The SAs are up but nothing moves in either direction",
	Severity: engine.Info,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerNone,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Judge:    judgeIdle,
}

func judgeIdle(c *engine.Case) engine.Verdict {
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	if !c.ChildUp() {
		return engine.Silent("")
	}
	if oneWayBefore(c) {
		return engine.Silent("before it fell silent the SA carried packets one way only")
	}
	var proof []engine.Evidence
	detail := "no packet either way"
	for _, e := range c.Ends() {
		for _, f := range e.Flows() {
			if f.In.Moves() || f.Out.Moves() {
				return engine.Silent("packets move", shown(e, f, counts(f)))
			}
			if f.In.Still() && f.Out.Still() {
				says := "no packet in either direction"
				if f.Pings > 0 {
					says, detail = "no packet but the pings of this run", "no packet but the pings of this run, which nobody answered: the host asked may filter ICMP"
				}
				proof = append(proof, shown(e, f, says))
			}
			if f.Pings == 0 && f.In.Compared && f.In.Total.Or(0)+f.Out.Total.Or(0) > 0 {
				detail = fmt.Sprintf("no packet in %d seconds; before that %d in and %d out", int(e.Apart.Seconds()), f.In.Total.Or(0), f.Out.Total.Or(0))
			}
		}
	}
	if len(proof) == 0 {
		return engine.Unobserved("packet counters of the Child SAs")
	}
	return engine.Hold(engine.Strong, proof...).With(detail).
		SettledBy("send a packet from a host of the local network to one of the remote network and read the counters again")
}
