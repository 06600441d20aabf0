package rules_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
)

// TestTreesAskTheRules: nearly every step has a rule that can answer it, so
// that a rule that gets another name does not fall out of the trees.
func TestTreesAskTheRules(t *testing.T) {
	have := map[string]bool{}
	for _, r := range rules.All() {
		have[r.ID] = true
	}
	none := 0
	for _, tree := range engine.Trees() {
		for _, s := range tree.Steps {
			if !slices.ContainsFunc(s.Rules, func(id string) bool { return have[id] }) {
				none++
				t.Logf("no rule answers %s (%s) yet", s.ID, s.Title)
			}
		}
	}
	if none > 12 {
		t.Errorf("%d steps have no rule", none)
	}
}

// seedRow is a row of the list of what the guide asks: its name and the ids.
var seedRow = regexp.MustCompile(`(?m)^\| ((?:S-[A-Z0-9]+|D\d|C\d\.\w+)) \|[^|\n]*\|[^|\n]*\|([^|\n]*)\|([^|\n]*)\|`)

// TestTreesCoverTheSeed compares the trees with the list of what the guide
// asks, where that list is at hand.
func TestTreesCoverTheSeed(t *testing.T) {
	text, err := os.ReadFile("../../../shared/catalogue/SEED-COVERAGE.md")
	if err != nil {
		t.Skip("skipped: no corpus")
	}
	asked := map[string]engine.TreeStep{}
	for _, tree := range engine.Trees() {
		for _, s := range tree.Steps {
			asked[s.ID] = s
		}
	}
	rows := seedRow.FindAllStringSubmatch(string(text), -1)
	if len(rows) != 42 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, row := range rows {
		if simple := strings.Contains(row[3], "H"); simple && asked[row[1]].Note == "" {
			t.Errorf("step %s: the guide is too simple there (%s), and the step does not say so", row[1], strings.TrimSpace(row[3]))
		}
		for _, id := range strings.Split(row[2], ",") {
			if id = strings.Trim(id, " *"); !slices.Contains(asked[row[1]].Rules, id) {
				t.Errorf("step %s does not ask for %s", row[1], id)
			}
		}
	}
}
