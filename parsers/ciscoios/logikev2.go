package ciscoios

import (
	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
)

// negotiationAborted reads "Negotiation aborted due to ERROR: text".
func negotiationAborted(e *ipsec.Event, text string) {
	e.Version = 2
	e.Reason = between(text, "due to ERROR:", "\n")
	if !cisco.IKEv2Reason(e, text) {
		e.Kind = ipsec.EventNegotiationFailed
	}
}
