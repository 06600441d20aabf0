package data

import (
	"fmt"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// throughputDrop says that an SA carries clearly less between two samples than
// it did on average since it was made. Traffic comes and goes, so that is a hint
// only, for somebody who complains.
var throughputDrop = engine.Rule{
	ID:       "data/throughput-drop",
	Title:    "The tunnel carries clearly less than it usually does",
	Severity: engine.Warning,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerNone,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Judge:    judgeThroughputDrop,
}

// What an average must rest on, and how far below it the window must lie.
const (
	longEnough = 10 * time.Minute
	busy       = 10 // packets a second
	clearly    = 10
)

func judgeThroughputDrop(c *engine.Case) engine.Verdict {
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	if !c.ChildUp() {
		return engine.Silent("")
	}
	compared := false
	for _, e := range c.Ends() {
		for _, f := range e.Flows() {
			usual, now, ok := rates(e, f)
			compared = compared || ok
			if !ok || usual < busy || now*clearly >= usual || !f.In.Moves() && !f.Out.Moves() {
				continue
			}
			return engine.Hold(engine.Possible, shown(e, f, "less than the average of this SA")).
				With(fmt.Sprintf("%d packets a second between the samples at %s, %d on average since the SA was made", now, e.Name, usual)).
				SettledBy("sample again while somebody uses the tunnel (--sample 60s)")
		}
	}
	if !compared {
		return engine.Unobserved("two samples of an SA that is at least ten minutes old and counts its own packets")
	}
	return engine.Silent("the SA carries what it did on average")
}

// rates returns the packets a second of an SA, both ways: before the earlier
// sample on average, and between the samples.
func rates(e *engine.End, f engine.Flow) (usual, now uint64, ok bool) {
	age, known := f.Child.Age.Get()
	if !known || f.Child.PerFlow || !f.In.Compared || !f.Out.Compared || age-e.Apart < longEnough {
		return 0, 0, false
	}
	grew := f.In.Grew + f.Out.Grew
	before := f.In.Total.Or(0) + f.Out.Total.Or(0) - grew
	return before / uint64((age-e.Apart)/time.Second), grew / uint64(max(e.Apart/time.Second, 1)), true //nolint:gosec // both are positive
}
