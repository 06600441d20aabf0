package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// isISAKMPState reports whether a word is a state of the IKEv1 negotiation.
func isISAKMPState(word string) bool {
	for _, prefix := range []string{"MM_", "AG_", "QM_", "CONF_", "GDOI_", "OAK_"} {
		if strings.HasPrefix(word, prefix) {
			return true
		}
	}
	return false
}

// isakmpState maps an IKEv1 state to ours. The same word means another message
// awaited at each end (RFC 2409, section 5), so without the role it is only
// "negotiating".
func isakmpState(word string, role ipsec.Role) ipsec.IKEState {
	switch word {
	case "QM_IDLE", "GDOI_IDLE":
		return ipsec.IKEEstablished
	case "MM_KEY_EXCH", "AG_INIT_EXCH":
		return ipsec.IKEAuthPending
	case "MM_KEY_AUTH", "AG_AUTH", "CONF_XAUTH", "CONF_ADDR":
		return ipsec.IKENegotiating
	case "MM_NO_STATE", "AG_NO_STATE":
		return byRole(role, ipsec.IKEInitSent)
	case "MM_SA_SETUP":
		return byRole(role, ipsec.IKEKeyExchange)
	}
	return ipsec.IKEUnknown
}

func byRole(role ipsec.Role, initiator ipsec.IKEState) ipsec.IKEState {
	switch role {
	case ipsec.Initiator:
		return initiator
	case ipsec.Responder:
		return ipsec.IKEInitAnswered
	}
	return ipsec.IKENegotiating
}

// isakmpMode is the phase 1 mode, where the state still names it.
func isakmpMode(word string, at ipsec.Ref) ipsec.Text {
	switch {
	case strings.HasPrefix(word, "MM_"):
		return ipsec.Saw("main", at)
	case strings.HasPrefix(word, "AG_"):
		return ipsec.Saw("aggressive", at)
	}
	return ipsec.Text{}
}
