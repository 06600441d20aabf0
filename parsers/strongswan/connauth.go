package strongswan

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// noTime is the time of what is switched off.
const noTime time.Duration = 0

// auth reads "local pre-shared key authentication:".
func (r *connReader) auth(line string) bool {
	words, ok := strings.CutSuffix(line, " authentication:")
	if !ok {
		return false
	}
	side, class, _ := strings.Cut(words, " ")
	at := r.peer.Ref
	switch side {
	case "local":
		r.local, r.remote = true, false
		r.peer.LocalAuth = anotherRound(r.peer.LocalAuth, authClass(class), at)
	case "remote":
		r.local, r.remote = false, true
		r.peer.RemoteAuth = anotherRound(r.peer.RemoteAuth, authClass(class), at)
	default:
		return false
	}
	return true
}

// anotherRound adds the class of a further authentication round: "pubkey+eap".
func anotherRound(before ipsec.Text, class string, at ipsec.Ref) ipsec.Text {
	if first, ok := before.Get(); ok && first != class {
		class = first + "+" + class
	}
	return ipsec.Saw(class, at)
}

// authClass returns the common word for charon's name of an authentication.
func authClass(class string) string {
	switch {
	case class == "pre-shared key":
		return "psk"
	case class == "public key":
		return "pubkey"
	case strings.HasPrefix(class, "EAP"):
		return "eap"
	case strings.HasPrefix(strings.ToLower(class), "xauth"):
		return "xauth"
	}
	return strings.ToLower(class)
}

// authLine reads what stands under an authentication; only the identity
// matters.
func (r *connReader) authLine(line string, n int) bool {
	key, value, ok := strings.Cut(line, ":")
	if !ok || !r.local && !r.remote {
		return false
	}
	switch key {
	case "id":
		id := ipsec.Saw(strings.TrimSpace(value), r.text.At(n))
		if r.local && !r.peer.LocalID.Known() {
			r.peer.LocalID = id
		} else if r.remote && !r.peer.RemoteID.Known() {
			r.peer.RemoteID = id
		}
		return true
	case "eap_id", "xauth_id", "aaa_id", "groups", "cert policy", "cert_policy", "certs", "cacerts", "revocation", "eap-type", "eap-vendor", "ca_id":
		return true
	}
	return false
}
