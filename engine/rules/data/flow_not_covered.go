package data

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// flowNotCovered says that traffic the tunnel is meant to carry is none that
// its selectors take: another subnet, another protocol or port.
var flowNotCovered = engine.Rule{
	ID:       "data/flow-not-covered",
	Title:    "The failing traffic (subnet, port or protocol) is outside the tunnel selectors",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaChildSAs},
	Explains: []string{"data/app-only", "data/not-selected"},
	Judge:    judgeFlowNotCovered,
}

func judgeFlowNotCovered(c *engine.Case) engine.Verdict {
	return eachWanted(c, func(w engine.Wanted) engine.Verdict {
		cov, at := engine.CoverageOf(w)
		switch {
		case cov.By != nil:
			return engine.Silent("the selectors cover "+w.String(), engine.Show(at, engine.FromState, cov.By.Ref, "these selectors cover it"))
		case isNameQuery(w), sourceAlone(w, cov):
			return engine.Silent("")
		case !cov.Known, !w.Asked && !at.ShowsPolicies():
			return lacksSelectors(w)
		case w.Guessed && !related(w, cov):
			return engine.Inapplicable("nothing of " + w.String() + " belongs to this tunnel, as far as it was shown")
		}
		if ref, carried := w.Sender.CarriedElsewhere(w.From, w.To); carried {
			return engine.Silent("another tunnel of "+w.Sender.Name+" covers "+w.String(), engine.Show(w.Sender, engine.FromConfig, ref, "this one covers it"))
		}
		return uncovered(w, c.Fate(w))
	})
}

// uncovered is the verdict of traffic that no selector takes. That is a whole
// fact of the end that was read; which end must change is open.
func uncovered(w engine.Wanted, fate engine.Fate) engine.Verdict {
	proof := fate.Proof
	if len(proof) == 0 || fate.Coverage.Near == nil {
		proof = append(proof, firstPair(fate.At))
	}
	v := engine.Hold(engine.Certain, proof...).With(w.String() + ": " + fate.Failed()).
		SettledBy("compare the selectors of both ends with " + w.String() + ": " + w.Sender.CommandFor(ipsec.AreaPeers) + " at " + w.Sender.Called())
	if !w.Asked || !fate.At.ShowsPolicies() {
		v.Base = engine.Strong
	}
	if !w.Asked {
		v.Severity = engine.Warning
		return v
	}
	if !fate.At.ShowsPolicies() {
		return v.Capped(engine.CapKeyUnknown)
	}
	if w.Guessed {
		return v.Capped(engine.Cap{Points: 60, Why: "nothing shows behind which end the source lies", Key: true})
	}
	return v.By(engine.LocalFact)
}

// firstPair quotes selectors that do not take the traffic.
func firstPair(e *engine.End) engine.Evidence {
	pairs := e.SelectorPairs()
	for _, p := range pairs {
		if p.InForce() {
			return engine.Show(e, engine.FromState, p.Ref, "the selectors in force: "+p.String())
		}
	}
	return engine.Show(e, engine.FromConfig, pairs[0].Ref, "the selectors: "+pairs[0].String())
}
