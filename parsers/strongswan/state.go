package strongswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// ikeState maps charon's word (ike_sa.c) to the common vocabulary. CONNECTING
// covers the whole negotiation; role, SPIs and tasks tell how far it is.
func ikeState(sa *ipsec.IKESA) ipsec.IKEState {
	switch sa.Word {
	case "CREATED":
		return ipsec.IKENegotiating
	case "CONNECTING":
		return connecting(sa)
	case "ESTABLISHED":
		return ipsec.IKEEstablished
	case "PASSIVE":
		return ipsec.IKEStandby
	case "REKEYING":
		return ipsec.IKERekeying
	case "REKEYED":
		return ipsec.IKERekeyed
	case "DELETING", "DESTROYING":
		return ipsec.IKEDeleting
	}
	return ipsec.IKEUnknown
}

func connecting(sa *ipsec.IKESA) ipsec.IKEState {
	remote, known := sa.RemoteSPI.Get()
	switch {
	case sa.Role == ipsec.Responder:
		return answering(sa)
	case sa.Role == ipsec.Initiator && known && remote == "0":
		return ipsec.IKEInitSent
	case sa.Role == ipsec.Initiator && known && sa.Version.Or(0) == 2 && authenticating(sa):
		return ipsec.IKEAuthPending
	case sa.Role == ipsec.Initiator && known && sa.Version.Or(0) == 2:
		return ipsec.IKEKeyExchange
	}
	return ipsec.IKENegotiating
}

// answering is the state of a responder: once IKE_INIT is done (the peer came
// back), the authentication is in work.
func answering(sa *ipsec.IKESA) ipsec.IKEState {
	if sa.Version.Or(0) == 2 && len(sa.ActiveTasks) > 0 && authenticating(sa) {
		return ipsec.IKEAuthPending
	}
	return ipsec.IKEInitAnswered
}

// authenticating reports whether the first task of the SA is one of IKE_AUTH.
func authenticating(sa *ipsec.IKESA) bool {
	if len(sa.ActiveTasks) == 0 {
		return false
	}
	switch strings.TrimPrefix(sa.ActiveTasks[0], "passive ") {
	case "IKE_CERT_PRE", "IKE_AUTH", "IKE_CERT_POST", "IKE_CONFIG", "IKE_AUTH_LIFETIME", "IKE_ESTABLISH":
		return true
	}
	return false
}

// childState maps charon's word (child_sa.c). It is empty for other words.
func childState(word string) ipsec.ChildState {
	switch word {
	case "CREATED", "INSTALLING":
		return ipsec.ChildNegotiating
	case "ROUTED":
		return ipsec.ChildRouted
	case "INSTALLED", "UPDATING":
		return ipsec.ChildInstalled
	case "REKEYING", "RETRYING":
		return ipsec.ChildRekeying
	case "REKEYED":
		return ipsec.ChildRekeyed
	case "DELETING", "DELETED", "DESTROYING":
		return ipsec.ChildDeleting
	}
	return ""
}
