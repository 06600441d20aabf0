package cisco

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// A reason is a text with which the IKEv2 code that IOS and the ASA share gives
// up, and what it means. The texts are those of IKEv2-3-NEG_ABORT (IOS), of
// message 750003 (ASA) and of the IKEv2 debugs.
type reason struct {
	text     string // lower case, part of the device's text
	kind     ipsec.EventKind
	exchange string
	notify   string
}

// reasons are looked for in this order.
var reasons = []reason{
	{"no proposal chosen notify", ipsec.EventNotifyReceived, "", "NO_PROPOSAL_CHOSEN"},
	{"failed to find a matching policy", ipsec.EventIKEProposalRefused, ipsec.ExchangeInit, ""},
	{"received an invalid ke", ipsec.EventKeyExchangeRetry, "", "INVALID_KE_PAYLOAD"},
	{"ke payload contained the wrong dh group", ipsec.EventKeyExchangeRetry, "", "INVALID_KE_PAYLOAD"},
	{"no ipsec policy found for received ts", ipsec.EventSelectorsRefused, ipsec.ExchangeChild, ""},
	{"ts unacceptable", ipsec.EventNotifyReceived, ipsec.ExchangeChild, "TS_UNACCEPTABLE"},
	{"ts_unacceptable", ipsec.EventNotifyReceived, ipsec.ExchangeChild, "TS_UNACCEPTABLE"},
	{"authentication failed notify", ipsec.EventNotifyReceived, ipsec.ExchangeAuth, "AUTHENTICATION_FAILED"},
	{"auth exchange failed", ipsec.EventAuthFailed, ipsec.ExchangeAuth, ""},
	{"failed to authenticate the ike sa", ipsec.EventAuthFailed, ipsec.ExchangeAuth, ""},
	{"failed to locate an item in the database", ipsec.EventIdentityRefused, ipsec.ExchangeAuth, ""},
	{"profile not found", ipsec.EventIdentityRefused, ipsec.ExchangeAuth, ""},
	{"maximum number of retransmissions reached", ipsec.EventGaveUp, "", ""},
	{"failed to receive the auth msg before the timer expired", ipsec.EventHalfOpenGone, ipsec.ExchangeAuth, ""},
	{"unsupported cert encoding", ipsec.EventAuthFailed, ipsec.ExchangeAuth, ""},
	{"create child exchange failed", ipsec.EventChildFailed, ipsec.ExchangeChild, ""},
	{"invalid ike spi", ipsec.EventUnknownSA, "", ""},
	{"initial exchange failed", ipsec.EventNegotiationFailed, ipsec.ExchangeInit, ""},
}

// IKEv2Reason sets the kind, exchange and notification of an event by the text
// with which IKEv2 gave up, and reports whether it knows the text.
func IKEv2Reason(e *ipsec.Event, text string) bool {
	text = strings.ToLower(text)
	for _, r := range reasons {
		if strings.Contains(text, r.text) {
			e.Kind, e.Exchange, e.Notify = r.kind, r.exchange, r.notify
			return true
		}
	}
	return false
}
