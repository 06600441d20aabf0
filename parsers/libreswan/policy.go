package libreswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// auth reads "our auth:secret, their auth:rsasig(RSASIG), our autheap:none, ...".
func (c *conn) auth(s string, at ipsec.Ref) {
	for p := range strings.SplitSeq(strings.TrimSuffix(s, ";"), ", ") {
		key, value, _ := strings.Cut(strings.TrimSpace(p), ":")
		value = strings.TrimSuffix(value, ";")
		switch key {
		case "our auth":
			c.peer.LocalAuth = ipsec.Saw(authWord(value), at)
		case "their auth":
			c.peer.RemoteAuth = ipsec.Saw(authWord(value), at)
		case "our autheap":
			c.peer.LocalAuth = orEAP(c.peer.LocalAuth, value, at)
		case "their autheap":
			c.peer.RemoteAuth = orEAP(c.peer.RemoteAuth, value, at)
		}
	}
}

func orEAP(auth ipsec.Text, method string, at ipsec.Ref) ipsec.Text {
	if method == "none" || method == "" {
		return auth
	}
	return ipsec.Saw("eap", at)
}

// authWord returns the common word for pluto's name of an authentication.
func authWord(s string) string {
	word, _, _ := strings.Cut(strings.ToLower(s), "(")
	switch {
	case word == "secret", word == "psk":
		return "psk"
	case strings.Contains(word, "rsa"), strings.Contains(word, "ecdsa"), word == "pubkey":
		return "pubkey"
	}
	return word
}

// policies reads "IKEv2+PSK+ENCRYPT+TUNNEL+PFS+UP+IKE_FRAG_ALLOW+ESN_NO", and
// IKEV1_ALLOW and IKEV2_ALLOW of Libreswan 3.
func (c *conn) policies(s string, at ipsec.Ref) {
	has := map[string]bool{}
	for word := range strings.SplitSeq(s, "+") {
		has[word] = true
	}
	v1, v2 := has["IKEv1"] || has["IKEV1_ALLOW"] || has["IKEv2ALLOW"] && !has["IKEV1_DISABLE"], has["IKEv2"] || has["IKEV2_ALLOW"] || has["IKEv2ALLOW"]
	switch {
	case v1 && v2:
		c.peer.Version = ipsec.Saw(0, at)
	case v1:
		c.peer.Version = ipsec.Saw(1, at)
		c.peer.Aggressive = ipsec.Saw(has["AGGRESSIVE"], at)
	case v2:
		c.peer.Version = ipsec.Saw(2, at)
	}
	if has["TRANSPORT"] {
		c.policy.Mode = ipsec.Saw("transport", at)
	} else if has["TUNNEL"] {
		c.policy.Mode = ipsec.Saw("tunnel", at)
	}
	if has["ENCRYPT"] && !has["PFS"] {
		c.policy.PFS = ipsec.Saw("none", at)
	}
	switch {
	case has["UP"]:
		c.policy.StartAction = ipsec.Saw("start", at)
	case has["ROUTE"]:
		c.policy.StartAction = ipsec.Saw("route", at)
	}
	c.template = has["GROUP"] || has["NEVER_NEGOTIATE"] || has["AUTH_NEVER"]
	c.authByPolicy(has, at)
}

// authByPolicy takes the authentication from the policy where no line of its
// own gives it.
func (c *conn) authByPolicy(has map[string]bool, at ipsec.Ref) {
	word := ""
	switch {
	case has["PSK"] && !has["RSASIG"] && !has["ECDSA"]:
		word = "psk"
	case !has["PSK"] && (has["RSASIG"] || has["ECDSA"]):
		word = "pubkey"
	}
	if word == "" || c.peer.LocalAuth.Known() || c.peer.RemoteAuth.Known() {
		return
	}
	c.peer.LocalAuth, c.peer.RemoteAuth = ipsec.Saw(word, at), ipsec.Saw(word, at)
}

// ids reads "our idtype: ID_FQDN; our id=@br1; their idtype: ID_FQDN; their id=@hq".
func (c *conn) ids(s string, at ipsec.Ref) {
	_, ours, _ := strings.Cut(s, "our id=")
	ours, theirs, _ := strings.Cut(ours, "; their idtype:")
	_, theirs, _ = strings.Cut(theirs, "their id=")
	if id := identity(ours); id != "" {
		c.peer.LocalID = ipsec.Saw(id, at)
	}
	if id := identity(theirs); id != "" {
		c.peer.RemoteID = ipsec.Saw(id, at)
	}
}
