package hygiene

import (
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// anyAny says that the access list of a policy-based tunnel takes everything,
// Internet traffic and that of other tunnels too. A tunnel interface has such
// selectors by nature.
var anyAny = engine.Rule{
	ID:       "hygiene/any-any-selector",
	Title:    "A policy-based tunnel protects any to any",
	Severity: engine.Info,
	Kind:     engine.State,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaChildSAs},
	Judge:    judgeAnyAny,
}

func judgeAnyAny(c *engine.Case) engine.Verdict {
	if len(c.LacksAny(ipsec.AreaPeers)) > 0 && len(c.LacksAny(ipsec.AreaChildSAs)) > 0 {
		return engine.Unobserved(c.LacksAny(ipsec.AreaPeers, ipsec.AreaChildSAs)...)
	}
	for _, e := range c.Ends() {
		for _, p := range e.Peers {
			for i := range p.Policies {
				q := &p.Policies[i]
				if q.List.Known() && wholes(q.LocalTS) && wholes(q.RemoteTS) {
					return takesAll(c, e, engine.Show(e, engine.FromConfig, q.Ref, "access list "+q.List.Or("")+" takes any to any"))
				}
			}
		}
		for _, sa := range e.ChildSAs {
			// The map of a tunnel interface is called "Tunnel0-head-0".
			if sa.Map.Known() && sa.Sequence.Known() && !strings.Contains(sa.Map.Or(""), "-head-") && wholes(sa.LocalTS) && wholes(sa.RemoteTS) {
				return takesAll(c, e, engine.Show(e, engine.FromState, sa.Ref, "a flow of any to any in a crypto map"))
			}
		}
	}
	return engine.Silent("")
}

func takesAll(c *engine.Case, e *engine.End, proof engine.Evidence) engine.Verdict {
	return engine.Hold(engine.Certain, proof).By(engine.LocalFact).Owned(c.OwnerOf(e)).With("at " + e.Name)
}

func wholes(list []ipsec.Selector) bool {
	if len(list) == 0 {
		return false
	}
	for _, s := range list {
		if p, ok := s.Prefix(); !ok || p.Bits() > 0 || s.Protocol != 0 {
			return false
		}
	}
	return true
}
