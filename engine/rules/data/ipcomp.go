package data

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// ipcomp says that an SA compresses packets (RFC 3173): small ones, which are
// left as they are, pass, while larger ones fail between unequal implementations.
var ipcomp = engine.Rule{
	ID:       "data/ipcomp",
	Title:    "Negotiated IP compression breaks larger packets",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Explains: []string{"data/mtu-blackhole", "data/app-only"},
	Judge:    judgeIPComp,
}

func judgeIPComp(c *engine.Case) engine.Verdict {
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		for _, sa := range e.ChildrenUp() {
			if ipsec.Yes(sa.IPComp) {
				return engine.Hold(engine.Possible, engine.Show(e, engine.FromState, sa.IPComp.Ref(), "the SA has a compression parameter index (CPI)")).
					With("IP compression is in use at " + e.Name + "; nothing shows yet that larger packets fail").
					SettledBy("do packets of 100 and of 1000 bytes pass (`ping -s`)? If only the small ones do, it is the compression")
			}
		}
	}
	return engine.Silent("no SA compresses packets")
}
