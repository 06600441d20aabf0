package data

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// receivesOnly says that this end decrypts and sends nothing back. The fault
// lies here or behind this end: its own facts are enough to look for it.
var receivesOnly = engine.Rule{
	ID:       "data/receives-only",
	Title:    "This end decrypts but sends nothing back",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Explains: []string{"data/counter-stall"},
	Judge:    judgeReceivesOnly,
}

func judgeReceivesOnly(c *engine.Case) engine.Verdict {
	e := &c.Local
	if !e.Observed(ipsec.AreaChildSAs) {
		return engine.Unobserved(e.Lacks(ipsec.AreaChildSAs))
	}
	if missing := c.LacksAgreement(); missing != nil {
		return engine.Unobserved(missing...)
	}
	young := false
	for _, f := range flowsOf(c, e) {
		if !keepsSilent(f) {
			continue
		}
		far, matched := farFlow(c, e, f)
		if !settled(f) && (!matched || !agrees(far.Out, f.In)) {
			young = true
			continue
		}
		v := engine.Hold(engine.Strong, shown(e, f, "packets of the peer are decrypted and no answer is encrypted")).With(e.Name + ": " + counts(f)).
			SettledBy("look for the way back at " + e.Name + ": the route of its hosts, NAT, and the route for the remote network")
		if matched && far.In.Still() {
			v.Evidence = append(v.Evidence, shown(c.Other(e), far, "the peer sends and receives nothing, with the same SPIs"))
			return v.By(engine.ComparedEnds)
		}
		return v
	}
	if young {
		return engine.Unobserved("a second sample: the SA is too young for its counters to mean anything")
	}
	return engine.Silent("this end answers what it receives")
}
