package data

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// sourceNotCovered says that the destination is one the tunnel is for and the
// source is not: a loopback, the gateway's own address, a container.
var sourceNotCovered = engine.Rule{
	ID:       "data/source-not-covered",
	Title:    "The application uses a source address that the selectors do not cover",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaChildSAs},
	Explains: []string{"data/app-only", "data/not-selected"},
	Judge:    judgeSourceNotCovered,
}

func judgeSourceNotCovered(c *engine.Case) engine.Verdict {
	return eachWanted(c, func(w engine.Wanted) engine.Verdict {
		cov, at := engine.CoverageOf(w)
		switch {
		case cov.By != nil:
			return engine.Silent("the selectors cover "+w.String(), engine.Show(at, engine.FromState, cov.By.Ref, "these selectors cover it"))
		case !sourceAlone(w, cov) && !cov.Known:
			return lacksSelectors(w)
		case !sourceAlone(w, cov):
			return engine.Silent("")
		case !cov.Known:
			return lacksSelectors(w)
		}
		if ref, carried := w.Sender.CarriedElsewhere(w.From, w.To); carried {
			return engine.Silent("another tunnel of "+w.Sender.Name+" covers "+w.String(), engine.Show(w.Sender, engine.FromConfig, ref, "this one covers it"))
		}
		fate := c.Fate(w)
		v := engine.Hold(engine.Certain, fate.Proof...).By(engine.LocalFact).Owned(c.OwnerOf(w.Sender)).With(w.String() + ": " + fate.Failed())
		if !at.ShowsPolicies() {
			v = v.Capped(engine.CapKeyUnknown)
		}
		if w.Sender.Holds(w.From.From) {
			v.Detail = "the source is an address of " + w.Sender.Name + " itself; " + v.Detail
		}
		return v.SettledBy("send the same packet from an address inside " + cov.Near.Local.String())
	})
}

// sourceAlone reports whether only the single source address is outside.
func sourceAlone(w engine.Wanted, cov engine.Coverage) bool {
	return w.Asked && cov.By == nil && cov.LacksSource() && isHost(w.From)
}

func isHost(s ipsec.Selector) bool {
	p, ok := s.Prefix()
	return ok && p.Bits() == p.Addr().BitLen()
}
