package ciscoios

import (
	"ipsec-diag/parsers/ipsec"
)

// This file finds keys for a peer that its connection does not use, or may not.
// IOS looks for the key of an IKEv1 peer by its address in the VRF of the outer
// packets: the keyrings of the profile where the device begins, every keyring in
// the order of the configuration where it answers (Cisco document 117259).

// otherKeys notes them for a connection with one known peer. That no key of its
// own is there takes the whole configuration.
func (c *conf) otherKeys(p *ipsec.Peer, version int, profile *ikeProfile, vrf string) {
	if len(p.RemoteAddrs) != 1 || p.RemoteAddrs[0] == anyPeer || p.LocalAuth.Or("psk") != "psk" {
		return
	}
	own, others := c.keysFor(p, version, profile, vrf)
	switch {
	case len(own) == 0 && len(others) == 0 && c.global.whole && p.LocalAuth.Or("") == "psk":
		p.NoKey = ipsec.Saw(true, p.Ref)
	case len(others) == 0:
	case len(own) == 0 && c.global.whole:
		p.KeyElsewhere = ipsec.Saw(others[0].where(), others[0].ref)
	case version == 1 && len(own) > 0:
		for _, k := range others {
			if k.vrf == vrf && k.ring != own[0].ring && !sameDigest(k, own[0]) {
				p.KeyRival = ipsec.Saw(k.where(), k.ref)
				return
			}
		}
	}
}

// keysFor returns the keys for a peer: those its connection uses as initiator,
// and the others.
func (c *conf) keysFor(p *ipsec.Peer, version int, profile *ikeProfile, vrf string) (own, others []*confKey) {
	for _, k := range c.keys {
		if k.version != version || max(k.length(p.RemoteAddrs[0]), k.length(p.RemoteID.Or(""))) < 0 {
			continue
		}
		inProfile := profile == nil || len(profile.keyrings) == 0 || profile.isFor(k.ring)
		otherRing := profile == nil && len(own) > 0 && own[0].ring != k.ring // without a profile every keyring counts
		if inProfile && (version == 2 || k.vrf == vrf) && !otherRing {
			own = append(own, k)
		} else {
			others = append(others, k)
		}
	}
	return own, others
}

func sameDigest(a, b *confKey) bool {
	x, okX := a.digest().Get()
	y, okY := b.digest().Get()
	return okX && okY && x == y
}

// where says where a key stands, in the words of the configuration.
func (k *confKey) where() string {
	out := "crypto isakmp key"
	if k.ring != "" {
		out = "keyring " + k.ring
	}
	if k.vrf != "" {
		out += " vrf " + k.vrf
	}
	return out
}

// markUsed says of each IKEv2 proposal whether a policy refers to it. What a
// part of the configuration leaves out may stand in another.
func (c *conf) markUsed(s *ipsec.Snapshot) {
	for i := range s.Suites {
		one := &s.Suites[i]
		if one.Layer != "ike" || one.Version.Or(0) != 2 || one.Default {
			continue
		}
		used := false
		for _, policy := range c.policies {
			for _, name := range policy.proposals {
				used = used || name == one.Name
			}
		}
		if used || c.global.whole {
			one.Used = ipsec.Saw(used, one.Ref)
		}
	}
}
