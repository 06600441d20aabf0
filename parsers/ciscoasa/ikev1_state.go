package ciscoasa

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// ikev1State maps a state word of "show crypto ikev1 sa". The word of a
// waiting state names the message that is awaited and so gives the role: even
// main mode messages come from the responder (RFC 2409, section 5).
func ikev1State(word string) (ipsec.IKEState, ipsec.Role) {
	switch w := strings.ToUpper(word); w {
	case "MM_WAIT_MSG2", "AM_WAIT_MSG2":
		return ipsec.IKEInitSent, ipsec.Initiator
	case "MM_WAIT_MSG3":
		return ipsec.IKEInitAnswered, ipsec.Responder
	case "MM_WAIT_MSG4":
		return ipsec.IKEKeyExchange, ipsec.Initiator
	case "MM_WAIT_MSG5", "AM_WAIT_MSG3":
		return ipsec.IKEAuthPending, ipsec.Responder
	case "MM_WAIT_MSG6":
		return ipsec.IKEAuthPending, ipsec.Initiator
	case "MM_ACTIVE", "AM_ACTIVE", "MM_ACTIVE_REKEY", "AM_ACTIVE_REKEY":
		return ipsec.IKEEstablished, ipsec.RoleUnknown
	case "MM_FREE", "AM_FREE", "MM_DELETE", "AM_DELETE":
		return ipsec.IKEDeleting, ipsec.RoleUnknown
	case "MM_STANDBY", "AM_STANDBY":
		return ipsec.IKEStandby, ipsec.RoleUnknown
	default:
		return otherState(w), ipsec.RoleUnknown
	}
}

// otherState maps the families of words of which new members turn up.
func otherState(word string) ipsec.IKEState {
	switch {
	case strings.Contains(word, "REKEY"):
		return ipsec.IKERekeying
	case strings.Contains(word, "_TM_"), strings.Contains(word, "XAUTH"), strings.Contains(word, "MODECFG"):
		return ipsec.IKEAuthPending
	case strings.HasPrefix(word, "MM_"), strings.HasPrefix(word, "AM_"):
		return ipsec.IKENegotiating
	}
	return ipsec.IKEUnknown
}

// setIKEv1State fills what the state word says. A printed role is kept.
func setIKEv1State(sa *ipsec.IKESA, word string, at ipsec.Ref) {
	state, role := ikev1State(word)
	sa.Word, sa.State = word, state
	if sa.Role == ipsec.RoleUnknown {
		sa.Role = role
	}
	switch upper := strings.ToUpper(word); {
	case strings.HasPrefix(upper, "MM_"):
		sa.Mode = ipsec.Saw("main", at)
	case strings.HasPrefix(upper, "AM_"):
		sa.Mode = ipsec.Saw("aggressive", at)
	}
}

func role(word string) ipsec.Role {
	switch w := strings.ToLower(word); {
	case strings.HasPrefix(w, "init"):
		return ipsec.Initiator
	case strings.HasPrefix(w, "resp"):
		return ipsec.Responder
	}
	return ipsec.RoleUnknown
}
