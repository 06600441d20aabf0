package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// quietDebugs begin the debug texts of ISAKMP that report the course of a
// negotiation and no fault, behind the number of the connection.
var quietDebugs = []string{
	"processing vendor id payload", "vendor ID ", "Created a peer struct", "New peer created peer", "Locking peer struct", "Unlocking peer struct",
	"Deleting peer node by peer_reap", "local port ", "set new node ", "found peer pre-shared key matching", "local preshared key found",
	"Can not start Aggressive mode", "Scanning profiles for xauth", "Checking ISAKMP transform", "Checking IPSec proposal", "encryption ", "hash ",
	"default group ", "auth ", "life type in ", "life duration ", "SA life type in ", "SA life duration ", "keylength of ", "key length is ", "encaps is ", "authenticator is ", "group is ",
	"transform ", "attributes in transform", "atts are not acceptable", "Input = IKE_", "Old State = ", "processing KE payload", "processing NONCE payload",
	"processing HASH payload", "processing ID payload", "processing SA payload", "processing NOTIFY INITIAL_CONTACT", "processing NOTIFY RESPONDER_LIFETIME", "processing DELETE payload", "ID payload",
	"received payload type", "Send initial contact", "SA is doing ", "Total payload length", "SA authentication status", "Trying to insert a peer",
	"speaking to another IOS box", "QM Initiator gets spi", "QM Responder gets spi", "Node ", "purging node", "purging SA", "deleting node", "peer matches ", "restart ike sa timer", "processing responder lifetime", "start processing isakmp responder lifetime", "beginning Quick Mode exchange", "Creating IPSec SAs", "constructed NAT-T vendor",
	"His hash no match", "NAT found", "Sending an IKE IPv4 Packet", "Setting client config settings", "Returning Actual lifetime", "Started lifetime timer", "received initial contact", "peer's address",
}

// isQuietDebug reports whether a text of ISAKMP is one of them.
func isQuietDebug(message string) bool {
	if !strings.HasPrefix(message, "ISAKMP") {
		return false
	}
	text := strings.TrimLeft(strings.TrimPrefix(message, "ISAKMP"), " :")
	if strings.HasPrefix(text, "(") {
		_, text, _ = strings.Cut(text, ")")
	}
	text = strings.TrimLeft(text, " :")
	for _, start := range quietDebugs {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return false
}

// payloadLine reports a line of a payload that a debug text prints below itself:
// "next-payload : 8".
func payloadLine(line string) bool {
	label, _, ok := strings.Cut(line, ":")
	switch strings.TrimSpace(label) {
	case "next-payload", "type", "address", "protocol", "port", "length", "FQDN name", "USER FQDN", "Distinguished Name", "addr", "mask":
		return ok
	}
	return false
}

// deletedSA reads `deleting SA reason "P1 delete notify (in)" state (I) QM_IDLE
// (peer 192.0.2.1)`: the end of an IKE SA and, as far as it was not
// authenticated, of a negotiation.
func (r *logReader) deletedSA(message string) bool {
	if !strings.Contains(message, "deleting SA reason ") || strings.Contains(message, "Death by retransmission") {
		return false
	}
	e := r.event(ipsec.EventIKEClosed)
	e.Version, e.Reason, e.Remote = 1, message, addressAfter(message, "(peer ")
	if strings.Contains(message, " (I) ") {
		e.Role = ipsec.Initiator
	} else if strings.Contains(message, " (R) ") {
		e.Role = ipsec.Responder
	}
	switch {
	case r.deleteSeen, strings.Contains(message, "delete notify (in)"):
		e.Kind, e.Exchange = ipsec.EventDeleteReceived, ipsec.ExchangeInformational
	case strings.Contains(message, "SA policy proposal not accepted"):
		e.Kind, e.Exchange = ipsec.EventIKEProposalRefused, ipsec.ExchangeInit
	case !strings.Contains(message, "QM_IDLE"):
		e.Kind, e.Exchange = ipsec.EventNegotiationFailed, exchangeOf(message)
	}
	r.deleteSeen = false
	r.events = append(r.events, e)
	return true
}
