package underlay

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// interfaceDown says that the interface that faces the peer has no link.
var interfaceDown = engine.Rule{
	ID:       "underlay/interface-down",
	Title:    "The outside interface has no link or no address",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerPath,
	Needs:    []ipsec.Area{ipsec.AreaInterfaces},
	Explains: []string{"underlay/no-route-to-peer", "underlay/peer-unreachable", "ike/not-attempted", "ike/no-response", "child/tunnel-interface-down", "stability/dpd-timeout", "stability/flapping"},
	Judge:    judgeInterfaceDown,
}

func judgeInterfaceDown(c *engine.Case) engine.Verdict {
	v := outsideInterface(c, func(i *ipsec.Interface) bool { return ipsec.No(i.LinkUp) && !ipsec.No(i.AdminUp) }, "has no link")
	if v.Outcome == engine.Holds {
		v.Owner = ""
	}
	return v
}
