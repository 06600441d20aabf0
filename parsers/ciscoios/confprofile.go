package ciscoios

import (
	"net/netip"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// profileLine reads a line of an ISAKMP or IKEv2 profile.
func (c *conf) profileLine(f []string, at ipsec.Ref) bool {
	p := c.ike[len(c.ike)-1]
	if len(f) < 2 || !p.line(c, f, at) {
		return f[0] == "ivrf" || f[0] == "description"
	}
	p.ref.Last = max(p.ref.Last, at.Last)
	return true
}

func (p *ikeProfile) line(c *conf, f []string, at ipsec.Ref) bool {
	switch f[0] {
	case "match":
		return p.match(f[1:])
	case "authentication":
		return p.authentication(c, f[1:], at)
	case "identity", "self-identity":
		p.localID = localIdentity(f[1:], at)
	case "keyring":
		p.keyrings = append(p.keyrings, f[len(f)-1])
		if p.version == 1 {
			p.localAuth, p.remoteAuth = ipsec.Saw("psk", at), ipsec.Saw("psk", at)
		}
	case "dpd", "keepalive":
		if d, ok := scan.Duration(f[1]); ok {
			p.dpd = ipsec.Saw(d, at)
		}
	case "lifetime":
		if d, ok := scan.Duration(f[1]); ok && f[1] != "certificate" {
			p.lifetime = ipsec.Saw(d, at)
		}
	case "initiate":
		p.aggressive = ipsec.Saw(f[1] == "mode" && f[len(f)-1] == "aggressive", at)
	case "virtual-template":
		p.virtualTemplate = f[1]
	case "vrf", "ivrf", "pki", "ca", "nat", "aaa", "accounting", "client", "isakmp", "local-address", "description", "config-exchange",
		"redirect", "reconnect", "anyconnect", "config-mode", "qos-group", "initial-contact", "shutdown":
	default:
		return false
	}
	return true
}

// match reads which peers a profile is for: "identity remote address A [MASK]",
// "identity [remote] fqdn [domain] N", "identity remote any", "fvrf V". Only what
// names one peer is kept.
func (p *ikeProfile) match(f []string) bool {
	if f[0] != "identity" || len(f) < 2 {
		return f[0] == "fvrf" || f[0] == "address" || f[0] == "certificate"
	}
	f = f[1:]
	if f[0] == "remote" && len(f) > 1 {
		f = f[1:]
	}
	switch {
	case f[0] == "any":
		p.anyRemote = true
	case f[0] == "address" && len(f) > 1:
		k := confKey{}
		k.covers(f[1:])
		if len(k.prefixes) == 1 && k.prefixes[0].IsSingleIP() {
			p.remotes = append(p.remotes, k.prefixes[0].Addr().String())
		} else {
			p.anyRemote = true
		}
	case len(f) > 1 && f[1] != "domain" && f[0] != "group":
		p.remotes = append(p.remotes, f[1])
	default:
		p.anyRemote = true
	}
	return true
}

// authentication reads "remote pre-share [key K]", "local rsa-sig".
func (p *ikeProfile) authentication(c *conf, f []string, at ipsec.Ref) bool {
	if len(f) < 2 || f[0] != "remote" && f[0] != "local" {
		return false
	}
	word := authWord(f[1])
	if f[0] == "local" {
		p.localAuth = ipsec.Saw(word, at)
	} else if before, known := p.remoteAuth.Get(); known && before != word {
		p.remoteAuth = ipsec.Saw(before+" or "+word, at)
	} else {
		p.remoteAuth = ipsec.Saw(word, at)
	}
	if len(f) > 3 && f[2] == "key" {
		p.keys.shared(f[0], c.src.Key(at))
	}
	return true
}

// authWord returns the model's word for a method of authentication.
func authWord(word string) string {
	switch word {
	case "pre-share":
		return "psk"
	case "rsa-sig", "ecdsa-sig", "rsa-encr":
		return "pubkey"
	}
	return word
}

// localIdentity reads "local address A", "local fqdn N", "address".
func localIdentity(f []string, at ipsec.Ref) ipsec.Text {
	if f[0] == "local" {
		f = f[1:]
	}
	last := ""
	if len(f) > 1 {
		last = f[len(f)-1]
	}
	if last == "" || f[0] == "key-id" {
		return ipsec.Text{}
	}
	return ipsec.Saw(last, at)
}

// remoteID returns the one identity a profile demands, "%any" where it takes
// any, nothing where it lists several.
func (p *ikeProfile) remoteID() ipsec.Text {
	switch {
	case p.anyRemote:
		return ipsec.Saw("%any", p.ref)
	case len(p.remotes) == 1:
		return ipsec.Saw(p.remotes[0], p.ref)
	}
	return ipsec.Text{}
}

// addresses returns the remotes that are addresses.
func (p *ikeProfile) addresses() []string {
	var out []string
	for _, r := range p.remotes {
		if _, err := netip.ParseAddr(r); err == nil {
			out = append(out, r)
		}
	}
	return out
}

// isFor reports whether one of the keyrings of a profile is this one.
func (p *ikeProfile) isFor(ring string) bool {
	for _, name := range p.keyrings {
		if strings.EqualFold(name, ring) {
			return true
		}
	}
	return false
}
