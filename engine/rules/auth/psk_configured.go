package auth

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// configuredKeys compares the keys that both ends are configured with, by their
// digests, where both print them in clear or in a form that can be read. An IKE
// SA that is up was made with keys that fit: a difference is of later. One key
// that is hidden leaves the question open.
func configuredKeys(c *engine.Case) (engine.Verdict, bool) {
	if c.IKEUp() {
		return engine.Verdict{}, false
	}
	if a, b, differs := c.Differs(keysFit); differs {
		return engine.Hold(engine.Certain, keyEvidence(c, a, b)...).By(engine.ComparedEnds).
			With(fmt.Sprintf("the key of %s for this tunnel is not that of %s", c.Local.Name, c.Remote.Called())).
			SettledBy(compareKeys), true
	}
	if a, b := sameKey(c); a != nil {
		return engine.Silent("both ends are configured with the same key", keyEvidence(c, a, b)...), true
	}
	return engine.Verdict{}, false
}

// keysFit reports whether two connections can have the same key, as far as is
// known.
func keysFit(a, b *ipsec.Peer) bool {
	x, okX := a.Key.Get()
	y, okY := b.Key.Get()
	return !okX || !okY || x == y
}

// sameKey returns the connections of both ends where each end has one and their
// keys are the same.
func sameKey(c *engine.Case) (local, remote *ipsec.Peer) {
	if len(c.Local.Peers) != 1 || len(c.Remote.Peers) != 1 {
		return nil, nil
	}
	a, b := c.Local.Peers[0], c.Remote.Peers[0]
	if !a.Key.Known() || !b.Key.Known() || !keysFit(a, b) {
		return nil, nil
	}
	return a, b
}

func keyEvidence(c *engine.Case, a, b *ipsec.Peer) []engine.Evidence {
	return []engine.Evidence{
		engine.Show(&c.Local, engine.FromConfig, a.Key.Ref(), "the key of this end, compared in memory"),
		engine.Show(&c.Remote, engine.FromConfig, b.Key.Ref(), "the key of this end, compared in memory"),
	}
}
