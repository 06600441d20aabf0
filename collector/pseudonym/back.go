package pseudonym

import (
	"cmp"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// Back turns a text with pseudonyms back: every address and name of the map
// becomes the real one. What is no pseudonym stays.
func (m *Map) Back(s string) string {
	s = replaceAddresses(s, m.tree.back)
	return m.names.back(s)
}

// back is the real address of a pseudonym. A network may be written without its
// length, and an address with one.
func (t *tree) back(p netip.Prefix) (netip.Addr, bool) {
	if real, known := t.from[p]; known {
		return real.Addr(), true
	}
	if net := largest(t.from, p.Addr()); net.IsValid() {
		return net.Addr(), true
	}
	return p.Addr(), false
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
	return replaceWords(s, regexp.MustCompile(strings.Join(words, "|")), real, apart)
}
