package ciscoios

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// anyPeer stands for peers that come by themselves. Each may have a key of its own.
const anyPeer = "%any"

// ikev1Key returns the digest of the key for a connection's peers: the most
// specific of each keyring that may serve, where all are the same key. One that
// the device encrypts leaves it unknown.
func (c *conf) ikev1Key(p *ipsec.Peer, profile *ikeProfile, vrf string) ipsec.Text {
	var found []ipsec.Text
	for _, peer := range p.RemoteAddrs {
		best := map[string]*confKey{}
		for _, k := range c.keys {
			if k.version != 1 || k.vrf != vrf || profile != nil && len(profile.keyrings) > 0 && !profile.isFor(k.ring) {
				continue
			}
			if peer == anyPeer {
				found = append(found, k.digest())
			} else if length := k.length(peer); length >= 0 && (best[k.ring] == nil || length > best[k.ring].length(peer)) {
				best[k.ring] = k
			}
		}
		if len(best) == 0 && peer != anyPeer {
			return ipsec.Text{}
		}
		for _, k := range best {
			found = append(found, k.digest())
		}
	}
	return same(found)
}

// ikev2Key returns the digest of the key of an IKEv2 connection: of the profile
// itself, or of the keyring's peer that fits best.
func (c *conf) ikev2Key(p *ipsec.Peer, profile *ikeProfile) ipsec.Text {
	if profile.keys.apart {
		return profile.keys.digest()
	}
	var found []ipsec.Text
	for _, peer := range p.RemoteAddrs {
		var best *confKey
		for _, k := range c.keys {
			if k.version != 2 || !profile.isFor(k.ring) {
				continue
			}
			if peer == anyPeer && k.length(p.RemoteID.Or("")) < 0 {
				continue
			}
			length := max(k.length(peer), k.length(p.RemoteID.Or("")))
			if length >= 0 && (best == nil || length > max(best.length(peer), best.length(p.RemoteID.Or("")))) {
				best = k
			}
		}
		if best == nil {
			return ipsec.Text{}
		}
		found = append(found, best.digest())
	}
	return same(found)
}

// same returns the one digest of a list of equal ones.
func same(digests []ipsec.Text) ipsec.Text {
	if len(digests) == 0 || slices.ContainsFunc(digests, func(d ipsec.Text) bool { return !d.Known() || d.Or("") != digests[0].Or("") }) {
		return ipsec.Text{}
	}
	first := digests[0]
	for _, d := range digests { // whatever the order of a map gave
		if d.Ref().First < first.Ref().First {
			first = d
		}
	}
	return first
}
