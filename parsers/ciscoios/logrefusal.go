package ciscoios

import (
	"net/netip"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// certificateIdentity reads "ID of CN=a (type 9) and certificate DN with CN=b":
// the peer calls itself otherwise than its certificate.
func certificateIdentity(e *ipsec.Event, text string) {
	e.Kind, e.Version, e.Exchange = ipsec.EventIdentityRefused, 1, ipsec.ExchangeAuth
	e.RemoteID = between(text, "ID of ", " (type")
	if _, err := netip.ParseAddr(e.RemoteID); err == nil {
		e.Remote = e.RemoteID
	}
	if with := between(text, " with ", "\n"); with != "" {
		e.Received = []string{with}
	}
}

// cryptFailure reads "IKE (connection id 7) unable to decrypt packet". What
// cannot be encrypted is a fault of this device.
func cryptFailure(e *ipsec.Event, text string) {
	if e.Kind, e.Version = ipsec.EventUndecryptable, 1; strings.Contains(text, "unable to encrypt") {
		e.Kind = ipsec.EventNegotiationFailed
	}
}

// modeDisabled reads "Unable to initiate or respond to Aggressive Mode while
// disabled".
func modeDisabled(e *ipsec.Event, _ string) {
	e.Kind, e.Version, e.Exchange = ipsec.EventModeRefused, 1, ipsec.ExchangeInit
}

// requestDenied reads "IKE denied an INCOMING SA request from A to B due to IKE
// SA LIMIT REACHED".
func requestDenied(e *ipsec.Event, text string) {
	e.Kind, e.Exchange, e.Reason = ipsec.EventLimitReached, ipsec.ExchangeInit, between(text, "due to ", "\n")
	e.Remote, e.Local = addressAfter(text, "request from "), addressAfter(text, " to ")
	if strings.Contains(text, "OUTGOING") {
		e.Remote, e.Local = e.Local, e.Remote
	}
}

// ikev2Start reads the start of an IKEv2 negotiation, which names no peer.
func ikev2Start(kind ipsec.EventKind, role ipsec.Role) func(*ipsec.Event, string) {
	return func(e *ipsec.Event, _ string) {
		e.Kind, e.Version, e.Role = kind, 2, role
		if role == ipsec.Responder {
			e.Exchange = ipsec.ExchangeInit
		}
	}
}

// innerOutside reads "identity doesn't match negotiated identity (ip) dest_addr=
// A, src_addr= B, prot= 1 (ident) local=L, remote=R, local_proxy=P,
// remote_proxy=Q". The peer is R; A and B are inside the tunnel.
func innerOutside(e *ipsec.Event, text string) {
	e.Kind = ipsec.EventInnerOutside
	e.Local, e.Remote = firstAfter(text, "local=", "local_addr="), firstAfter(text, "remote=", "remote_addr=")
	if from, to := firstAfter(text, "src_addr="), firstAfter(text, "dest_addr="); from != "" && to != "" {
		e.Received = []string{from + " -> " + to}
	}
	if local, remote := addressAfter(text, "local_proxy="), addressAfter(text, "remote_proxy="); local != "" && remote != "" {
		e.Configured = []string{local + " === " + remote}
	}
}

// peerAddress reads the peer of a session, behind which IOS always prints the
// port, also behind an IPv6 address without brackets.
func peerAddress(word string) string {
	if strings.Count(word, ":") > 1 && !strings.HasPrefix(word, "[") {
		at := strings.LastIndexByte(word, ':')
		if _, err := netip.ParseAddr(word[:at]); err == nil {
			return word[:at]
		}
	}
	return scan.Endpoint(word).Address
}
