package hygiene

import (
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// aggressivePSK says that IKEv1 aggressive mode authenticates by a pre-shared
// key: its hash goes in clear text and can be guessed at off-line.
var aggressivePSK = engine.Rule{
	ID:       "hygiene/aggressive-psk",
	Title:    "Aggressive mode with a pre-shared key exposes the key to guessing",
	Severity: engine.Warning,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaPeers},
	Judge:    judgeAggressivePSK,
}

func judgeAggressivePSK(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		for _, p := range e.Peers {
			if ipsec.Yes(p.Aggressive) && engine.IsPSK(p.LocalAuth.Or("")) && engine.IsPSK(p.RemoteAuth.Or("")) {
				return engine.Hold(engine.Certain, engine.Show(e, engine.FromConfig, p.Ref, "aggressive mode with a pre-shared key is configured")).
					By(engine.LocalFact).Owned(c.OwnerOf(e)).With("configured at " + e.Name)
			}
		}
		for _, sa := range e.IKESAs {
			if strings.EqualFold(sa.Mode.Or(""), "aggressive") && engine.IsPSK(sa.Auth.Or("")) {
				return engine.Hold(engine.Certain, engine.Show(e, engine.FromState, sa.Ref, "an IKE SA made in aggressive mode with a pre-shared key")).
					By(engine.LocalFact).With("in use at " + e.Name)
			}
		}
	}
	if missing := c.LacksAny(ipsec.AreaIKESAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}
