package pseudonym

import (
	"cmp"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// Back turns a text with pseudonyms back: every address and name of the map
// becomes the real one. A network that was never met itself follows from an
// address within it; other addresses stay.
func (m *Map) Back(s string) string {
	s = replaceAddresses(s, func(addr netip.Addr) (netip.Addr, bool) {
		real, known := m.tree.from[addr]
		if known {
			return real, true
		}
		return m.tree.network(addr)
	})
	return m.names.back(s)
}

// network turns the address of a network back, from any address in it.
func (t *tree) network(addr netip.Addr) (netip.Addr, bool) {
	bits := addr.BitLen() - trailing(addr)
	if addr.AsSlice()[addr.BitLen()/8-1]&1 == 1 || bits < 8 || addr.BitLen()-bits < 2 {
		return addr, false
	}
	p, _ := addr.Prefix(bits)
	for by, real := range t.from {
		if p.Contains(by) {
			back, _ := real.Prefix(bits)
			return back.Addr(), true
		}
	}
	return addr, false
}

// back replaces the pseudonyms of names, the longest first: those of host names
// before their parts.
func (n *names) back(s string) string {
	real := map[string]string{}
	var words []string
	for _, one := range n.list {
		name := one.Name
		if kind, rest, found := strings.Cut(one.Name, " "); found && one.Kind == domainKind && strings.HasPrefix(one.By, kind+"-") {
			name = rest
		}
		if real[one.By] == "" {
			real[one.By] = name
			words = append(words, one.By)
		}
	}
	if words == nil {
		return s
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	for i := range words {
		words[i] = regexp.QuoteMeta(words[i])
	}
	return replaceWords(s, regexp.MustCompile(strings.Join(words, "|")), real)
}
