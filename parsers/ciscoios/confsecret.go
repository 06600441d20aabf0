package ciscoios

import (
	"net/netip"
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// anyPeer stands for peers that come by themselves. Each may have a key of its own.
const anyPeer = "%any"

// ikev1Keys returns the keys that may serve a connection's peers: the most
// specific one of each keyring; nothing where one of the peers has none.
func (c *conf) ikev1Keys(p *ipsec.Peer, profile *ikeProfile, vrf string) []*confKey {
	var found []*confKey
	for _, peer := range p.RemoteAddrs {
		best := map[string]*confKey{}
		for _, k := range c.keys {
			if k.version != 1 || k.vrf != vrf || profile != nil && len(profile.keyrings) > 0 && !profile.isFor(k.ring) {
				continue
			}
			if peer == anyPeer {
				found = append(found, k)
			} else if length := k.length(peer); length >= 0 && (best[k.ring] == nil || length > best[k.ring].length(peer)) {
				best[k.ring] = k
			}
		}
		if len(best) == 0 && peer != anyPeer {
			return nil
		}
		for _, k := range best {
			found = append(found, k)
		}
	}
	return found
}

// ikev2Keys returns the keys of an IKEv2 connection: that of the profile itself,
// or of the keyring's peer that fits best.
func (c *conf) ikev2Keys(p *ipsec.Peer, profile *ikeProfile) []*confKey {
	if profile.keys.apart {
		return []*confKey{&profile.keys}
	}
	var found []*confKey
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
			return nil
		}
		found = append(found, best)
	}
	return found
}

// keyed completes a connection with its keys: the digest where all are the same
// key and none is encrypted, and whom the key is for that serves the most
// peers.
func keyed(p *ipsec.Peer, keys []*confKey) {
	var digests []ipsec.Text
	widest := -1
	for _, k := range keys {
		digests = append(digests, k.digest())
		for _, prefix := range k.prefixes {
			// Whatever the order of a map gave: the widest, of equal ones the first.
			free := prefix.Addr().BitLen() - prefix.Bits()
			if free > widest || free == widest && k.ref.First < p.KeyFor.Ref().First {
				widest, p.KeyFor = free, ipsec.Saw(scopeOf(prefix), k.ref)
			}
		}
	}
	p.Key = same(digests)
}

// scopeOf returns the peers of a key in one word: an address, or a prefix.
func scopeOf(p netip.Prefix) string {
	if p.IsSingleIP() {
		return p.Addr().String()
	}
	return p.String()
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
