// Package filter chooses devices of an inventory by name, tag, site and the
// like, and by what the last sweep found.
package filter

import (
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/inventory"
)

// Failed is the word for the devices that failed in the last sweep.
const Failed = "@failed"

// kinds are the words before a colon and what they look at.
var kinds = []struct {
	name string
	of   func(*inventory.Device) []string
}{
	{"tag", func(d *inventory.Device) []string { return d.Tags }},
	{"site", func(d *inventory.Device) []string { return []string{d.Site} }},
	{"platform", func(d *inventory.Device) []string { return []string{d.Platform} }},
	{"zone", func(d *inventory.Device) []string { return []string{d.Zone} }},
	{"role", func(d *inventory.Device) []string { return []string{d.Role} }},
}

// Kinds returns the words that a filter may begin with.
func Kinds() (names []string) {
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

// A Choice is what somebody asked for.
type Choice struct {
	// Words add up: a device is chosen when one of them holds. Within a word, a
	// comma joins conditions that must all hold, and "!" turns one round. A
	// condition is a name, "tag:x", "site:x", "platform:x", "zone:x", "role:x" or
	// [Failed]; "*" and "?" stand for any letters and for one, ranges like
	// "br[01-20]" for their members. A word that begins with "!" and stands alone
	// takes away. Without a word that chooses, all devices are.
	Words []string
	// Failed returns the names that [Failed] stands for; it is asked at most once.
	Failed func() ([]string, error)
}

// Is reports whether a word can only be a filter: no device is called like it.
func Is(word string) bool {
	head, _, found := strings.Cut(word, ":")
	return strings.ContainsAny(word, "*?,!") || inventory.HasRange(word) || strings.HasPrefix(word, "@") || found && slices.Contains(Kinds(), head)
}

// Pick returns the chosen devices in the order of the inventory. A word that
// chooses or takes away nothing is an error that names what was probably
// meant: a misspelt filter must not pass for an empty site, and one that should
// keep devices out must not let them in.
func (c Choice) Pick(inv *inventory.Inventory) ([]inventory.Device, error) {
	p := &picker{inv: inv, failed: c.Failed}
	with, without := cut(c.Words)
	keep := slices.Repeat([]bool{len(with) == 0}, len(inv.Devices))
	for _, word := range with {
		hits, err := p.word(word)
		if err != nil {
			return nil, err
		}
		for i := range hits {
			keep[i] = keep[i] || hits[i]
		}
	}
	for _, word := range without {
		hits, err := p.word(word)
		if err != nil {
			return nil, err
		}
		for i := range hits {
			keep[i] = keep[i] && !hits[i]
		}
	}
	var out []inventory.Device
	for i := range keep {
		if keep[i] {
			out = append(out, inv.Devices[i])
		}
	}
	if len(out) == 0 && len(c.Words) > 0 {
		return nil, fmt.Errorf("no device is left by: %s", strings.Join(c.Words, " "))
	}
	return out, nil
}

// cut tells words that choose from those that take away.
func cut(words []string) (with, without []string) {
	for _, word := range words {
		if rest, away := strings.CutPrefix(word, "!"); away && len(conditions(word)) == 1 {
			without = append(without, rest)
		} else {
			with = append(with, word)
		}
	}
	return with, without
}
