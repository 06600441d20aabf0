package hygiene

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// sharedPSK says that one pre-shared key is for any peer, or for several: each
// of them can pass for the others.
var sharedPSK = engine.Rule{
	ID:       "hygiene/shared-psk",
	Title:    "One pre-shared key serves many or any peers",
	Severity: engine.Warning,
	Kind:     engine.State,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaPeers},
	Judge:    judgeSharedPSK,
}

func judgeSharedPSK(c *engine.Case) engine.Verdict {
	keys, known := false, false
	for _, e := range c.Ends() {
		for _, p := range e.Peers {
			if at, any := engine.KeyForAny(p); any {
				return engine.Hold(engine.Certain, engine.Show(e, engine.FromConfig, at, "this key is for any peer")).
					By(engine.LocalFact).Owned(c.OwnerOf(e)).With("a key for any peer at " + e.Name)
			}
			if others := e.KeySharedBy(p); len(others) > 0 {
				return oneKey(c, e, others)
			}
			known = known || p.Key.Known()
			keys = keys || engine.IsPSK(p.LocalAuth.Or("")) || engine.IsPSK(p.RemoteAuth.Or(""))
		}
	}
	if certificates, _ := c.UsesCertificates(); certificates && !keys {
		return engine.Silent("")
	}
	if !known {
		return engine.Unobserved("the pre-shared keys of " + c.Local.Called() + ": they are hidden, or the configuration was not read")
	}
	return engine.Silent("")
}

// oneKey is the verdict on a key that several connections have. The first one is
// of this tunnel.
func oneKey(c *engine.Case, e *engine.End, peers []*ipsec.Peer) engine.Verdict {
	const most = 3
	var names []string
	var proof []engine.Evidence
	for i, p := range peers {
		if i == most {
			names = append(names, fmt.Sprintf("%d more", len(peers)-most))
			break
		}
		names = append(names, strings.Join(p.RemoteAddrs, " "))
		proof = append(proof, engine.Show(e, engine.FromConfig, p.Key.Ref(), "the same key, compared in memory"))
	}
	return engine.Hold(engine.Certain, proof...).By(engine.LocalFact).Owned(c.OwnerOf(e)).
		With(fmt.Sprintf("one key for %d peers at %s: %s", len(peers), e.Name, strings.Join(names, ", ")))
}
