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

// compareKeys is the check that settles a suspicion. The tool never shows keys.
const compareKeys = "compare the stored keys of both ends character by character"

func judgePSKMismatch(c *engine.Case) engine.Verdict {
	if e, ev := c.Printed(ipsec.EventKeyMismatch); ev != nil {
		return c.Proven(e, ev, "the peer's proof of the key does not fit the key stored here").With(keyDetail(ev))
	}
	if yes, _ := c.UsesCertificates(); yes {
		return engine.Silent("certificates are used")
	}
	if v, ok := configuredKeys(c); ok {
		return v
	}
	if v := undecryptable(c); v.Outcome == engine.Holds {
		return v
	}
	if v, ok := bothFail(c); ok {
		return v
	}
	if v, ok := noAnswer(c); ok {
		return v
	}
	if missing := c.ReasonUnseen(); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("no end reports a key that does not fit or a message it cannot decrypt")
}

// undecryptable judges IKEv1, where a different key shows as a message that
// cannot be decrypted (RFC 2409, section 5.4).
func undecryptable(c *engine.Case) engine.Verdict {
	var v engine.Verdict
	for _, e := range c.Ends() {
		ev := e.LastThat(cannotRead)
		if ev == nil {
			continue
		}
		proof := engine.FromEvent(e, ev, "the first encrypted message cannot be decrypted, as with a different key")
		if v.Outcome != engine.Holds {
			v = engine.Hold(engine.Strong, proof).SettledBy(compareKeys)
			continue
		}
		v.Evidence = append(v.Evidence, proof)
	}
	if v.Outcome != engine.Holds {
		return v
	}
	pending := false
	for _, e := range c.Ends() {
		if sa := authPending(e); sa != nil {
			pending = true
			v.Evidence = append(v.Evidence, engine.Show(e, engine.FromState, sa.Ref, "keys are agreed, authentication does not end"))
		}
	}
	v.Detail = v.Evidence[0].Device + " cannot decrypt what its peer sends"
	if !pending && vague(c) {
		v.Base = engine.Likely // the message alone also comes from a damaged packet
	}
	return v
}

// cannotRead reports whether a line is about the message with the identity of
// IKEv1, as far as it tells.
func cannotRead(ev *ipsec.Event) bool {
	return ev.Kind == ipsec.EventUndecryptable && ev.Version != 2 && (ev.Exchange == ipsec.ExchangeAuth || ev.Exchange == "")
}

// vague reports whether no line says that decryption failed: IOS only calls
// the message malformed.
func vague(c *engine.Case) bool {
	_, ev := c.PrintedThat(func(ev *ipsec.Event) bool { return cannotRead(ev) && ev.Exchange == ipsec.ExchangeAuth })
	return ev == nil
}

func authPending(e *engine.End) *ipsec.IKESA {
	for _, sa := range e.IKESAs {
		if sa.State == ipsec.IKEAuthPending {
			return sa
		}
	}
	return nil
}

// bothFail judges IKEv2 where both ends say that authentication failed and
// neither says why, as IOS does.
func bothFail(c *engine.Case) (engine.Verdict, bool) {
	a, b := engine.Last(c.Local.Fresh(), ipsec.EventAuthFailed), engine.Last(c.Remote.Fresh(), ipsec.EventAuthFailed)
	_, known := c.UsesCertificates()
	if a == nil || b == nil || c.IKEUp() || !known {
		return engine.Verdict{}, false
	}
	return engine.Hold(engine.Likely,
		engine.FromEvent(&c.Local, a, "authentication fails"), engine.FromEvent(&c.Remote, b, "authentication fails")).
		Capped(engine.CapKeyUnknown).SettledBy(compareKeys), true
}

// noAnswer judges IKEv1 where only the initiator can be read: a responder that
// cannot decrypt the first encrypted message says nothing.
func noAnswer(c *engine.Case) (engine.Verdict, bool) {
	for _, e := range c.Ends() {
		ev := e.AuthUnanswered()
		if _, known := c.UsesCertificates(); ev == nil || ev.Version != 1 || c.Other(e).Read() || c.IKEUp() || !known {
			continue
		}
		return engine.Hold(engine.Likely, engine.FromEvent(e, ev, "the first encrypted message gets no answer, as with a different key")).
			Capped(engine.CapUnreadEnd).Began(ev).SettledBy("read the log of " + c.Other(e).Name + ": it says whether the message arrives and can be decrypted"), true
	}
	return engine.Verdict{}, false
}

func keyDetail(ev *ipsec.Event) string {
	if ev.LocalID == "" || ev.RemoteID == "" {
		return ""
	}
	return fmt.Sprintf("key of %s and %s", ev.LocalID, ev.RemoteID)
}
