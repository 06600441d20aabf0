package child

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// tunnelInterfaceDown says that the line protocol of the tunnel interface is
// down. It is a symptom: its parts may be up, or the SA is what is missing.
var tunnelInterfaceDown = engine.Rule{
	ID:       "child/tunnel-interface-down",
	Title:    "The tunnel interface is down although its parts may be up",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaInterfaces},
	Explains: []string{"data/route-missing", "data/overlay-routing-down", "data/not-selected"},
	Judge:    judgeTunnelInterfaceDown,
}

func judgeTunnelInterfaceDown(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaInterfaces); missing != nil {
		return engine.Unobserved(missing...)
	}
	seen := false
	for _, e := range c.Ends() {
		i := e.TunnelInterface()
		if i == nil {
			continue
		}
		seen = true
		if ipsec.No(i.LinkUp) && !ipsec.No(i.AdminUp) {
			return engine.Hold(engine.Certain, engine.Show(e, engine.FromState, i.Ref, "the line protocol is down")).
				By(engine.LocalFact).Owned(c.OwnerOf(e)).With(i.Name + " of " + e.Name + " is down")
		}
	}
	if !seen {
		return engine.Silent("")
	}
	return engine.Silent("the tunnel interface is up, or switched off")
}
