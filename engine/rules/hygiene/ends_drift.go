package hygiene

import (
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// endsDrift says that the two configurations are no mirror images although the
// tunnel works: negotiation hides the difference, until it does not.
var endsDrift = engine.Rule{
	ID:       "hygiene/ends-drift",
	Title:    "The configurations of the two ends differ where they should agree",
	Severity: engine.Info,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers},
	Judge:    judgeEndsDrift,
}

func judgeEndsDrift(c *engine.Case) engine.Verdict {
	if len(c.Local.Peers) != 1 || len(c.Remote.Peers) != 1 {
		return engine.Unobserved("the one connection of each end")
	}
	a, b := c.Local.Peers[0], c.Remote.Peers[0]
	var found []string
	if c.Local.Snap.Platform == c.Remote.Snap.Platform && len(a.Proposals) > 0 && len(b.Proposals) > 0 && !sameSet(a.Proposals, b.Proposals) {
		found = append(found, "IKE proposals")
	}
	if x, y := a.DPD.Or(0), b.DPD.Or(0); a.DPD.Known() && b.DPD.Known() && (x == 0) != (y == 0) {
		found = append(found, "liveness checks at one end only")
	}
	if !mirrored(a, b) {
		found = append(found, "selectors")
	}
	if len(found) == 0 {
		return engine.Silent("")
	}
	return engine.Hold(engine.Certain, engine.Show(&c.Local, engine.FromConfig, a.Ref, "this end"),
		engine.Show(&c.Remote, engine.FromConfig, b.Ref, "the other end")).By(engine.ComparedEnds).With(strings.Join(found, ", "))
}

func sameSet(a, b []string) bool {
	x, y := slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(x, y)
}

// mirrored reports whether each policy of one connection has its mirror image
// in the other, as far as all of them are address ranges.
func mirrored(a, b *ipsec.Peer) bool {
	for i := range a.Policies {
		p := &a.Policies[i]
		if !slices.ContainsFunc(b.Policies, func(q ipsec.Policy) bool {
			return vague(p) || vague(&q) || covering(p.LocalTS, q.RemoteTS) && covering(p.RemoteTS, q.LocalTS)
		}) {
			return len(b.Policies) == 0
		}
	}
	return true
}

func vague(p *ipsec.Policy) bool {
	all := slices.Concat(p.LocalTS, p.RemoteTS)
	return len(all) == 0 || slices.ContainsFunc(all, func(s ipsec.Selector) bool { return !s.Valid() })
}

// covering reports whether two lists hold the same selectors in any order.
func covering(a, b []ipsec.Selector) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(s ipsec.Selector) bool { return !slices.ContainsFunc(b, s.Same) })
}
