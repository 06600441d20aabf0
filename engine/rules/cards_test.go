package rules_test

import (
	"regexp"
	"strings"
	"testing"

	"ipsec-diag/engine/rules"
	"ipsec-diag/engine/rules/card"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/platforms"
)

// TestCards: every rule has a card of the form its package describes; each
// disruptive step of it says how to undo it.
func TestCards(t *testing.T) {
	cards, commands := rules.Cards(), card.NewCommands()
	steps := 0
	for _, r := range rules.All() {
		text := cards[r.ID]
		if text == "" {
			t.Errorf("%s has no card", r.ID)
		}
		for _, p := range card.Problems(text, platforms.Names()) {
			t.Errorf("card of %s, line %d: %s", r.ID, p.Line, p.Message)
		}
		for _, s := range card.Steps(text) {
			steps++
			for _, area := range card.CommandFor.FindAllStringSubmatch(s.Text, -1) {
				if commands.Show("strongswan", ipsec.Area(area[1])) == nil {
					t.Errorf("card of %s: no command shows %q", r.ID, area[1])
				}
			}
		}
	}
	if steps == 0 {
		t.Error("no card has a step")
	}
}

// TestReadOnlyStepsSayWhatToExpect: a command alone leaves its reader with an
// output and no answer.
func TestReadOnlyStepsSayWhatToExpect(t *testing.T) {
	quoted := regexp.MustCompile("`[^`]*`|[^A-Za-z ]")
	cards, seen := rules.Cards(), 0
	for _, r := range rules.All() {
		for _, s := range card.Steps(cards[r.ID]) {
			if s.Risk != card.ReadOnly || s.Platform == "any" {
				continue
			}
			seen++
			names := strings.Count(s.Text, "`: ") + strings.Count(s.Text, "` prints") + strings.Count(s.Text, "` also") + strings.Count(s.Text, "` refuses")
			if words := len(strings.Fields(quoted.ReplaceAllString(s.Text, " "))); s.Expect == "" && names == 0 && words < 5 {
				t.Errorf("card of %s: %q does not say what to expect (| expect: ANSWER)", r.ID, s.Text)
			}
		}
	}
	if seen == 0 {
		t.Error("no read-only step of a platform")
	}
}
