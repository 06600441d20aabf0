// Package pseudonym replaces addresses and names in device output by others,
// so that an output can be shown to strangers. The same address becomes the
// same pseudonym wherever it stands, and two addresses share as many leading
// bits after as before, so that masks, selectors and routes keep their meaning.
// A [Map] is kept in a file, with which a reply is turned back.
package pseudonym

import (
	"net/netip"
	"regexp"
)

// A Map replaces addresses and names under one key. Under another key the
// pseudonyms differ, and without the key nothing leads back. Public addresses
// stay public and private ones stay in their block.
//
// Its rules are fixed by what it has seen: an address that was replaced once has
// the same pseudonym for ever, also after the map was kept and read again.
type Map struct {
	tree  tree
	names names
	// Texts also hides what says who somebody is beyond names: descriptions,
	// subjects of certificates, serial numbers.
	Texts bool
	// Names hides host names and mail addresses wherever they stand.
	Names bool
}

// New returns a map under a key, which should be random and 32 bytes long.
func New(key []byte) *Map {
	return &Map{tree: newTree(key), names: newNames(), Names: true}
}

// Text returns s with addresses and names replaced. The number of lines does
// not change, and columns stay in their place where blanks follow.
func (m *Map) Text(s string) string {
	s = m.names.known(s)
	if m.Texts {
		s = m.freeText(s)
	}
	if m.Names {
		s = m.hosts(s)
	}
	return m.addresses(m.names.inside(s))
}

// Meet lets the map see texts before it replaces anything in them: what is an
// address alone in one place may be a network in another, and its last bits must
// stay zero before an address of that network is replaced. Addresses that are met
// in one call are a generation.
func (m *Map) Meet(texts ...string) {
	var found []netip.Prefix
	for _, s := range texts {
		eachPrefix(s, func(_ span, p netip.Prefix) { found = append(found, p) })
		m.names.meet(s)
	}
	m.tree.meet(found)
}

// Keep lets an address or a network stay as it is, and with it the prefix it
// shares with others. It must come before the first address is replaced.
func (m *Map) Keep(prefix netip.Prefix) { m.tree.keep(prefix.Masked()) }

// Add gives a name a pseudonym of a kind ("device" becomes device-1) wherever it
// stands as a whole word. It returns false for a name that is left as it is
// because devices use the word themselves ("tunnel").
func (m *Map) Add(kind, name string) bool { return m.names.add(kind, name) }

// Same gives a name the pseudonym of another that was added.
func (m *Map) Same(name, as string) { m.names.same(name, as) }

// Name returns s with every occurrence of a name, as a whole word, replaced.
func Name(s, name, by string) string {
	if name == "" {
		return s
	}
	word := regexp.MustCompile(`(^|[^A-Za-z0-9.-])` + regexp.QuoteMeta(name) + `($|[^A-Za-z0-9.-])`)
	for range 2 { // neighbours share the character between them
		s = word.ReplaceAllString(s, "${1}"+by+"${2}")
	}
	return s
}
