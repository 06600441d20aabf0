package ciscoasa

import (
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// tunnelGroup reads "tunnel-group 192.0.2.1 type ipsec-l2l" and the line that
// opens its attributes.
func (c *config) tunnelGroup(f []string, at ipsec.Ref) bool {
	g := c.groups[f[0]]
	if g == nil {
		g = &tunnelGroup{ref: at}
		c.groups[f[0]] = g
	}
	g.ref.Last = max(g.ref.Last, at.Last)
	switch f[1] {
	case "type":
		g.site = len(f) == 3 && (f[2] == "ipsec-l2l" || f[2] == "IPSec_L2L")
	case "ipsec-attributes", "general-attributes":
	default:
		return false
	}
	return true
}

// groupLine reads an attribute of the open group. The key itself is hidden or
// has been taken out before.
func (c *config) groupLine(f []string, at ipsec.Ref) bool {
	g := c.groups[c.opener[1]]
	g.ref.Last = max(g.ref.Last, at.Last)
	switch f[0] {
	case "ikev1":
		return len(f) > 1 && c.groupLine(f[1:], at)
	case "ikev2":
		return len(f) > 2 && c.ikev2Auth(g, f[1:], at)
	case "pre-shared-key":
		g.key = c.src.Key(at)
		g.local, g.remote = ipsec.Saw("psk", at), ipsec.Saw("psk", at)
	case "trust-point":
		g.local, g.remote = ipsec.Saw("pubkey", at), ipsec.Saw("pubkey", at)
	case "isakmp":
		return len(f) > 2 && f[1] == "keepalive" && keepalive(g, f[2:], at)
	case "peer-id-validate", "chain", "default-group-policy", "user-authentication":
	default:
		return false
	}
	return true
}

// ikev2Auth reads "remote-authentication pre-shared-key KEY" and "local-authentication certificate TP".
func (c *config) ikev2Auth(g *tunnelGroup, f []string, at ipsec.Ref) bool {
	method := "pubkey"
	if f[1] == "pre-shared-key" {
		method = "psk"
	}
	switch f[0] {
	case "remote-authentication":
		g.remote, g.keys[1] = ipsec.Saw(method, at), c.src.Key(at)
	case "local-authentication":
		g.local, g.keys[0] = ipsec.Saw(method, at), c.src.Key(at)
	default:
		return false
	}
	return true
}

// keyFor returns the digest of the key with which a connection of an IKE version
// works. Where it takes both versions, or has a key for each direction, that is
// only one key if all are the same.
func (g *tunnelGroup) keyFor(version ipsec.Number) ipsec.Text {
	v2 := g.keys[0]
	if v2.Or("") != g.keys[1].Or("") {
		v2 = ipsec.Text{}
	}
	n, known := version.Get()
	switch {
	case known && n == 1:
		return g.key
	case known && n == 2:
		return v2
	case g.key.Known() && g.key.Or("") == v2.Or(""):
		return g.key
	}
	return ipsec.Text{}
}

// keepalive reads "threshold 10 retry 2" and "disable".
func keepalive(g *tunnelGroup, f []string, at ipsec.Ref) bool {
	if f[0] == "disable" {
		g.dpd = ipsec.Saw(time.Duration(0), at)
		return true
	}
	d, ok := scan.Duration(second(f))
	if ok && f[0] == "threshold" {
		g.dpd = ipsec.Saw(d, at)
	}
	return ok
}
