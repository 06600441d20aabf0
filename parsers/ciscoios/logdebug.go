package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
)

// isDebug reports whether a message begins as debug texts of IKE and IPsec do.
func isDebug(message string) bool {
	for _, prefix := range []string{"ISAKMP", "IPSEC(", "IPSec(", "IKEv2", "CRYPTO", "Crypto", "map_db_", "Cannot find crypto"} {
		if strings.HasPrefix(message, prefix) {
			return true
		}
	}
	return false
}

// A debugText is a phrase of the debugs and what it means.
type debugText struct {
	phrase   string
	kind     ipsec.EventKind
	exchange string
	notify   string
	peer     string // the phrase the peer's address follows
}

// debugTexts are looked for in this order. They are never asked for, but people
// paste them. A mismatch of one attribute is no event of its own: the next
// proposal may match.
var debugTexts = []debugText{
	{"ending NOTIFY PROPOSAL_NOT_CHOSEN protocol 3", ipsec.EventChildProposalRefused, ipsec.ExchangeChild, "", ""},
	{"ending NOTIFY PROPOSAL_NOT_CHOSEN protocol 1", ipsec.EventIKEProposalRefused, ipsec.ExchangeInit, "", ""},
	{"PROPOSAL_NOT_CHOSEN protocol 3", ipsec.EventNotifyReceived, ipsec.ExchangeChild, "NO_PROPOSAL_CHOSEN", ""},
	{"PROPOSAL_NOT_CHOSEN protocol 1", ipsec.EventNotifyReceived, ipsec.ExchangeInit, "NO_PROPOSAL_CHOSEN", ""},
	{"phase 1 SA policy not acceptable", ipsec.EventIKEProposalRefused, ipsec.ExchangeInit, "", "remote"},
	{"no offers accepted", ipsec.EventIKEProposalRefused, ipsec.ExchangeInit, "", ""},
	{"phase 2 SA policy not acceptable", ipsec.EventChildFailed, ipsec.ExchangeChild, "", "remote"},
	{"invalidated proposal with error 32", ipsec.EventSelectorsRefused, ipsec.ExchangeChild, "", ""},
	{"invalidated proposal with error 256", ipsec.EventChildProposalRefused, ipsec.ExchangeChild, "", ""},
	{"invalidated proposal with error", ipsec.EventChildFailed, ipsec.ExchangeChild, "", ""},
	{"proxy identities not supported", ipsec.EventSelectorsRefused, ipsec.ExchangeChild, "", ""},
	{"did not find matching map", ipsec.EventSelectorsRefused, ipsec.ExchangeChild, "", ""},
	{"transform proposal not supported", ipsec.EventChildProposalRefused, ipsec.ExchangeChild, "", ""},
	{"invalid local address", ipsec.EventChildFailed, ipsec.ExchangeChild, "", ""},
	{"IPSEC(validate_transform_proposal): peer address ", ipsec.EventChildFailed, ipsec.ExchangeChild, "", "peer address"},
	{"Cannot find crypto swsb", ipsec.EventChildFailed, ipsec.ExchangeChild, "", ""},
	{"o pre-shared key with ", ipsec.EventNoKey, "", "", "with"},
	{"reserved not zero on ", ipsec.EventUndecryptable, ipsec.ExchangeAuth, "", ""},
	{"Death by retransmission P1", ipsec.EventGaveUp, "", "", "(peer"},
	{"retransmitting phase 1", ipsec.EventRetransmit, "", "", ""},
	{"retransmitting phase 2", ipsec.EventRetransmit, ipsec.ExchangeChild, "", ""},
	{"SA has been authenticated with", ipsec.EventIKEEstablished, "", "", "authenticated with"},
	{"beginning Main Mode exchange", ipsec.EventInitiating, ipsec.ExchangeInit, "", ""},
	{"beginning Aggressive Mode exchange", ipsec.EventInitiating, ipsec.ExchangeInit, "", ""},
	{"NEW SA", ipsec.EventResponding, ipsec.ExchangeInit, "", "packet from"},
}

// debug reads a debug text. The peer is often named on another line of the
// same connection.
func (r *logReader) debug(message string) bool {
	if !isDebug(message) {
		return false
	}
	tag := between(message, "(", ")")
	noted := r.notePeer(tag, message)
	if strings.Contains(message, "processing SA payload") || strings.Contains(message, "atts are acceptable") {
		r.attribute = ""
		return true
	}
	if strings.Contains(message, "does not match policy") {
		_, text, _ := strings.Cut(message, "):")
		r.attribute = strings.TrimSpace(text)
		return true
	}
	r.deleteSeen = r.deleteSeen || strings.Contains(message, "processing DELETE payload")
	r.inPayload = strings.HasSuffix(message, "ID payload")
	if r.deletedSA(message) {
		return true
	}
	for i := range debugTexts {
		if d := &debugTexts[i]; strings.Contains(message, d.phrase) {
			r.debugEvent(d, tag, message)
			return true
		}
	}
	if isDebugQuiet(message) {
		return true
	}
	e := r.event("")
	if e.Reason = message; strings.HasPrefix(message, "IKEv2") && cisco.IKEv2Reason(&e, message) {
		e.Version = 2
		r.events = append(r.events, e)
		return true
	}
	return noted
}

// notePeer remembers which peer a connection is with. Number 0 is every
// negotiation that has no number yet, so it names no peer.
func (r *logReader) notePeer(tag, message string) bool {
	for _, phrase := range []string{"received packet from", "sending packet to", "authenticated with"} {
		if peer := addressAfter(message, phrase); peer != "" {
			if tag != "0" {
				r.peers[tag] = peer
			}
			return true
		}
	}
	return false
}

func (r *logReader) debugEvent(d *debugText, tag, message string) {
	e := r.event(d.kind)
	e.Version, e.Exchange, e.Notify, e.Reason = 1, d.exchange, d.notify, message
	if d.peer != "" {
		e.Remote = addressAfter(message, d.peer)
	}
	if e.Remote == "" {
		e.Remote = r.peers[tag]
	}
	if d.kind == ipsec.EventIKEProposalRefused && r.attribute != "" {
		e.Reason = message + " (" + r.attribute + ")"
	}
	if e.Exchange == "" && (d.kind == ipsec.EventRetransmit || d.kind == ipsec.EventGaveUp) {
		e.Exchange = exchangeOf(message)
	}
	r.events = append(r.events, e)
}

// exchangeOf tells from the state in a text how far the negotiation was.
func exchangeOf(message string) string {
	switch {
	case strings.Contains(message, "MM_NO_STATE"), strings.Contains(message, "MM_SA_SETUP"), strings.Contains(message, "AG_NO_STATE"):
		return ipsec.ExchangeInit
	case strings.Contains(message, "MM_KEY_EXCH"), strings.Contains(message, "AG_INIT_EXCH"):
		return ipsec.ExchangeAuth
	}
	return ""
}

// isDebugQuiet reports debug texts that say nothing about a fault.
func isDebugQuiet(message string) bool {
	return isQuietDebug(message) || strings.Contains(message, "does not do paranoid keepalives") || strings.Contains(message, "incrementing error counter on sa")
}
