package intent

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// notBound says that a crypto map entry exists but its map is on no interface,
// so the device neither sends nor answers for it.
var notBound = engine.Rule{
	ID:       "intent/not-bound-to-interface",
	Title:    "IKE or the crypto map is not active on the interface that faces the peer",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaPeers},
	Explains: []string{"intent/configured-not-up", "ike/not-attempted", "ike/no-response", "data/not-selected", "data/sends-only", "data/receives-only"},
	Judge:    judgeNotBoundToInterface,
}

func judgeNotBoundToInterface(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaPeers); missing != nil {
		return engine.Unobserved(missing...)
	}
	if c.IKEUp() || c.ChildUp() {
		return engine.Silent("an SA is up")
	}
	for _, e := range c.Ends() {
		p, bound := unbound(e)
		if p == nil {
			continue
		}
		if bound != nil {
			return engine.Silent("another entry for this peer is bound", engine.Show(e, engine.FromConfig, bound.Bound.Ref(), "this map is on an interface"))
		}
		return engine.Hold(engine.Certain, engine.Show(e, engine.FromConfig, p.Bound.Ref(), "no interface uses the map")).
			By(engine.LocalFact).Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s: %s is on no interface", e.Name, p.Name))
	}
	return engine.Silent("")
}

// unbound returns an entry of the tunnel that is on no interface, and one that is.
func unbound(e *engine.End) (without, with *ipsec.Peer) {
	for _, p := range e.Peers {
		switch {
		case ipsec.No(p.Bound):
			without = p
		case ipsec.Yes(p.Bound):
			with = p
		}
	}
	return without, with
}
