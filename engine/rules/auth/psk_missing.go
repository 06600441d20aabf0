package auth

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// pskMissing is a key that was looked for and not found: it is not loaded, or
// stored for other identities than those in use.
var pskMissing = engine.Rule{
	ID:       "auth/psk-missing",
	Title:    "No pre-shared key is stored for the identities in use",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"auth/refused-without-reason", "ike/refused-without-reason", "ike/half-open"},
	Judge:    judgePSKMissing,
}

func judgePSKMissing(c *engine.Case) engine.Verdict {
	if e, ev := c.Printed(ipsec.EventNoKey); ev != nil {
		return c.Proven(e, ev, "no key for this peer").Owned(c.OwnerOf(e)).With(missingDetail(c, e, ev))
	}
	if e, ev := c.PrintedThat(keysNotTaken); ev != nil {
		return engine.Hold(engine.Likely, engine.FromEvent(e, ev, "a policy with pre-shared keys does not match, as on IOS without a key for the peer")).
			Owned(c.OwnerOf(e)).Capped(engine.CapKeyUnknown).
			SettledBy("`show crypto isakmp key` on " + e.Name + " lists the peers that have a key, or `show crypto isakmp policy` has no policy with pre-shared keys")
	}
	if v, found := configuredWithout(c); found {
		return v
	}
	if missing := c.ReasonUnseen(); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}

// configuredWithout judges an end whose whole configuration has no key for the
// peer.
func configuredWithout(c *engine.Case) (engine.Verdict, bool) {
	for _, e := range c.Ends() {
		for _, p := range e.Peers {
			if ipsec.Yes(p.NoKey) && !c.IKEUp() {
				return engine.Hold(engine.Certain, engine.Show(e, engine.FromConfig, p.NoKey.Ref(), "this connection needs a key, and the configuration has none for its peer")).
					By(engine.LocalFact).Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s has no key for %s", e.Name, strings.Join(p.RemoteAddrs, ", "))), true
			}
		}
	}
	return engine.Verdict{}, false
}

// keysNotTaken is IOS refusing every policy, the last one for its
// authentication.
func keysNotTaken(ev *ipsec.Event) bool {
	return ev.Kind == ipsec.EventIKEProposalRefused && strings.Contains(ev.Reason, "Preshared authentication offered but does not match")
}

func missingDetail(c *engine.Case, e *engine.End, ev *ipsec.Event) string {
	switch {
	case ev.LocalID != "" && ev.RemoteID != "":
		return fmt.Sprintf("%s has no key for %s and %s", e.Name, ev.LocalID, ev.RemoteID)
	case ev.Remote != "":
		return fmt.Sprintf("%s has no key for %s", e.Name, ev.Remote)
	}
	return fmt.Sprintf("%s has no key for %s", e.Name, c.Other(e).Called())
}
