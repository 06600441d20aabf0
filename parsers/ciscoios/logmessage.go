package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// systemMessages are the messages about tunnels, by facility and mnemonic
// (Cisco IOS System Message Guide). Each fills the event; one that leaves the
// kind empty makes none.
var systemMessages = map[string]func(e *ipsec.Event, text string){
	"CRYPTO-ISAKMP_ON_OFF":                   onOff,
	"CRYPTO-IKMP_MODE_FAILURE":               modeFailure,
	"CRYPTO-IKMP_BAD_MESSAGE":                ikev1(ipsec.EventUndecryptable, "IKE message from"),
	"CRYPTO-IKMP_NO_SA":                      ikev1(ipsec.EventUnknownSA, "IKE message from"),
	"CRYPTO-IKMP_NOT_ENCRYPTED":              ikev1(ipsec.EventNegotiationFailed, "IKE packet from"),
	"CRYPTO-IKMP_NO_PRESHARED_KEY":           ikev1(ipsec.EventNoKey, "remote peer at"),
	"CRYPTO-IKMP_AUTH_FAIL":                  ikev1(ipsec.EventAuthFailed, "failed with host"),
	"CRYPTO-IKMP_INVAL_CERT":                 ikev1(ipsec.EventCertUntrusted, "received from"),
	"CRYPTO-IKMP_NO_ID_CERT_ADDR_MATCH":      certificateIdentity,
	"CRYPTO-IKMP_NO_ID_CERT_DN_MATCH":        certificateIdentity,
	"CRYPTO-IKMP_NO_ID_CERT_FQDN_MATCH":      certificateIdentity,
	"CRYPTO-IKMP_NO_ID_CERT_USER_FQDN_MATCH": certificateIdentity,
	"CRYPTO-IKMP_CRYPT_FAILURE":              cryptFailure,
	"CRYPTO-IKMP_AG_MODE_DISABLED":           modeDisabled,
	"CRYPTO-IKMP_SA_NOT_AUTH":                ikev1(ipsec.EventNegotiationFailed, "exchange from"),
	"CRYPTO-IKE_DENY_SA_REQ":                 requestDenied,
	"CRYPTO-IKMP_SA_NOT_OFFERED":             ikev1(ipsec.EventIKEProposalRefused, "Remote peer"),
	"CRYPTO-IPSEC_SETUP_FAILURE":             setupFailure,
	"CRYPTO-IKMP_SETUP_FAILURE":              setupFailure,
	"CRYPTO-SESSION_STATUS":                  sessionStatus,
	"CRYPTO-IKEV2_SESSION_STATUS":            sessionStatus,
	"CRYPTO-RECVD_PKT_INV_SPI":               dataPlane(ipsec.EventInvalidSPI),
	"CRYPTO-RECVD_PKT_NOT_IPSEC":             dataPlane(ipsec.EventNotIPsec),
	"CRYPTO-RECVD_PKT_INV_IDENTITY":          innerOutside,
	"CRYPTO-RECVD_PKT_INV_IDENTITY_ACL":      innerOutside,
	"CRYPTO-RECVD_PKT_INV_PROT":              dataPlane(ipsec.EventEncapsulationMismatch),
	"IPSEC-RECVD_PKT_INV_SPI":                dataPlane(ipsec.EventInvalidSPI),
	"IPSEC-RECVD_PKT_NOT_IPSEC":              dataPlane(ipsec.EventNotIPsec),
	"CRYPTO-RECVD_PKT_MAC_ERR":               dataPlane(ipsec.EventIntegrityFailed),
	"IPSEC-HMAC_ERROR":                       dataPlane(ipsec.EventIntegrityFailed),
	"CRYPTO-PKT_REPLAY_ERR":                  dataPlane(ipsec.EventReplay),
	"IPSEC-REPLAY_ERROR":                     dataPlane(ipsec.EventReplay),
	"IKEV2-SA_UP":                            ikev2Edge(ipsec.EventIKEEstablished),
	"IKEV2-SA_DOWN":                          ikev2Edge(ipsec.EventIKEClosed),
	"IKEV2-NEG_ABORT":                        negotiationAborted,
	"IKEV2-RECV_CONNECTION_REQUEST":          ikev2Start(ipsec.EventResponding, ipsec.Responder),
	"IKEV2-OSAL_INITIATE_TUNNEL":             ikev2Start(ipsec.EventInitiating, ipsec.Initiator),
	"CERM-TX_BW_LIMIT":                       only(ipsec.EventLimitReached),
	"CERM-RX_BW_LIMIT":                       only(ipsec.EventLimitReached),
	"CERM-TUNNEL_LIMIT":                      only(ipsec.EventLimitReached),
	"CRYPTO-IKE_CAC_REQ_SA_LIMIT":            only(ipsec.EventLimitReached),
	"DMVPN-CRYPTO_SS":                        dmvpnSocket,
	"TUN-RECURDOWN":                          interfaceChange,
	"LINEPROTO-UPDOWN":                       interfaceChange,
	"LINK-UPDOWN":                            interfaceChange,
	"LINK-CHANGED":                           interfaceChange,
	"HSRP-STATECHANGE":                       becomesActive,
	"REDUNDANCY-SWITCHOVER":                  only(ipsec.EventFailover),
	"TRACK-STATE":                            monitored,
	"TRACKING-STATE":                         monitored,
	"VPN_HW-PACKET_ERROR":                    only(ipsec.EventEngineError),
	"HW_VPN-HPRXERR":                         only(ipsec.EventEngineError),
	"SYS-CONFIG_I":                           only(ipsec.EventConfigChanged),
	"SYS-RESTART":                            only(ipsec.EventDaemonStarted),
	"SEC-IPACCESSLOGP":                       filterDenied,
	"SEC-IPACCESSLOGNP":                      filterDenied,
	"FMANFP-IPACCESSLOGP":                    filterDenied,
	"FMANFP-IPACCESSLOGNP":                   filterDenied,
	"SEC-IPACCESSLOGDP":                      filterDenied,
	"SEC-IPACCESSLOGRP":                      filterDenied,
	"SEC-IPACCESSLOGS":                       filterDenied,
	"FMANFP-IPACCESSLOGDP":                   filterDenied,
	"IPV6_ACL-ACCESSLOGP":                    filterDenied,
	"IPV6_ACL-ACCESSLOGDP":                   filterDenied,
	"IPV6_ACL-ACCESSLOGNP":                   filterDenied,
	"FW-DROP_PKT":                            zoneDropped,
	"OSPF-ADJCHG":                            ospfNeighbour,
	"OSPFv3-ADJCHG":                          ospfNeighbour,
	"DUAL-NBRCHANGE":                         eigrpNeighbour,
	"BGP-ADJCHANGE":                          bgpNeighbour,
	"BGP-NOTIFICATION":                       bgpNotification,
	"DMVPN-NHRP_NHS_DOWN":                    nhrpNeighbour,
	"DMVPN-NHRP_NHS_UP":                      nhrpNeighbour,
	"DMVPN-NHRP_NHC_DOWN":                    nhrpNeighbour,
	"DMVPN-NHRP_NHC_UP":                      nhrpNeighbour,
	"DMVPN-NHRP_NHP_DOWN":                    nhrpNeighbour,
	"DMVPN-NHRP_NHP_UP":                      nhrpNeighbour,
	"DMVPN-NHRP_ERROR":                       registrationFailed,
	"NHRP-PAKREPLY":                          registrationRefused,
	"IKEV2-SA_REJECTED":                      only(ipsec.EventLimitReached),
	"IKEV2-SA_REJECTED_RSRC_LOW":             only(ipsec.EventLimitReached),
	"PKI-CERTIFICATE_INVALID_EXPIRED":        certificateTime,
	"PKI-CERTIFICATE_INVALID_NOT_YET_VALID":  certificateTime,
	"PKI-CERTIFICATE_INVALID":                only(ipsec.EventCertUntrusted),
	"PKI-CERTIFICATE_INVALID_UNAUTHORIZED":   only(ipsec.EventCertUntrusted),
	"PKI-CERTIFICATE_REVOKED":                only(ipsec.EventCertRevoked),
	"PKI-CRL_FETCH_FAIL":                     only(ipsec.EventRevocationUnknown),
	"PKI-CRL_INSERT_FAIL":                    only(ipsec.EventRevocationUnknown),
	"PKI-CRL_LDAP_QUERY":                     only(ipsec.EventRevocationUnknown),
	"PKI-CRL_HTTP_FETCH_FAIL":                only(ipsec.EventRevocationUnknown),
	"PKI-CRLHTTPFETCHFAIL":                   only(ipsec.EventRevocationUnknown),
	"PKI-CRLINSERTFAIL":                      only(ipsec.EventRevocationUnknown),
}

