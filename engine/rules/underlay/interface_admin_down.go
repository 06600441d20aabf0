package underlay

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// interfaceAdminDown says that the interface that faces the peer is shut down
// by configuration.
var interfaceAdminDown = engine.Rule{
	ID:       "underlay/interface-admin-down",
	Title:    "The outside interface is shut down by configuration",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaInterfaces},
	Explains: []string{"underlay/interface-down", "underlay/no-route-to-peer", "ike/not-attempted", "ike/no-response", "child/tunnel-interface-down", "stability/dpd-timeout"},
	Judge:    judgeInterfaceAdminDown,
}

func judgeInterfaceAdminDown(c *engine.Case) engine.Verdict {
	return outsideInterface(c, func(i *ipsec.Interface) bool { return ipsec.No(i.AdminUp) }, "is shut down by configuration")
}

// outsideInterface judges the outside interfaces of both ends.
func outsideInterface(c *engine.Case, broken func(*ipsec.Interface) bool, says string) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaInterfaces); missing != nil {
		return engine.Unobserved(missing...)
	}
	told := false
	for _, e := range c.Ends() {
		i := e.OutsideInterface(c.Other(e))
		if i == nil {
			continue
		}
		told = told || i.LinkUp.Known() || i.AdminUp.Known()
		if !broken(i) {
			continue
		}
		proof := engine.Show(e, engine.FromState, i.Ref, "the interface that faces the peer "+says)
		return engine.Hold(engine.Certain, proof).By(engine.LocalFact).Owned(c.OwnerOf(e)).
			With(fmt.Sprintf("%s: %s %s", e.Name, i.Name, says))
	}
	if !told {
		return engine.Unobserved("which interface faces the peer, or its state")
	}
	return engine.Silent("the interface that faces the peer is up")
}
