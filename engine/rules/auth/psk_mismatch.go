package auth

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// pskMismatch blames the pre-shared key. It comes last: a key is only proven
// wrong by the end that checked it (RFC 7296, section 2.15).
var pskMismatch = engine.Rule{
	ID:       "auth/psk-mismatch",
	Title:    "The pre-shared keys of the two ends differ",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"auth/refused-without-reason", "ike/half-open", "ike/malformed", "stability/reauth-fails"},
	Judge:    judgePSKMismatch,
}

func judgePSKMismatch(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		if ev := engine.Last(e.SinceIKEUp(), ipsec.EventKeyMismatch); ev != nil {
			return engine.Hold(engine.Certain, engine.FromEvent(e, ev, "the peer's proof of the key does not fit the key stored here")).
				By(engine.PrintedByVerifier).
				With(keyDetail(ev))
		}
	}
	return undecryptable(c)
}

// undecryptable judges IKEv1, where a different key shows as a message that
// cannot be decrypted (RFC 2409, section 5.4).
func undecryptable(c *engine.Case) engine.Verdict {
	var v engine.Verdict
	for _, e := range c.Ends() {
		ev := engine.Last(e.SinceIKEUp(), ipsec.EventUndecryptable)
		if ev == nil {
			continue
		}
		proof := engine.FromEvent(e, ev, "the first encrypted message cannot be decrypted, as with a different key")
		if v.Outcome == engine.Holds {
			v.Evidence = append(v.Evidence, proof)
			continue
		}
		v = engine.Hold(engine.Strong, proof).SettledBy("compare the stored keys of both ends character by character")
	}
	if v.Outcome != engine.Holds {
		return engine.Silent("no end reports a key that does not fit or a message it cannot decrypt")
	}
	return v
}

func keyDetail(ev *ipsec.Event) string {
	if ev.LocalID == "" || ev.RemoteID == "" {
		return ""
	}
	return fmt.Sprintf("key of %s and %s", ev.LocalID, ev.RemoteID)
}
