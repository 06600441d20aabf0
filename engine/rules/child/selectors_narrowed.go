package child

import (
	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/parsers/ipsec"
)

// selectorsNarrowed says that the Child SA carries less than an end is
// configured for. With IKEv2 the responder may narrow what it is asked for
// (RFC 7296, section 2.9), and the SA comes up all the same.
var selectorsNarrowed = engine.Rule{
	ID:       "child/selectors-narrowed",
	Title:    "The peer accepted only part of the configured networks",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs, ipsec.AreaPeers},
	Explains: []string{"intent/some-selectors-down", "data/flow-not-covered", "data/inner-outside-selectors", "data/app-only"},
	Judge:    judgeSelectorsNarrowed,
}

func judgeSelectorsNarrowed(c *engine.Case) engine.Verdict {
	if v, differ := compare.Verdict(c, "child/selectors-narrowed"); differ {
		return v
	}
	if missing := c.LacksAny(ipsec.AreaChildSAs, ipsec.AreaPeers); missing != nil {
		return engine.Unobserved(missing...)
	}
	if !c.ChildUp() {
		return engine.Silent("")
	}
	compared := false
	for _, e := range c.Ends() {
		for _, p := range policies(e) {
			sas := sasOf(e, p)
			if len(sas) == 0 || !whole(p.LocalTS, p.RemoteTS) {
				continue
			}
			compared = true
			if less(sas, p) {
				return narrowed(c, e, p, sas[0])
			}
		}
	}
	if !compared {
		return engine.Silent("")
	}
	return engine.Silent("every Child SA carries all its configuration asks for")
}

// sasOf returns the installed Child SAs of a policy: their selectors lie inside
// it, and their name is the same where the device names a child. On Cisco
// devices the name is that of the whole crypto map.
func sasOf(e *engine.End, p *ipsec.Policy) []*ipsec.ChildSA {
	var out []*ipsec.ChildSA
	for _, sa := range e.ChildrenUp() {
		if whole(sa.LocalTS, sa.RemoteTS) && covers(p.LocalTS, sa.LocalTS) && covers(p.RemoteTS, sa.RemoteTS) &&
			(sa.Name == p.Name || sa.Name == "" || p.Name == "" || sa.Map.Known()) {
			out = append(out, sa)
		}
	}
	return out
}

// less reports whether the SAs together leave out a part of the policy.
func less(sas []*ipsec.ChildSA, p *ipsec.Policy) bool {
	var local, remote []ipsec.Selector
	for _, sa := range sas {
		local, remote = append(local, sa.LocalTS...), append(remote, sa.RemoteTS...)
	}
	return !covers(local, p.LocalTS) || !covers(remote, p.RemoteTS)
}

// narrowed judges a policy that got less. It is a fact of this end when it
// asked; when it was asked, the peer may simply have asked for less.
func narrowed(c *engine.Case, e *engine.End, p *ipsec.Policy, sa *ipsec.ChildSA) engine.Verdict {
	v := engine.Hold(engine.Strong,
		engine.Show(e, engine.FromConfig, p.Ref, "configured: "+pair(p.LocalTS, p.RemoteTS)),
		engine.Show(e, engine.FromState, sa.Ref, "in force: "+pair(sa.LocalTS, sa.RemoteTS))).
		With(pair(sa.LocalTS, sa.RemoteTS) + " in force, " + pair(p.LocalTS, p.RemoteTS) + " configured at " + e.Name).
		SettledBy("compare the configured networks of " + c.Other(e).Name + " with those of " + e.Name)
	if far := policies(c.Other(e)); len(far) > 0 && !mirrored(p, far) {
		v.Evidence = append(v.Evidence, engine.Show(c.Other(e), engine.FromConfig, far[0].Ref, "the other end: "+pair(far[0].LocalTS, far[0].RemoteTS)))
		return v.By(engine.ComparedEnds)
	}
	if asked(e) {
		return v.By(engine.LocalFact)
	}
	return v
}

// mirrored reports whether the other end has the mirror image of a policy.
func mirrored(p *ipsec.Policy, theirs []*ipsec.Policy) bool {
	for _, t := range theirs {
		if !whole(t.LocalTS, t.RemoteTS) || covers(t.LocalTS, p.RemoteTS) && covers(t.RemoteTS, p.LocalTS) {
			return true
		}
	}
	return false
}

// asked reports whether the end started the IKE SA that is up.
func asked(e *engine.End) bool {
	sa := e.IKEUp()
	return sa != nil && sa.Role == ipsec.Initiator
}