// only makes an event of a kind without more.
func only(kind ipsec.EventKind) func(*ipsec.Event, string) {
	return func(e *ipsec.Event, _ string) { e.Kind = kind }
}

// ikev1 makes an event of IKEv1 whose peer stands after a phrase.
func ikev1(kind ipsec.EventKind, phrase string) func(*ipsec.Event, string) {
	return func(e *ipsec.Event, text string) {
		e.Kind, e.Version, e.Remote = kind, 1, addressAfter(text, phrase)
	}
}

// addressAfter returns the word after a phrase without punctuation.
func addressAfter(text, phrase string) string {
	_, rest, ok := strings.Cut(text, phrase)
	if !ok {
		return ""
	}
	word, _ := cutWord(strings.TrimLeft(rest, "= "))
	return strings.Trim(word, ",.;:!()")
}

// onOff reads "ISAKMP is ON", which may be followed by typed text.
func onOff(e *ipsec.Event, text string) {
	switch {
	case strings.Contains(text, "ISAKMP is OFF"):
		e.Kind = ipsec.EventDaemonStopped
	case strings.Contains(text, "ISAKMP is ON"):
		e.Kind = ipsec.EventDaemonStarted
	}
}

// modeFailure reads "Processing of Quick mode failed with peer at 192.0.2.1";
// the mode gives the phase.
func modeFailure(e *ipsec.Event, text string) {
	e.Kind, e.Version, e.Remote = ipsec.EventNegotiationFailed, 1, addressAfter(text, "peer at")
	switch mode := between(text, "Processing of", "mode"); mode {
	case "Main", "Aggressive":
		e.Exchange = ipsec.ExchangeInit
	case "Quick":
		e.Exchange = ipsec.ExchangeChild
	case "Informational":
		e.Exchange = ipsec.ExchangeInformational
	}
}

