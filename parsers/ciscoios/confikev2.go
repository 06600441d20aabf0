package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// An ikev2Policy binds proposals to local addresses. A proposal in no policy is
// not used.
type ikev2Policy struct {
	name      string
	addresses []string // local addresses it is for; none is any
	proposals []string
	ref       ipsec.Ref
}

// ikev2 reads what follows "crypto ikev2".
func (c *conf) ikev2(f []string, at ipsec.Ref) bool {
	name := second(f)
	switch f[0] {
	case "proposal":
		c.snap.Suites = append(c.snap.Suites, ipsec.Suite{Layer: "ike", Version: ipsec.Saw(2, at), Name: name, Ref: at})
	case "policy":
		c.policies = append(c.policies, &ikev2Policy{name: name, ref: at})
	case "profile":
		c.ike = append(c.ike, &ikeProfile{version: 2, name: name, ref: at})
	case "keyring":
	case "dpd":
		if d, ok := scan.Duration(name); ok {
			c.global.dpd = ipsec.Saw(d, at)
		}
	case "fragmentation", "limit", "nat", "cookie-challenge", "window", "http-url", "certificate-cache", "diagnose", "name-mangler",
		"authorization", "client", "cluster", "redirect", "disconnect-revoked-peers", "reconnect", "cts", "route", "multi-sa":
		return true
	default:
		return false
	}
	return name != ""
}

// inIKEv2 reads a line below a statement of IKEv2.
func (c *conf) inIKEv2(f []string, at ipsec.Ref) bool {
	switch c.opener[2] {
	case "proposal":
		return c.suiteLine(f, at)
	case "policy":
		return c.policies[len(c.policies)-1].line(f, at)
	case "keyring":
		return len(c.opener) > 3 && c.keyringPeer(f, at)
	case "profile":
		return c.profileLine(f, at)
	}
	return !c.lost && (c.opener[2] == "client" || c.opener[2] == "authorization" || c.opener[2] == "name-mangler" || c.opener[2] == "cluster")
}

func (p *ikev2Policy) line(f []string, at ipsec.Ref) bool {
	switch {
	case f[0] == "proposal" && len(f) == 2:
		p.proposals = append(p.proposals, f[1])
	case len(f) == 4 && f[0] == "match" && f[1] == "address" && f[2] == "local":
		p.addresses = append(p.addresses, f[3])
	case len(f) > 2 && f[0] == "match" && f[1] == "fvrf", f[0] == "description":
	default:
		return false
	}
	p.ref.Last = at.Last
	return true
}

// An ikeProfile is an ISAKMP profile or an IKEv2 profile: how some peers are
// met.
type ikeProfile struct {
	version         int
	name            string
	remotes         []string // identities and addresses it is for
	anyRemote       bool
	localID         ipsec.Text
	localAuth       ipsec.Text
	remoteAuth      ipsec.Text
	keyrings        []string
	keys            confKey // keys in the profile itself
	dpd, lifetime   ipsec.Duration
	aggressive      ipsec.Flag
	virtualTemplate string
	ref             ipsec.Ref
}

// profile returns a profile by its version and name, or nil.
func (c *conf) profile(version int, name string) *ikeProfile {
	for _, p := range c.ike {
		if p.version == version && strings.EqualFold(p.name, name) {
			return p
		}
	}
	return nil
}
