package child

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// shadowed says that another tunnel of the device claims this one's traffic: an
// earlier entry of the same crypto map, or one with the same selectors.
var shadowed = engine.Rule{
	ID:       "child/shadowed-by-other-entry",
	Title:    "Another tunnel or crypto map entry claims the same traffic or peer first",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaChildSAs},
	Explains: []string{"child/selector-mismatch", "child/none-established", "data/wrong-sa-chosen", "data/sends-only"},
	Judge:    judgeShadowed,
}

func judgeShadowed(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaPeers); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		for _, s := range e.Shadows() {
			if upAt(e, s.Own) {
				continue
			}
			v := engine.Hold(engine.Possible, engine.Show(e, engine.FromConfig, s.Own.Ref, "this tunnel: "+pair(s.Own.LocalTS, s.Own.RemoteTS)),
				engine.Show(e, engine.FromConfig, s.By.Ref, s.Peer.Name+": "+pair(s.By.LocalTS, s.By.RemoteTS))).
				Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s of %s claims %s", s.Peer.Name, e.Name, pair(s.Own.LocalTS, s.Own.RemoteTS))).
				SettledBy("send a packet of the pair and see whose SA counts it on " + e.Name)
			if s.Earlier {
				v.Base = engine.Strong
				return v.With(fmt.Sprintf("%s comes before %s at %s and claims %s", s.Peer.Name, s.OwnPeer.Name, e.Name, pair(s.Own.LocalTS, s.Own.RemoteTS)))
			}
			return v.Weakened("two connections for one pair of networks may be meant as a backup")
		}
	}
	return engine.Silent("")
}

// upAt reports whether a Child SA of an end serves a policy.
func upAt(e *engine.End, p *ipsec.Policy) bool {
	for _, sa := range e.ChildrenUp() {
		if overlap(sa.LocalTS, p.LocalTS) && overlap(sa.RemoteTS, p.RemoteTS) {
			return true
		}
	}
	return false
}
