package auth

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// halfAuthenticated is an initiator that rejects the responder after the
// responder has already taken it in (RFC 7296, section 2.21.2).
var halfAuthenticated = engine.Rule{
	ID:       "auth/half-authenticated",
	Title:    "One end believes the tunnel is authenticated, the other has rejected it",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaEvents},
	Explains: []string{"data/spi-mismatch", "data/sends-only"},
	Judge:    judgeHalfAuthenticated,
}

func judgeHalfAuthenticated(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		if v, ok := believesAlone(e, c.Other(e)); ok {
			return v
		}
		if v, ok := takenBack(c, e); ok {
			return v
		}
	}
	if missing := c.LacksAny(ipsec.AreaIKESAs, ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}

// believesAlone finds an established SA at one end while the other holds none
// and has refused.
func believesAlone(e, other *engine.End) (engine.Verdict, bool) {
	sa := e.IKEUp()
	if sa == nil || !other.Shows(ipsec.AreaIKESAs) || other.IKEUp() != nil {
		return engine.Verdict{}, false
	}
	refusal := other.LastThat(rejects)
	if refusal == nil {
		return engine.Verdict{}, false
	}
	return engine.Hold(engine.Strong,
		engine.Show(e, engine.FromState, sa.Ref, "this end holds an established IKE SA"),
		engine.FromEvent(other, refusal, "this end refuses the other's authentication")).
		By(engine.ComparedEnds).
		With(fmt.Sprintf("%s holds the tunnel, %s has rejected it", e.Name, other.Called())), true
}

// rejects reports whether a line is a refusal of the peer's authentication.
func rejects(ev *ipsec.Event) bool {
	switch ev.Kind {
	case ipsec.EventIdentityRefused, ipsec.EventKeyMismatch, ipsec.EventAuthMethodRefused, ipsec.EventCertTimeInvalid,
		ipsec.EventCertUntrusted, ipsec.EventCertRevoked, ipsec.EventNoTrustedKey, ipsec.EventAuthFailed:
		return true
	}
	return false
}

// takenBack finds an SA in the log that was established and at once refused by
// the peer.
func takenBack(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	ev := e.LastThat(func(ev *ipsec.Event) bool {
		return ev.Kind == ipsec.EventNotifyReceived && ev.Notify == "AUTHENTICATION_FAILED" && ev.Exchange == ipsec.ExchangeInformational
	})
	up := engine.Last(e.Events, ipsec.EventIKEEstablished)
	if ev == nil || up == nil {
		return engine.Verdict{}, false
	}
	return engine.Hold(engine.Strong,
		engine.FromEvent(e, up, "this end calls the tunnel established"),
		engine.FromEvent(e, ev, "the initiator refuses it afterwards")).
		With(fmt.Sprintf("%s takes %s in, %s rejects it", e.Name, c.Other(e).Called(), c.Other(e).Called())), true
}
