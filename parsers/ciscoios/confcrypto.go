package ciscoios

import (
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// crypto reads what follows "crypto" at the top level.
func (c *conf) crypto(f []string, at ipsec.Ref) bool {
	switch {
	case f[0] == "map" && len(f) > 1:
		return c.mapStatement(f[1:], at)
	case f[0] == "dynamic-map" && len(f) == 3:
		entryOf(&c.dynamic, f[1], f[2], at)
	case f[0] == "ipsec" && len(f) > 2:
		return c.ipsec(f[1:], at)
	case f[0] == "isakmp" && len(f) > 1:
		return c.isakmp(f[1:], at)
	case f[0] == "keyring" && len(f) >= 2:
	case f[0] == "ikev2" && len(f) > 1:
		return c.ikev2(f[1:], at)
	case f[0] == "pki", f[0] == "ca", f[0] == "key", f[0] == "engine", f[0] == "logging", f[0] == "mib", f[0] == "provisioning", f[0] == "wui":
		// certificates are shown by a command of their own
	default:
		return false
	}
	return true
}

// inCrypto reads a line below one of these statements.
func (c *conf) inCrypto(f []string, at ipsec.Ref) bool {
	o := c.opener
	if e := c.openEntry(); e != nil {
		return c.entryLine(e, f, at)
	}
	if len(o) < 2 {
		return false
	}
	switch o[1] {
	case "isakmp", "ipsec":
		if len(o) > 3 && o[2] == "profile" {
			return c.profileLine(f, at)
		}
		return c.suiteLine(f, at)
	case "keyring":
		return c.keyringLine(f, at)
	case "ikev2":
		return len(o) > 2 && c.inIKEv2(f, at)
	case "pki", "ca", "key":
		return !c.lost
	}
	return false
}

// ipsec reads what follows "crypto ipsec".
func (c *conf) ipsec(f []string, at ipsec.Ref) bool {
	switch f[0] {
	case "transform-set":
		return c.transformSet(f[1], f[2:], at)
	case "profile":
		entryOf(&c.profiles, f[1], "", at)
	case "security-association":
		return c.associations(f[1:], at)
	case "df-bit", "fragmentation", "nat-transparency", "optional", "ipv4-deny", "client":
	default:
		return false
	}
	return true
}

// transformSet reads the algorithms of a transform set; the mode follows in a
// line of its own where it is not the default, tunnel.
func (c *conf) transformSet(name string, transforms []string, at ipsec.Ref) bool {
	s := ipsec.Suite{Layer: "child", Name: name, Ref: at}
	for _, word := range transforms {
		addTransforms(&s, word)
	}
	c.snap.Suites = append(c.snap.Suites, s)
	return len(transforms) > 0
}

// associations reads the lifetimes of all IPsec SAs; the idle time and the
// replay window are taken.
func (c *conf) associations(f []string, at ipsec.Ref) bool {
	if f[0] != "lifetime" {
		return f[0] == "idle-time" || f[0] == "replay" || f[0] == "multi-sn"
	}
	return lifetime(f[1:], at, &c.global.lifetime, &c.global.lifetimeKB)
}

// lifetime reads "seconds 3600", "kilobytes 4608000", "kilobytes disable" and
// "days 1".
func lifetime(f []string, at ipsec.Ref, seconds *ipsec.Duration, kb *ipsec.Count) bool {
	if len(f) < 2 {
		return false
	}
	switch f[0] {
	case "seconds", "days":
		unit := ""
		if f[0] == "days" {
			unit = "d"
		}
		d, ok := scan.Duration(f[1] + unit)
		if ok {
			*seconds = ipsec.Saw(d, at)
		}
		return ok
	case "kilobytes":
		n, ok := scan.Uint(f[1])
		if ok {
			*kb = ipsec.Saw(n, at)
		}
		return ok || f[1] == "disable"
	}
	return false
}
