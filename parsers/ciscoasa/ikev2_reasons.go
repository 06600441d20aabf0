package ciscoasa

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// A reason is a text with which the IKEv2 code of IOS and ASA gives up and what
// it means. The texts are those of message 750003 and of the IKEv2 debugs.
type reason struct {
	text     string // lower case, part of the device's text
	kind     ipsec.EventKind
	exchange string
	notify   string
}

var reasons = []reason{
	{"received no proposal chosen notify", ipsec.EventNotifyReceived, "", "NO_PROPOSAL_CHOSEN"},
	{"failed to find a matching policy", ipsec.EventIKEProposalRefused, ipsec.ExchangeInit, ""},
	{"received an invalid ke", ipsec.EventKeyExchangeRetry, ipsec.ExchangeInit, "INVALID_KE_PAYLOAD"},
	{"ke payload contained the wrong dh group", ipsec.EventKeyExchangeRetry, ipsec.ExchangeInit, "INVALID_KE_PAYLOAD"},
	{"no ipsec policy found for received ts", ipsec.EventSelectorsRefused, ipsec.ExchangeChild, ""},
	{"ts unacceptable", ipsec.EventNotifyReceived, ipsec.ExchangeChild, "TS_UNACCEPTABLE"},
	{"ts_unacceptable", ipsec.EventNotifyReceived, ipsec.ExchangeChild, "TS_UNACCEPTABLE"},
	{"authentication failed notify", ipsec.EventNotifyReceived, ipsec.ExchangeAuth, "AUTHENTICATION_FAILED"},
	{"auth exchange failed", ipsec.EventAuthFailed, ipsec.ExchangeAuth, ""},
	{"failed to authenticate the ike sa", ipsec.EventAuthFailed, ipsec.ExchangeAuth, ""},
	{"failed to locate an item in the database", ipsec.EventIdentityRefused, ipsec.ExchangeAuth, ""},
	{"maximum number of retransmissions reached", ipsec.EventGaveUp, "", ""},
	{"failed to receive the auth msg before the timer expired", ipsec.EventHalfOpenGone, ipsec.ExchangeAuth, ""},
	{"unsupported cert encoding", ipsec.EventAuthFailed, ipsec.ExchangeAuth, ""},
	{"create child exchange failed", ipsec.EventChildFailed, ipsec.ExchangeChild, ""},
	{"invalid ike spi", ipsec.EventUnknownSA, "", ""},
	{"initial exchange failed", ipsec.EventNegotiationFailed, ipsec.ExchangeInit, ""},
}

// ikev2Reason sets the kind by the reason; an unknown one stays a failure
// without a cause.
func ikev2Reason(e *ipsec.Event) {
	if r := findReason(e.Reason); r != nil {
		e.Kind, e.Exchange, e.Notify = r.kind, r.exchange, r.notify
	}
}

func findReason(text string) *reason {
	text = strings.ToLower(text)
	for i := range reasons {
		if strings.Contains(text, reasons[i].text) {
			return &reasons[i]
		}
	}
	return nil
}
