package engine

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// afterKeys are the events that only happen once both ends have agreed on
// algorithms and keys: they are about the messages that authenticate.
var afterKeys = []ipsec.EventKind{
	ipsec.EventKeyMismatch, ipsec.EventIdentityRefused, ipsec.EventAuthMethodRefused, ipsec.EventAuthFailed, ipsec.EventCertTimeInvalid,
	ipsec.EventCertUntrusted, ipsec.EventCertRevoked, ipsec.EventNoTrustedKey, ipsec.EventEAPFailed,
}

// stageOf returns the layer to which the present attempt of a tunnel is known
// to have come, and what shows it: all layers before it are passed. It is empty
// when nothing is known (calculus, section 6, items 21 and 22).
func stageOf(c *Case) (layer string, proof []Evidence) {
	if c.ChildUp() {
		return "data", childProof(c)
	}
	for _, e := range c.Ends() {
		if sa := e.IKEUp(); sa != nil {
			return "child", []Evidence{Show(e, FromState, sa.Ref, "the IKE SA is up")}
		}
	}
	for _, e := range c.Ends() {
		if proof := authenticates(e); proof != nil {
			return "auth", proof
		}
	}
	for _, e := range c.Ends() {
		if heard, ok := e.PeerAnswered(); ok {
			return "ike", []Evidence{heard}
		}
	}
	return "", nil
}

// childProof are the Child SAs that are up.
func childProof(c *Case) (out []Evidence) {
	for _, e := range c.Ends() {
		if up := e.ChildrenUp(); len(up) > 0 {
			out = append(out, Show(e, FromState, up[0].Ref, "a Child SA is up"))
		}
	}
	return out
}

// authenticates returns what shows that an end has come to the messages that
// authenticate, nil when nothing does.
func authenticates(e *End) []Evidence {
	for _, sa := range e.IKESAs {
		if sa.State == ipsec.IKEAuthPending {
			return []Evidence{Show(e, FromState, sa.Ref, "algorithms and keys are agreed")}
		}
	}
	ev := e.LastThat(func(ev *ipsec.Event) bool {
		return slices.Contains(afterKeys, ev.Kind) || ev.Kind == ipsec.EventNotifyReceived && ev.Notify == "AUTHENTICATION_FAILED"
	})
	if ev == nil {
		return nil
	}
	return []Evidence{FromEvent(e, ev, "the negotiation came to authentication")}
}
