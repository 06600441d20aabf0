package ciscoios

import (
	"net/netip"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A confKey is a pre-shared key for some peers: of "crypto isakmp key", of a
// line of an IKEv1 keyring, or of a peer of an IKEv2 keyring.
type confKey struct {
	version  int
	ring     string // name of the keyring, "" for the global IKEv1 keys
	peer     string // the name of the peer in an IKEv2 keyring
	vrf      string
	prefixes []netip.Prefix // addresses of the peers
	names    []string       // host names and other identities
	// both is the key; local and remote where they are configured apart. Set
	// says which were configured, readable or not.
	both, local, remote ipsec.Text
	apart               bool
	ref                 ipsec.Ref
}

// globalKey reads "crypto isakmp key [6] KEY address A [MASK] [no-xauth]". The key
// is a mark by now; its digest is known by the line.
func (c *conf) globalKey(f []string, at ipsec.Ref) bool {
	for i := 1; i+1 < len(f); i++ {
		switch f[i] {
		case "address", "hostname":
			k := &confKey{version: 1, both: c.src.Key(at), ref: at}
			k.covers(f[i+1:])
			c.keys = append(c.keys, k)
			return true
		}
	}
	return false
}

// covers notes the peers of a key: an address with or without a mask, "ipv6 A/64",
// or a name.
func (k *confKey) covers(f []string) {
	if f[0] == "ipv6" && len(f) > 1 {
		f = f[1:]
	}
	addr, length, _ := strings.Cut(f[0], "/")
	if len(f) > 1 && length == "" {
		length = f[1]
	}
	ip, err := netip.ParseAddr(addr)
	bits, ok := scan.MaskLength(length, ip)
	switch {
	case err != nil:
		k.names = append(k.names, f[0])
	case ip.IsUnspecified() && length == "":
		k.prefixes = append(k.prefixes, netip.PrefixFrom(ip, 0))
	case ok:
		k.prefixes = append(k.prefixes, netip.PrefixFrom(ip, bits).Masked())
	default:
		k.prefixes = append(k.prefixes, netip.PrefixFrom(ip, ip.BitLen()))
	}
}

// keyringLine reads a line of an IKEv1 keyring: "pre-shared-key address A
// [MASK] key KEY".
func (c *conf) keyringLine(f []string, at ipsec.Ref) bool {
	switch {
	case f[0] == "pre-shared-key" && len(f) > 3:
		k := &confKey{version: 1, ring: c.opener[2], both: c.src.Key(at), ref: at}
		if len(c.opener) > 4 && c.opener[3] == "vrf" {
			k.vrf = c.opener[4]
		}
		k.covers(f[2:])
		c.keys = append(c.keys, k)
		return f[1] == "address" || f[1] == "hostname"
	case f[0] == "local-address", f[0] == "description", f[0] == "rsa-pubkey":
		return true
	}
	return false
}

// keyringPeer reads a line of an IKEv2 keyring.
func (c *conf) keyringPeer(f []string, at ipsec.Ref) bool {
	if f[0] == "peer" && len(f) == 2 {
		c.peer = &confKey{version: 2, ring: c.opener[3], peer: f[1], ref: at}
		c.keys = append(c.keys, c.peer)
		return true
	}
	if c.peer == nil {
		return f[0] == "description"
	}
	k := c.peer
	switch {
	case f[0] == "address" && len(f) > 1:
		k.covers(f[1:])
	case f[0] == "identity" && len(f) > 2 && f[1] == "address":
		k.covers(f[2:])
	case (f[0] == "identity" || f[0] == "hostname") && len(f) > 1:
		k.names = append(k.names, f[len(f)-1])
	case f[0] == "pre-shared-key" && len(f) > 1:
		k.shared(f[1], c.src.Key(at))
	case f[0] == "description":
	default:
		return false
	}
	k.ref.Last = max(k.ref.Last, at.Last)
	return true
}

func (k *confKey) shared(kind string, digest ipsec.Text) {
	switch kind {
	case "local":
		k.local, k.apart = digest, true
	case "remote":
		k.remote, k.apart = digest, true
	default:
		k.both = digest
	}
}

// digest returns the digest where one key serves both directions.
func (k *confKey) digest() ipsec.Text {
	if !k.apart {
		return k.both
	}
	if k.local.Known() && k.local.Or("") == k.remote.Or("") {
		return k.local
	}
	return ipsec.Text{}
}

// length returns how specific the key is for an address or a name, -1 where it
// is for others.
func (k *confKey) length(peer string) int {
	best := -1
	if addr, err := netip.ParseAddr(peer); err == nil {
		for _, p := range k.prefixes {
			if p.Contains(addr) {
				best = max(best, p.Bits())
			}
		}
		return best
	}
	for _, name := range k.names {
		if strings.EqualFold(name, peer) {
			return 128
		}
	}
	return best
}
