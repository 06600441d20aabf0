package data

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// sendsOnly says that an end encrypts and decrypts nothing. That is a fact of
// that end; where the packets are lost takes the other end's counters.
var sendsOnly = engine.Rule{
	ID:       "data/sends-only",
	Title:    "This end encrypts but decrypts nothing",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Explains: []string{"data/counter-stall"},
	Judge:    judgeSendsOnly,
}

func judgeSendsOnly(c *engine.Case) engine.Verdict {
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	young := false
	for _, e := range c.Ends() {
		for _, f := range flowsOf(c, e) {
			if !sendsInVain(f) {
				continue
			}
			if far, matched := farFlow(c, e, f); !settled(f) && (!matched || !enough(far.In)) {
				young = true
				continue
			}
			return sendsOnlyAt(c, e, f)
		}
	}
	if v, ok := pingsOnly(c); ok {
		return v
	}
	if young {
		return engine.Unobserved("a second sample: the SA is too young for its counters to mean anything")
	}
	return engine.Silent("no flow sends without receiving")
}

func sendsOnlyAt(c *engine.Case, e *engine.End, f engine.Flow) engine.Verdict {
	v := engine.Hold(engine.Strong, shown(e, f, "packets leave encrypted and none comes back")).With(e.Name + ": " + counts(f)).
		SettledBy("read the same counters at " + c.Other(e).Name + ": do its decrypted packets grow, and its encrypted ones?")
	if name, n := refused(f); name != "" {
		v.Evidence = append(v.Evidence, engine.Show(e, engine.FromCounter, n.Ref(), "packets of the peer do arrive: "+name))
	}
	return v
}
