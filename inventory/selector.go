package inventory

import (
	"net/netip"
	"strings"

	"gopkg.in/yaml.v3"
)

// selectorsInto reads the intended traffic selectors (RFC 7296, section 2.9)
// as pairs of subnets.
func (r *reader) selectorsInto(to *[][2]string, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*to = nil
		for _, item := range r.list(n, "selectors of "+what) {
			item = follow(item)
			if item.Kind != yaml.SequenceNode || len(item.Content) != 2 {
				r.problem(item, "a selector of %s is not a pair; write [behind the first end, behind the second end]", what)
				continue
			}
			if pair, ok := r.selector(item, what); ok {
				*to = append(*to, pair)
			}
		}
	}
}

func (r *reader) selector(n *yaml.Node, what string) (pair [2]string, ok bool) {
	var sides [2]netip.Prefix
	for i, item := range n.Content {
		s, isText := r.text(item, "a selector of "+what)
		if !isText {
			return pair, false
		}
		prefix, valid := r.subnet(item, s, what)
		if !valid {
			return pair, false
		}
		pair[i], sides[i] = s, prefix
	}
	if sides[0].Addr().Is4() != sides[1].Addr().Is4() {
		r.problem(n, "a selector of %s pairs IPv4 with IPv6: %s and %s", what, pair[0], pair[1])
		return pair, false
	}
	return pair, true
}

// subnet reads one side: a subnet, or an address for a single host.
func (r *reader) subnet(n *yaml.Node, s, what string) (netip.Prefix, bool) {
	if addr, err := netip.ParseAddr(s); err == nil && addr.Zone() == "" {
		return netip.PrefixFrom(addr, addr.BitLen()), true
	}
	prefix, err := netip.ParsePrefix(s)
	switch {
	case err == nil && prefix.Masked() != prefix:
		r.suggest(n, prefix.Masked().String(), "selector %q of %s has bits set behind its mask", s, what)
	case err == nil:
		return prefix, true
	case maskOf(s) != "":
		r.suggest(n, maskOf(s), "selector %q of %s: write the mask as a prefix length", s, what)
	default:
		r.problem(n, "selector %q of %s is not a subnet like 10.1.0.0/16", s, what)
	}
	return netip.Prefix{}, false
}

// maskOf turns "10.1.0.0 255.255.0.0" or "10.1.0.0/255.255.0.0" into
// "10.1.0.0/16", or returns "".
func maskOf(s string) string {
	fields := strings.FieldsFunc(s, func(c rune) bool { return c == ' ' || c == '/' })
	if len(fields) != 2 {
		return ""
	}
	addr, err1 := netip.ParseAddr(fields[0])
	mask, err2 := netip.ParseAddr(fields[1])
	if err1 != nil || err2 != nil || !addr.Is4() || !mask.Is4() {
		return ""
	}
	for bits := range 33 {
		if netmask(bits) == mask {
			return netip.PrefixFrom(addr, bits).Masked().String()
		}
	}
	return ""
}

// netmask returns the mask with that many leading ones.
func netmask(bits int) netip.Addr {
	ones := ^uint32(0) << (32 - bits)
	return netip.AddrFrom4([4]byte{byte(ones >> 24), byte(ones >> 16), byte(ones >> 8), byte(ones)})
}
