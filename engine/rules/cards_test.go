package rules_test

import (
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
