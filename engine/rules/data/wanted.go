package data

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// eachWanted judges the traffic that the tunnel is meant to carry, one after
// the other: the first that holds is reported, then what could not be judged.
func eachWanted(c *engine.Case, judge func(engine.Wanted) engine.Verdict) engine.Verdict {
	wanted := c.Wanted()
	if len(wanted) == 0 {
		return engine.Inapplicable("nobody named traffic that fails (--flow), nor what the tunnel is for (flows or selectors of the inventory)")
	}
	var open, silent *engine.Verdict
	last := engine.Silent("")
	for _, w := range wanted {
		v := judge(w)
		last = v
		switch v.Outcome {
		case engine.Holds:
			return v
		case engine.NotObserved:
			open = &v
		case engine.DoesNotHold:
			silent = &v
		}
	}
	switch {
	case open != nil:
		return *open
	case silent != nil:
		return *silent
	}
	return last
}

// lacksSelectors says what is missing to compare traffic with the selectors.
func lacksSelectors(w engine.Wanted) engine.Verdict {
	var missing []string
	for _, a := range []ipsec.Area{ipsec.AreaPeers, ipsec.AreaChildSAs} {
		if !w.Sender.Observed(a) {
			missing = append(missing, w.Sender.Lacks(a))
		}
	}
	if len(missing) == 0 {
		missing = []string{"the selectors of " + w.Sender.Called() + " as address ranges"}
	}
	return engine.Unobserved(missing...)
}

// related reports whether traffic has an address in common with the tunnel.
func related(w engine.Wanted, cov engine.Coverage) bool {
	return cov.Lacks != "" || w.Sender.OnlyTunnel()
}
