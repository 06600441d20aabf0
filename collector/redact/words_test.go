package redact

import (
	"slices"
	"strings"
	"testing"
)

// The bits of a word's rules and the length of its prefix are limits that a
// new rule could pass unseen.
func TestRulesFitTheSearch(t *testing.T) {
	if len(rules) > 64 {
		t.Fatalf("%d rules, there are 64 bits", len(rules))
	}
	for i := range rules {
		for _, w := range wordsOf(rules[i : i+1]) {
			if len(w.text) < wordPrefix || lower(w.text) != w.text {
				t.Errorf("%q cannot be looked for: give the rule %s anchors", w.text, rules[i].find)
			}
		}
	}
}

// Every word is found wherever it stands, whatever its case and its neighbours.
func TestSearchMissesNothing(t *testing.T) {
	all := wordsOf(rules)
	for _, w := range all {
		for _, text := range []string{w.text, shout(w.text), shout(w.text[:2]) + w.text[2:]} {
			for _, before := range []string{"", "\n", "k", "se", "pri", "pre-shar", "\x00\xff"} {
				at, bits := words.next(before+text+"z", 0)
				for at >= 0 && bits&w.rules == 0 {
					at, bits = words.next(before+text+"z", at+1)
				}
				if at != len(before) {
					t.Errorf("%q behind %q: at %d", text, before, at)
				}
			}
		}
	}
	if at, _ := words.next(strings.Repeat("#pkts encaps: 4, ident 192.0.2.1\n", 99), 0); at >= 0 {
		t.Errorf("a word at %d where there is none", at)
	}
	if !slices.ContainsFunc(all, func(w word) bool { return w.text == "psk" }) {
		t.Error("the list of words is not that of the rules")
	}
}

// shout is strings.ToUpper for ASCII alone.
func shout(s string) string {
	b := []byte(s)
	for i := range b {
		b[i] = upper(b[i])
	}
	return string(b)
}
