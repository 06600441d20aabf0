package stability

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// reauthFails says that a tunnel that was up failed to authenticate again.
var reauthFails = engine.Rule{
	ID:       "stability/reauth-fails",
	Title:    "The tunnel lives until re-authentication, which then fails",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"stability/lifetime-aligned-drops", "stability/flapping"},
	Judge:    judgeReauthFails,
}

func judgeReauthFails(c *engine.Case) engine.Verdict {
	if missing := noLog(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		own := e.Own(e.Events)
		again := lastReauth(own)
		if again < 0 {
			continue
		}
		if failure := authFailure(own[again+1:]); failure != nil {
			return engine.Hold(engine.Strong, engine.FromEvent(e, own[again], "the tunnel authenticates again"),
				engine.FromEvent(e, failure, "the authentication fails")).Began(own[again]).
				With("re-authentication of " + e.Name + " with " + c.Other(e).Called() + " failed")
		}
	}
	return engine.Silent("no re-authentication failed")
}

// lastReauth returns the position of the last re-authentication after which the
// tunnel did not come up, or -1.
func lastReauth(events []*ipsec.Event) int {
	for i := len(events) - 1; i >= 0; i-- {
		switch events[i].Kind {
		case ipsec.EventReauthenticating:
			return i
		case ipsec.EventIKEEstablished, ipsec.EventTunnelUp:
			return -1
		}
	}
	return -1
}

// authFailure returns the first refusal in the authentication.
func authFailure(events []*ipsec.Event) *ipsec.Event {
	for _, ev := range events {
		switch ev.Kind {
		case ipsec.EventNotifyReceived:
			if ev.Notify == "AUTHENTICATION_FAILED" {
				return ev
			}
		case ipsec.EventAuthFailed, ipsec.EventKeyMismatch, ipsec.EventNoKey, ipsec.EventCertTimeInvalid, ipsec.EventCertUntrusted,
			ipsec.EventCertRevoked, ipsec.EventIdentityRefused, ipsec.EventAuthMethodRefused, ipsec.EventNoTrustedKey, ipsec.EventNoPrivateKey:
			return ev
		}
	}
	return nil
}
