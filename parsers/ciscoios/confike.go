package ciscoios

import (
	"slices"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// fillIKE completes a connection with how its peer is met: by the profile that
// its entry names, or by the settings of the whole device.
func (c *conf) fillIKE(p *ipsec.Peer, e *confEntry, vrf string, s *ipsec.Snapshot, used map[*ikeProfile]bool) {
	if name, ok := e.ikev2.Get(); ok {
		p.Version = ipsec.Saw(2, e.ikev2.Ref())
		if profile := c.profile(2, name); profile != nil {
			used[profile] = true
			c.byProfile(p, profile, s)
		}
		return
	}
	// Without a profile the entry starts IKEv1. As a responder it may serve an
	// IKEv2 profile too, where the device has one.
	hasV2 := slices.ContainsFunc(c.ike, func(p *ikeProfile) bool { return p.version == 2 })
	if hasV2 || !e.ended || !c.hasIKEv1(s) {
		return
	}
	p.Version = ipsec.Saw(1, e.ref)
	c.ikev1(p, e, vrf, s)
}

// hasIKEv1 reports whether the statements about IKEv1 are in what was read.
func (c *conf) hasIKEv1(s *ipsec.Snapshot) bool {
	return len(c.keys) > 0 || slices.ContainsFunc(s.Suites, isPolicy)
}

func isPolicy(s ipsec.Suite) bool { return s.Layer == "ike" && s.Version.Or(0) == 1 }

// ikev1 completes a connection of IKEv1.
func (c *conf) ikev1(p *ipsec.Peer, e *confEntry, vrf string, s *ipsec.Snapshot) {
	var policies []ipsec.Suite
	for i := range s.Suites {
		one := &s.Suites[i]
		if !isPolicy(*one) || one.Default {
			continue
		}
		p.Proposals = append(p.Proposals, suiteText(one))
		policies = append(policies, *one)
	}
	if len(policies) == 1 && !slices.Contains(policies[0].Defaults, "lifetime_s") {
		p.Lifetime = policies[0].Lifetime
	}
	p.LocalAuth = oneMethod(policies)
	p.RemoteAuth, p.DPD = p.LocalAuth, c.global.keepalive
	if ipsec.Yes(c.global.noMode) {
		p.Aggressive = ipsec.Saw(false, c.global.noMode.Ref())
	}
	p.LocalID = c.isakmpIdentity(p, s)
	profile := c.profile(1, e.isakmp.Or(""))
	if profile != nil {
		overlay(p, profile)
	}
	if !p.DPD.Known() && c.global.whole { // off unless it is configured
		p.DPD = ipsec.Saw(time.Duration(0), p.Ref)
	}
	keyed(p, c.ikev1Keys(p, profile, vrf))
	c.otherKeys(p, 1, profile, vrf)
}

// overlay puts the settings of a profile over those of the device.
func overlay(p *ipsec.Peer, profile *ikeProfile) {
	put := func(to *ipsec.Text, from ipsec.Text) {
		if from.Known() {
			*to = from
		}
	}
	put(&p.LocalID, profile.localID)
	put(&p.LocalAuth, profile.localAuth)
	put(&p.RemoteAuth, profile.remoteAuth)
	p.RemoteID = profile.remoteID()
	if profile.dpd.Known() {
		p.DPD = profile.dpd
	}
	if profile.aggressive.Known() {
		p.Aggressive = profile.aggressive
	}
}

// oneMethod returns the authentication method of all policies, where they have
// the same.
func oneMethod(policies []ipsec.Suite) ipsec.Text {
	var out ipsec.Text
	for i := range policies {
		word, ok := policies[i].Auth.Get()
		if !ok || out.Known() && out.Or("") != authWord(word) {
			return ipsec.Text{}
		}
		out = ipsec.Saw(authWord(word), policies[i].Auth.Ref())
	}
	return out
}

// isakmpIdentity returns what the device sends as its identity, as far as it is
// configured: its address, or its name with the domain.
func (c *conf) isakmpIdentity(p *ipsec.Peer, s *ipsec.Snapshot) ipsec.Text {
	switch c.global.identity.Or("") {
	case "address":
		if len(p.LocalAddrs) == 1 {
			return ipsec.Saw(p.LocalAddrs[0], c.global.identity.Ref())
		}
	case "hostname":
		if name, ok := s.Hostname.Get(); ok && c.global.domain != "" {
			return ipsec.Saw(name+"."+c.global.domain, c.global.identity.Ref())
		}
	}
	return ipsec.Text{}
}

// byProfile completes a connection of IKEv2.
func (c *conf) byProfile(p *ipsec.Peer, profile *ikeProfile, s *ipsec.Snapshot) {
	p.LocalID, p.RemoteID = profile.localID, profile.remoteID()
	p.LocalAuth, p.RemoteAuth = profile.localAuth, profile.remoteAuth
	p.DPD, p.Lifetime = profile.dpd, profile.lifetime
	p.DPD.Fill(c.global.dpd)
	if !p.DPD.Known() && c.global.whole {
		p.DPD = ipsec.Saw(time.Duration(0), profile.ref)
	}
	for _, policy := range c.policies {
		if len(policy.addresses) > 0 && !slices.ContainsFunc(p.LocalAddrs, func(a string) bool { return slices.Contains(policy.addresses, a) }) {
			continue
		}
		for _, name := range policy.proposals {
			p.Proposals = append(p.Proposals, proposalText(s, "ike", name))
		}
	}
	keyed(p, c.ikev2Keys(p, profile))
	if !profile.keys.apart && len(profile.keyrings) > 0 {
		c.otherKeys(p, 2, profile, "")
	}
}

// proposalText is what a suite stands for, or its name where it was not read.
func proposalText(s *ipsec.Snapshot, layer, name string) string {
	for i := range s.Suites {
		if one := &s.Suites[i]; one.Layer == layer && one.Version.Or(2) != 1 && one.Name == name {
			return suiteText(one)
		}
	}
	return name
}

func suiteText(s *ipsec.Suite) string {
	out := slices.Concat(s.Encryption, s.Integrity, s.PRF)
	for _, group := range s.KeyExchange {
		out = append(out, "group "+group)
	}
	return strings.Join(out, " ")
}
