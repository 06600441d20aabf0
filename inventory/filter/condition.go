package filter

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ipsec-diag/inventory"
)

// A picker answers words about one inventory.
type picker struct {
	inv    *inventory.Inventory
	failed func() ([]string, error)
}

// word returns which devices hold all conditions of a word.
func (p *picker) word(word string) ([]bool, error) {
	hits := slices.Repeat([]bool{true}, len(p.inv.Devices))
	for _, text := range conditions(word) {
		text, not := strings.CutPrefix(text, "!")
		holds, err := p.condition(text, not)
		if err != nil {
			return nil, err
		}
		for i := range hits {
			hits[i] = hits[i] && holds[i] != not
		}
	}
	if !slices.Contains(hits, true) && len(conditions(word)) > 1 {
		return nil, fmt.Errorf("no device is chosen by %q: a comma asks for all of its conditions at once; as words of their own they add up", word)
	}
	return hits, nil
}

// conditions cuts a word at its commas, but not inside the brackets of a range.
func conditions(word string) (out []string) {
	depth, from := 0, 0
	for i, c := range word {
		switch {
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == ',' && depth <= 0:
			out = append(out, word[from:i])
			from = i + 1
		}
	}
	return append(out, word[from:])
}

// condition returns the devices for which one condition holds. None is an
// error, but for a negated [Failed]: then no device has to be kept out.
func (p *picker) condition(text string, not bool) ([]bool, error) {
	if strings.HasPrefix(text, "@") {
		return p.remembered(text, not)
	}
	what, pattern, of := "device", text, func(d *inventory.Device) []string { return []string{d.Name} }
	if head, rest, found := strings.Cut(text, ":"); found {
		for _, k := range kinds {
			if k.name == head {
				what, pattern, of = k.name, rest, k.of
			}
		}
	}
	match, err := compile(pattern)
	if err != nil {
		return nil, err
	}
	holds := make([]bool, len(p.inv.Devices))
	for i := range holds {
		holds[i] = slices.ContainsFunc(of(&p.inv.Devices[i]), match.MatchString)
	}
	if !slices.Contains(holds, true) {
		return nil, p.nothing(what, pattern, of)
	}
	return holds, nil
}

// remembered returns the devices that failed in the last sweep.
func (p *picker) remembered(word string, not bool) ([]bool, error) {
	if word != Failed {
		return nil, fmt.Errorf("%q is no set of devices%s; there is %s", word, meant(inventory.Closest(word, []string{Failed})), Failed)
	}
	names, err := p.failed()
	if err != nil {
		return nil, err
	}
	holds := make([]bool, len(p.inv.Devices))
	for i := range holds {
		holds[i] = slices.Contains(names, p.inv.Devices[i].Name)
	}
	switch {
	case slices.Contains(holds, true) || not:
	case len(names) == 0:
		return nil, fmt.Errorf("no device failed in the last sweep: there is nothing to do for %s", Failed)
	default:
		return nil, fmt.Errorf("the devices that failed in the last sweep are not of this inventory: %s", some(names))
	}
	return holds, nil
}

// nothing says that no device has a value, and which it may have.
func (p *picker) nothing(what, pattern string, of func(*inventory.Device) []string) error {
	var have []string
	for i := range p.inv.Devices {
		for _, v := range of(&p.inv.Devices[i]) {
			if v != "" && !slices.Contains(have, v) && len(have) < mostValues {
				have = append(have, v)
			}
		}
	}
	nearest := inventory.Closest(strings.Trim(pattern, "*?"), have)
	switch {
	case len(have) == 0 && what == "device":
		return fmt.Errorf("no device is called %q: the inventory is empty", pattern)
	case what == "device":
		return fmt.Errorf("no device is called %q%s", pattern, meant(nearest))
	case len(have) == 0:
		return fmt.Errorf("no device has %s:%s, nor any other %s", what, pattern, what)
	case nearest != "":
		return fmt.Errorf("no device has %s:%s%s", what, pattern, meant(what+":"+nearest))
	}
	return fmt.Errorf("no device has %s:%s; there is: %s", what, pattern, some(have))
}

// mostValues bounds the search for what was meant.
const mostValues = 5000

// some lists a few of many names.
func some(names []string) string {
	const most = 8
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

func meant(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", name)
}

// compile turns a pattern with ranges, "*" and "?" into a test. Letters count
// as they are written, as everywhere in an inventory.
func compile(pattern string) (*regexp.Regexp, error) {
	members, err := inventory.Expand(pattern)
	if err != nil {
		return nil, err
	}
	for i, m := range members {
		m = regexp.QuoteMeta(m)
		members[i] = strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(m)
	}
	return regexp.Compile("^(?:" + strings.Join(members, "|") + ")$")
}
