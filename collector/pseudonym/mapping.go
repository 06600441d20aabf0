package pseudonym

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"unicode/utf8"
)

// mappingVersion is the version of the file that this program writes, and the
// newest it reads.
const mappingVersion = 1

// mapping is a map as it is kept. Addresses tells people what is what; the rest
// makes the map again.
type mapping struct {
	Note      string            `json:"note"`
	Version   int               `json:"ipsec_diag_mapping"`
	Key       []byte            `json:"key"`
	Kept      []netip.Prefix    `json:"kept,omitempty"`
	Met       [][]netip.Prefix  `json:"generations,omitempty"`
	Names     []naming          `json:"names,omitempty"`
	Addresses map[string]string `json:"addresses,omitempty"`
}

const mappingNote = "Turns pseudonyms back: ipsec-diag deredact THIS-FILE REPLY. Keep it to yourself: whoever has it has the real addresses and names."

// Random returns a map under a new random key.
func Random() *Map {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails: crypto/rand
	return New(key)
}

// Format writes the map for keeping.
func (m *Map) Format() []byte {
	out := mapping{Note: mappingNote, Version: mappingVersion, Key: m.tree.key, Kept: m.tree.kept, Met: m.tree.met, Names: slices.Clone(m.names.list), Addresses: map[string]string{}}
	for from, to := range m.tree.to {
		out.Addresses[shown(to)] = shown(from)
	}
	for i := range out.Names {
		if one := &out.Names[i]; !utf8.ValidString(one.Name) {
			one.Bytes = []byte(one.Name)
		}
	}
	text, _ := json.MarshalIndent(out, "", " ") // plain strings and numbers
	return append(text, '\n')
}

// shown is an address without its length, or a network.
func shown(p netip.Prefix) string {
	if p.IsSingleIP() {
		return p.Addr().String()
	}
	return p.String()
}

// Parse reads a map that was kept.
func Parse(data []byte) (*Map, error) {
	var in mapping
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, fmt.Errorf("not a mapping of pseudonyms: %w", err)
	}
	switch {
	case in.Version == 0 || len(in.Key) == 0:
		return nil, fmt.Errorf("not a mapping of pseudonyms: ipsec-diag bundle writes it beside the bundle")
	case in.Version > mappingVersion:
		return nil, fmt.Errorf("a mapping of version %d; this program reads up to version %d: use a newer ipsec-diag", in.Version, mappingVersion)
	}
	m := New(in.Key)
	for _, p := range in.Kept {
		m.Keep(p)
	}
	for _, generation := range in.Met {
		m.tree.meet(generation)
	}
	for _, one := range in.Names {
		if one.Bytes != nil {
			one.Name, one.Bytes = string(one.Bytes), nil
		}
		m.names.put(one)
		m.names.count(one.By)
	}
	return m, nil
}

// count lets the next pseudonym of a kind have a number of its own.
func (n *names) count(by string) {
	word := looksGiven.FindString(by)
	for i := len(word) - 1; i >= 0; i-- {
		if word[i] == '-' {
			number := 0
			_, _ = fmt.Sscanf(word[i+1:], "%d", &number)
			n.next[word[:i]] = max(n.next[word[:i]], number)
			return
		}
	}
}
