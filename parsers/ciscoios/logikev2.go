package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// An abortReason is a text with which IKEv2 ends a negotiation and what it means.
type abortReason struct {
	text     string
	kind     ipsec.EventKind
	exchange string
	notify   string
}

// abortReasons are looked for in this order.
var abortReasons = []abortReason{
	{"no proposal chosen notify", ipsec.EventNotifyReceived, "", "NO_PROPOSAL_CHOSEN"},
	{"Failed to find a matching policy", ipsec.EventIKEProposalRefused, ipsec.ExchangeInit, ""},
	{"KE payload contained the wrong DH group", ipsec.EventKeyExchangeRetry, "", ""},
	{"Failed to locate an item in the database", ipsec.EventIdentityRefused, ipsec.ExchangeAuth, ""},
	{"profile not found", ipsec.EventIdentityRefused, ipsec.ExchangeAuth, ""},
	{"no IPSEC policy found for received TS", ipsec.EventSelectorsRefused, ipsec.ExchangeChild, ""},
	{"before the timer expired", ipsec.EventHalfOpenGone, ipsec.ExchangeAuth, ""},
	{"Maximum number of retransmissions reached", ipsec.EventGaveUp, "", ""},
	{"invalid IKE SPI", ipsec.EventUnknownSA, "", ""},
	{"Failed to authenticate the IKE SA", ipsec.EventAuthFailed, ipsec.ExchangeAuth, ""},
	{"Auth exchange failed", ipsec.EventAuthFailed, ipsec.ExchangeAuth, ""},
	{"Unsupported cert encoding", ipsec.EventAuthFailed, ipsec.ExchangeAuth, ""},
}

// negotiationAborted reads "Negotiation aborted due to ERROR: text".
func negotiationAborted(e *ipsec.Event, text string) {
	e.Version = 2
	e.Reason = between(text, "due to ERROR:", "\n")
	if !abortedFor(e, text) {
		e.Kind = ipsec.EventNegotiationFailed
	}
}

// abortedFor fills the event for a reason it knows.
func abortedFor(e *ipsec.Event, text string) bool {
	for _, r := range abortReasons {
		if strings.Contains(text, r.text) {
			e.Kind, e.Exchange, e.Notify = r.kind, r.exchange, r.notify
			return true
		}
	}
	return false
}
