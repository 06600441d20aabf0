package pseudonym

import (
	"crypto/hmac"
	"crypto/sha256"
	"maps"
	"net/netip"
	"slices"
)

// special are the blocks that mean something (RFC 6890). What is inside one stays
// inside, what is outside stays outside: whether an address is private must not
// change.
var special = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
	"::/8", "64:ff9b::/96", "fc00::/7", "fe80::/10", "ff00::/8",
)

func prefixes(texts ...string) (out []netip.Prefix) {
	for _, t := range texts {
		out = append(out, netip.MustParsePrefix(t))
	}
	return out
}

// A tree replaces addresses bit by bit: each bit is flipped, or not, as a keyed
// function of the bits before it (the construction of Crypto-PAn, Xu et al.,
// 2002). The bits before are a node.
type tree struct {
	key []byte
	// fixed are the nodes at which nothing is flipped, used those through which
	// an address went already.
	fixed, used map[netip.Prefix]bool
	// to has the pseudonym of each address and of each network, from the reverse.
	// An address is a prefix of all its bits.
	to, from map[netip.Prefix]netip.Prefix
	// met are the addresses and networks by generation, kept those that stay.
	met  [][]netip.Prefix
	kept []netip.Prefix
}

func newTree(key []byte) tree {
	t := tree{key: key, fixed: map[netip.Prefix]bool{}, used: map[netip.Prefix]bool{}, to: map[netip.Prefix]netip.Prefix{}, from: map[netip.Prefix]netip.Prefix{}}
	for _, p := range special {
		t.fix(p.Addr(), 0, p.Bits())
	}
	return t
}

// fix lets the bits first to last of an address stay, but for those at nodes
// where another address was flipped before.
func (t *tree) fix(addr netip.Addr, first, last int) {
	for bit := first; bit < last; bit++ {
		if node, _ := addr.Prefix(bit); !t.used[node] {
			t.fixed[node] = true
		}
	}
}

func (t *tree) keep(p netip.Prefix) {
	if !slices.Contains(t.kept, p) {
		t.kept = append(t.kept, p)
		t.fix(p.Addr(), 0, p.Bits())
	}
}

// meet replaces addresses and networks, those that are new. Of a network the bits
// behind its prefix stay zero. An address may be a network, too, or the end of a
// range: its last bits, as far as they are all the same, stay.
func (t *tree) meet(found []netip.Prefix) {
	fresh := map[netip.Prefix]bool{}
	for _, p := range found {
		if _, known := t.to[p]; !known {
			fresh[p] = true
		}
	}
	if len(fresh) == 0 {
		return
	}
	generation := slices.SortedFunc(maps.Keys(fresh), netip.Prefix.Compare)
	for _, p := range generation {
		if addr := p.Addr(); p.IsSingleIP() {
			t.fix(addr, addr.BitLen()-trailing(addr), addr.BitLen())
		}
	}
	for _, p := range generation {
		t.replace(p)
	}
	t.met = append(t.met, generation)
}

func (t *tree) replace(p netip.Prefix) {
	out := p.Addr().AsSlice()
	for bit := 0; bit < p.Bits(); bit++ {
		node, _ := p.Addr().Prefix(bit)
		t.used[node] = true
		if !t.fixed[node] {
			out[bit/8] ^= t.coin(node) << (7 - bit%8)
		}
	}
	addr, _ := netip.AddrFromSlice(out)
	by := netip.PrefixFrom(addr, p.Bits())
	t.to[p], t.from[by] = by, p
}

// coin is one bit that follows from a node and the key.
func (t *tree) coin(node netip.Prefix) byte {
	mac := hmac.New(sha256.New, t.key)
	text, _ := node.MarshalBinary()
	mac.Write(text)
	return mac.Sum(nil)[0] & 1
}

// of returns the pseudonym of an address or a network. A network whose length is
// not written has that of the largest with this first address.
func (t *tree) of(p netip.Prefix) netip.Addr {
	if by, known := t.to[p]; known {
		return by.Addr()
	}
	if net := largest(t.to, p.Addr()); p.IsSingleIP() && net.IsValid() {
		return net.Addr()
	}
	t.meet([]netip.Prefix{p})
	return t.to[p].Addr()
}

// largest is what stands for the largest network that begins with an address, not
// valid without one.
func largest(in map[netip.Prefix]netip.Prefix, addr netip.Addr) netip.Prefix {
	for bits := 1; bits <= addr.BitLen(); bits++ {
		if other, known := in[netip.PrefixFrom(addr, bits)]; known {
			return other
		}
	}
	return netip.Prefix{}
}

// trailing counts the last bits of an address that are all the same.
func trailing(addr netip.Addr) int {
	b := addr.AsSlice()
	bit := func(i int) byte { return b[i/8] >> (7 - i%8) & 1 }
	n := 1
	for last := addr.BitLen() - 1; n <= last && bit(last-n) == bit(last); n++ {
	}
	return n
}
