package engine

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// This file answers who waits for whom in a negotiation that does not end.

// FirstUnanswered returns the last line of the end's present attempt that says
// that its first IKE message is unanswered, or nil.
func (e *End) FirstUnanswered() *ipsec.Event {
	return e.unanswered(func(ev *ipsec.Event) bool {
		return ev.Exchange == ipsec.ExchangeInit || ev.Exchange == "" && ev.MessageID == 0 && ev.Version != 1
	})
}

// AuthUnanswered returns the last line of the end's present attempt that says
// that the message with its identity is unanswered: message id 1 of IKEv2
// (RFC 7296, section 1.2), the fifth of IKEv1 main mode (RFC 2409, section 5).
func (e *End) AuthUnanswered() *ipsec.Event {
	return e.unanswered(func(ev *ipsec.Event) bool {
		return ev.Exchange == ipsec.ExchangeAuth || ev.Exchange == "" && ev.MessageID == 1 && ev.Version == 2
	})
}

// unanswered looks for the last silence of this end as initiator. Anything
// heard from the peer afterwards ends it.
func (e *End) unanswered(fits func(*ipsec.Event) bool) *ipsec.Event {
	events := e.SinceIKEUp()
	for i := len(events) - 1; i >= 0; i-- {
		ev := events[i]
		switch ev.Kind {
		case ipsec.EventRetransmit, ipsec.EventGaveUp:
			if ev.Role == ipsec.Responder {
				continue
			}
			if fits(ev) {
				return ev
			}
			if ev.Exchange != "" || ev.MessageID >= 0 {
				return nil
			}
		case ipsec.EventNotifyReceived, ipsec.EventUndecryptable:
			return nil
		}
	}
	return nil
}

// FirstMessageOut returns what shows that the end's first IKE message is
// unanswered: its log, or an IKE SA that waits for the first answer.
func (e *End) FirstMessageOut() []Evidence {
	var out []Evidence
	if ev := e.FirstUnanswered(); ev != nil {
		out = append(out, FromEvent(e, ev, "the first message is sent again without an answer"))
	}
	for _, sa := range e.IKESAs {
		if sa.State == ipsec.IKEInitSent {
			return append(out, Show(e, FromState, sa.Ref, "an IKE SA waits for the first answer"))
		}
	}
	return out
}

// HalfOpenResponder returns an IKE SA that the end answers and whose initiator
// does not go on, or nil.
func (e *End) HalfOpenResponder() *ipsec.IKESA {
	for _, sa := range e.IKESAs {
		if sa.State == ipsec.IKEInitAnswered || sa.State.HalfOpen() && sa.Role == ipsec.Responder {
			return sa
		}
	}
	return nil
}

// arrivals are the events that only a message of the peer causes.
var arrivals = []ipsec.EventKind{
	ipsec.EventResponding, ipsec.EventPeerRetransmit, ipsec.EventHalfOpenGone, ipsec.EventNoConnection,
	ipsec.EventIKEProposalRefused, ipsec.EventIdentityRefused, ipsec.EventNoKey, ipsec.EventKeyMismatch,
	ipsec.EventUndecryptable, ipsec.EventAuthMethodRefused, ipsec.EventModeRefused, ipsec.EventVersionRefused,
	ipsec.EventNotifyReceived, ipsec.EventKeyExchangeRetry, ipsec.EventDeleteReceived,
}

// Hears returns evidence that IKE messages of the other end reach this one
// since the tunnel was last up.
func (e *End) Hears() (Evidence, bool) {
	if sa := e.HalfOpenResponder(); sa != nil {
		return Show(e, FromState, sa.Ref, "it answers a negotiation that the other end started"), true
	}
	if ev := Last(e.SinceIKEUp(), arrivals...); ev != nil {
		return FromEvent(e, ev, "IKE messages of the other end arrive"), true
	}
	return Evidence{}, false
}

// Attempt returns the last line since the tunnel was up that shows a
// negotiation, begun, refused or unanswered, or nil.
func (e *End) Attempt() *ipsec.Event {
	return Last(e.SinceChildUp(), slices.Concat(arrivals, []ipsec.EventKind{
		ipsec.EventInitiating, ipsec.EventRetransmit, ipsec.EventGaveUp, ipsec.EventPeerDead, ipsec.EventNetworkError,
		ipsec.EventNameUnresolved, ipsec.EventAuthFailed, ipsec.EventNegotiationFailed, ipsec.EventChildFailed,
		ipsec.EventSelectorsRefused, ipsec.EventChildProposalRefused, ipsec.EventInstallFailed, ipsec.EventNoTrustedKey,
		ipsec.EventCertTimeInvalid, ipsec.EventCertUntrusted, ipsec.EventCertRevoked, ipsec.EventNoPrivateKey,
		ipsec.EventEAPFailed, ipsec.EventRekeyFailed, ipsec.EventStateLost, ipsec.EventLimitReached,
	})...)
}

// OtherPeersUp returns evidence that the end's gateway has established IKE SAs
// with other peers by the same address: its line and its daemon work.
func (e *End) OtherPeersUp() (Evidence, bool) {
	if !e.Read() {
		return Evidence{}, false
	}
	mine := e.LocalAddresses()
	for i := range e.Snap.IKESAs {
		sa := &e.Snap.IKESAs[i]
		if !sa.State.Up() || slices.Contains(e.IKESAs, sa) || e.Calls(sa.Remote.Address) {
			continue
		}
		if sa.Local.Address == "" || len(mine) == 0 || slices.Contains(mine, sa.Local.Address) {
			return Show(e, FromState, sa.Ref, "another peer reaches this gateway"), true
		}
	}
	return Evidence{}, false
}
