package data

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// appOnly says that the tunnel does all that it can for traffic that fails: it
// is selected, an SA carries packets both ways, so the fault lies outside.
var appOnly = engine.Rule{
	ID:       "data/app-only",
	Title:    "The tunnel is sound and only one application fails",
	Severity: engine.Info,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerNone,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Judge:    judgeAppOnly,
}

func judgeAppOnly(c *engine.Case) engine.Verdict {
	if c.Flow == nil {
		return engine.Inapplicable("nobody named traffic that fails (--flow)")
	}
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	if !c.ChildUp() {
		return engine.Silent("no Child SA is installed")
	}
	w := c.Wanted()[0]
	fate := c.Fate(w)
	if by := fate.Coverage.By; by == nil && w.Guessed && !related(w, fate.Coverage) {
		return engine.Inapplicable("nothing of " + w.String() + " belongs to this tunnel, as far as it was shown")
	}
	by := fate.Coverage.By
	if by != nil && !by.InForce() {
		return engine.Silent("no SA is installed for " + w.String())
	}
	proof := moving(c, by)
	if len(proof) == 0 {
		return engine.Silent("packets do not move both ways, so it is not one application alone")
	}
	if by == nil {
		proof = append(proof, fate.Proof...)
	} else {
		proof = fate.Proof // has the same counters
	}
	detail := w.String()
	if unseen := fate.Unseen(); unseen != "" {
		detail += "; not observed: " + unseen
	}
	v := engine.Hold(engine.Strong, proof...).With(detail).
		SettledBy("ask the host " + addressText(w.To) + ": does the packet arrive, and does its firewall refuse it?")
	if rule := fate.Rule; rule != nil && rule.Kind != ipsec.NATExempt {
		return v.Weakened("address translation changes the traffic")
	}
	return v
}

// moving quotes the flows by which packets move both ways: that of the SA that
// covers the traffic, or all where none does.
func moving(c *engine.Case, by *engine.SelectorPair) []engine.Evidence {
	var out []engine.Evidence
	for _, e := range c.Ends() {
		for _, f := range flowsOf(c, e) {
			if f.In.Moves() && f.Out.Moves() && (by == nil || by.SA == f.Child) {
				out = append(out, shown(e, f, "packets move both ways: "+counts(f)))
			}
		}
	}
	return out
}

func addressText(s ipsec.Selector) string { return s.From.String() }