// setupFailure reads "IPSEC SETUP FAILED for local:A local_id:I remote:B
// remote_id:J IKE profile:P fvrf:F fail_reason:R fail_class_cnt:1".
func setupFailure(e *ipsec.Event, text string) {
	e.Local, e.LocalID = addressAfter(text, "local:"), between(text, "local_id:", " remote:")
	e.Remote, e.RemoteID = addressAfter(text, "remote:"), between(text, "remote_id:", " IKE profile:")
	if e.Connection = between(text, "IKE profile:", " fvrf:"); e.Connection == "None" {
		e.Connection = ""
	}
	e.Reason = between(text, "fail_reason:", " fail_class_cnt")
	e.Exchange = ipsec.ExchangeInit
	if strings.Contains(text, "IPSEC SETUP FAILED") {
		e.Kind, e.Exchange = setupKind(strings.ToLower(e.Reason)), ipsec.ExchangeChild
		return
	}
	// How the sibling of phase 1 words its reasons is not documented.
	e.Kind = ipsec.EventNegotiationFailed
}

func setupKind(reason string) ipsec.EventKind {
	switch {
	case strings.Contains(reason, "proposal"):
		return ipsec.EventChildProposalRefused
	case strings.Contains(reason, "auth"):
		return ipsec.EventAuthFailed
	}
	return ipsec.EventChildFailed
}

// sessionStatus reads "Crypto tunnel [v2] is UP. Peer 192.0.2.1:500 Id: X".
func sessionStatus(e *ipsec.Event, text string) {
	switch {
	case strings.Contains(text, "is UP"):
		e.Kind = ipsec.EventTunnelUp
	case strings.Contains(text, "is DOWN"):
		e.Kind = ipsec.EventTunnelDown
	}
	if e.Version = 1; strings.Contains(text, "tunnel v2") {
		e.Version = 2
	}
	e.Remote = peerAddress(addressAfter(text, "Peer "))
	e.RemoteID = between(text, " Id: ", "\n")
}

func ikev2Edge(kind ipsec.EventKind) func(*ipsec.Event, string) {
	return func(e *ipsec.Event, text string) {
		e.Kind, e.Version, e.Remote = kind, 2, scan.Endpoint(addressAfter(text, "Peer ")).Address
	}
}
