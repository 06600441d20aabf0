package ciscoasa

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// nat reads a rule; below an object it translates what the object stands for.
func (c *config) nat(f []string, at ipsec.Ref, snap *ipsec.Snapshot) bool {
	if !natRule(f, at, snap) {
		return false
	}
	if r := &snap.NATRules[len(snap.NATRules)-1]; len(r.Source) == 0 && len(c.opener) > 2 && c.opener[0] == "object" {
		r.Source = []ipsec.Selector{{Text: c.opener[2]}}
	}
	return true
}

// natRule reads "nat (inside,outside) source static A B destination static C D",
// "nat (inside,outside) dynamic interface" below an object, and "nat (inside) 0
// access-list L" of releases before 8.3. What objects stand for is said by
// their names; a rule whose objects stay the same exempts.
func natRule(f []string, at ipsec.Ref, snap *ipsec.Snapshot) bool {
	if len(f) < 3 || !strings.HasPrefix(f[1], "(") {
		return false
	}
	inside, outside, _ := strings.Cut(strings.Trim(f[1], "()"), ",")
	r := ipsec.NATRule{Inside: inside, Outside: outside, Ref: at}
	rest := f[2:]
	if len(rest) > 0 && (rest[0] == "after-auto" || rest[0] == "1") {
		rest = rest[1:]
	}
	ok := false
	switch {
	case len(rest) > 2 && rest[0] == "0" && rest[1] == "access-list":
		r.Kind, r.List, ok = ipsec.NATExempt, rest[2], true
	case len(rest) > 3 && rest[0] == "source":
		ok = twice(&r, rest[1:], at)
	case len(rest) > 1 && (rest[0] == "dynamic" || rest[0] == "static"):
		r.Kind, r.To, ok = kindOf(rest[0]), ipsec.Saw(rest[1], at), true
	}
	if ok {
		snap.NATRules = append(snap.NATRules, r)
	}
	return ok
}

func kindOf(word string) ipsec.NATKind {
	if word == "static" {
		return ipsec.NATStatic
	}
	return ipsec.NATDynamic
}

// twice reads "static REAL MAPPED [destination static MAPPED REAL]".
func twice(r *ipsec.NATRule, f []string, at ipsec.Ref) bool {
	r.Kind = kindOf(f[0])
	r.Source = []ipsec.Selector{{Text: f[1]}}
	r.To = ipsec.Saw(f[2], at)
	same := f[1] == f[2]
	if i := slices.Index(f, "destination"); i > 0 && len(f) > i+3 {
		r.Destination = []ipsec.Selector{{Text: f[i+2]}}
		same = same && f[i+2] == f[i+3]
	}
	if same && r.Kind == ipsec.NATStatic {
		r.Kind = ipsec.NATExempt
	}
	return true
}
