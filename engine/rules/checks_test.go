package rules_test

import (
	"slices"
	"strings"
	"testing"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
	"ipsec-diag/engine/rules/card"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/platforms"
)

// neverHeadline are the layers whose rules look ahead or at style: nothing has
// to be decided against them.
var neverHeadline = []string{"forecast", "hygiene", "fleet"}

// TestDecidingChecks: every cause can end below certain, as headline or as
// runner-up, and a symptom always leaves its cause open, so the card says what
// would decide, at which end, and what each answer means. A check that reads a
// device names a command this program may send; all others are for a person.
func TestDecidingChecks(t *testing.T) {
	cards, commands := rules.Cards(), card.NewCommands()
	for _, r := range rules.All() {
		if r.Kind != engine.Cause && r.Kind != engine.Symptom || slices.Contains(neverHeadline, r.Layer()) {
			continue
		}
		checks := card.Checks(cards[r.ID])
		if len(checks) == 0 {
			t.Errorf("the card of %s has no deciding check", r.ID)
		}
		for _, c := range checks {
			areas := card.CommandFor.FindAllStringSubmatch(c.Text, -1)
			if c.Risk == card.ReadOnly && len(areas) == 0 && !allowed(c) {
				t.Errorf("a check of %s names no command of the read-only list: %s", r.ID, c.Text)
			}
			for _, area := range areas {
				if commands.Show("strongswan", ipsec.Area(area[1])) == nil {
					t.Errorf("a check of %s: no command shows %q", r.ID, area[1])
				}
			}
		}
	}
}

// allowed reports whether a check of one platform names a command that stands
// on the list of the platform.
func allowed(c card.Check) bool {
	p := platforms.Find(c.Platform)
	if p == nil {
		return false
	}
	for i, word := range strings.Split(c.Text, "`") {
		if i%2 == 1 && p.StepFor(word) != nil {
			return true
		}
	}
	return false
}

// TestCommandsOfAreas: the commands of checks are those that the platform runs.
func TestCommandsOfAreas(t *testing.T) {
	commands := card.NewCommands()
	for platform, want := range map[string][]string{
		"cisco-ios": {"show crypto isakmp sa", "show crypto ikev2 sa detailed"}, "strongswan": {"swanctl --list-sas --noblock"}, "nobody": nil,
	} {
		if got := commands.Show(platform, ipsec.AreaIKESAs); !slices.Equal(got, want) {
			t.Errorf("%s: %q", platform, got)
		}
	}
}
