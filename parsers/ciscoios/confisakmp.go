package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// isakmp reads what follows "crypto isakmp".
func (c *conf) isakmp(f []string, at ipsec.Ref) bool {
	switch f[0] {
	case "policy":
		return len(f) == 2 && c.openPolicy(f[1], at)
	case "key":
		return c.globalKey(f[1:], at)
	case "profile":
		c.ike = append(c.ike, &ikeProfile{version: 1, name: second(f), ref: at})
		return len(f) >= 2
	case "identity":
		c.global.identity = ipsec.Saw(second(f), at)
	case "keepalive":
		if d, ok := scan.Duration(second(f)); ok {
			c.global.keepalive = ipsec.Saw(d, at)
		}
	case "aggressive-mode":
		c.global.noMode = ipsec.Saw(second(f) == "disable", at)
	case "invalid-spi-recovery", "enable", "nat", "client", "fragmentation", "diagnose", "xauth", "peer", "default", "ccm", "am-disable":
	default:
		return false
	}
	return true
}

func second(f []string) string {
	if len(f) < 2 {
		return ""
	}
	return f[1]
}

func (c *conf) openPolicy(priority string, at ipsec.Ref) bool {
	s := ipsec.Suite{Layer: "ike", Version: ipsec.Saw(1, at), Name: priority, Ref: at}
	n, ok := scan.Int(priority)
	if ok {
		s.Priority = ipsec.Saw(n, at)
	}
	c.snap.Suites = append(c.snap.Suites, s)
	return ok
}

// openSuite returns the suite whose block is read, or nil.
func (c *conf) openSuite() *ipsec.Suite {
	last := len(c.snap.Suites) - 1
	if last < 0 || c.snap.Suites[last].Ref.Command != c.openAt.Command || c.snap.Suites[last].Ref.First != c.openAt.First {
		return nil
	}
	return &c.snap.Suites[last]
}

// suiteLine reads a line of an ISAKMP policy, a transform set or an IKEv2
// proposal.
func (c *conf) suiteLine(f []string, at ipsec.Ref) bool {
	s := c.openSuite()
	if s == nil || len(f) < 2 {
		return false
	}
	switch f[0] {
	case "encr", "encryption":
		s.Encryption = encryptions(s, f[1:])
	case "hash", "integrity":
		s.Integrity = f[1:]
	case "prf":
		s.PRF = f[1:]
	case "group":
		s.KeyExchange = f[1:]
	case "pqc":
		for _, w := range f[1:] {
			if w != "optional" && w != "required" {
				s.KeyExchange = append(s.KeyExchange, w)
			}
		}
	case "authentication":
		s.Auth = ipsec.Saw(f[1], at)
	case "lifetime":
		d, ok := scan.Duration(f[1])
		if !ok {
			return false
		}
		s.Lifetime = ipsec.Saw(d, at)
	case "mode":
		s.Mode = ipsec.Saw(f[1], at)
	default:
		return f[0] == "description"
	}
	s.Ref.Last = at.Last
	return true
}

// encryptions writes "aes 256" of an ISAKMP policy as "show crypto isakmp
// policy" is read.
func encryptions(s *ipsec.Suite, f []string) []string {
	if s.Version.Or(0) != 1 {
		return f
	}
	word := strings.Join(f, "-")
	if word == "aes" {
		word = "aes-128"
	}
	return []string{word}
}

// policyDefaults fills in what a policy leaves out, which IOS does not print:
// DES, SHA-1, RSA signatures, group 1, one day (Cisco IOS Security Command
// Reference, crypto isakmp policy). From IOS-XE 17.11 on DES and group 1 are not
// allowed any more (field notice 72510), so that nothing is said of these two
// there, or where the release is not known.
func (c *conf) policyDefaults() {
	s := c.openSuite()
	if s == nil {
		return
	}
	at := s.Ref
	add := func(name string) { s.Defaults = append(s.Defaults, name) }
	old := c.isBefore1711()
	if len(s.Encryption) == 0 && old {
		s.Encryption = []string{"des"}
		add("encryption")
	}
	if len(s.Integrity) == 0 {
		s.Integrity = []string{"sha"}
		add("integrity")
	}
	if len(s.KeyExchange) == 0 && old {
		s.KeyExchange = []string{"1"}
		add("key_exchange")
	}
	if !s.Auth.Known() {
		s.Auth = ipsec.Saw("rsa-sig", at)
		add("auth")
	}
	if d, ok := scan.Duration("86400"); ok && !s.Lifetime.Known() {
		s.Lifetime = ipsec.Saw(d, at)
		add("lifetime_s")
	}
}

// isBefore1711 reports whether the release is known to be older than 17.11.
func (c *conf) isBefore1711() bool {
	major, rest, _ := strings.Cut(c.global.version, ".")
	minor, _, _ := scan.Leading(rest)
	n, ok := scan.Int(major)
	return ok && (n < 17 || n == 17 && minor < 11)
}

// isBefore16 reports whether the release is known to be one of IOS, before
// IOS-XE counts from 16.
func (c *conf) isBefore16() bool {
	major, _, _ := strings.Cut(c.global.version, ".")
	n, ok := scan.Int(major)
	return ok && n < 16
}
