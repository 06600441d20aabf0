package hygiene

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
)

// The columns of the catalogue of rules.
const (
	rowID = iota
	rowLayer
	rowTitle
	rowPriority
	rowSeed
	rowOwner
	rowSeverity
	rowKind
	rowExplains
)

// TestCatalogue holds the rules to the shared catalogue: every row of priority 0
// and 1 has its rule, no rule stands outside the catalogue, and what a rule copies
// from its row is copied exactly.
func TestCatalogue(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "..", "shared", "catalogue", "catalogue.tsv"))
	if err != nil {
		t.Skip("skipped: no corpus beside the checkout")
	}
	byID := map[string]*engine.Rule{}
	for _, r := range lookedAt(t, rules.All()) {
		byID[r.ID] = r
	}
	for _, line := range lookedAt(t, strings.Split(strings.TrimSpace(string(text)), "\n")[1:]) {
		row := strings.Split(line, "\t")
		r := byID[row[rowID]]
		delete(byID, row[rowID])
		switch {
		case r != nil:
			compareRow(t, r, row)
		case row[rowPriority] == "P0" || row[rowPriority] == "P1":
			t.Errorf("%s (%s) has no rule", row[rowID], row[rowPriority])
		}
	}
	for id := range byID {
		t.Errorf("rule %s is not in the catalogue", id)
	}
}

// compareRow compares a rule with its row.
func compareRow(t *testing.T, r *engine.Rule, row []string) {
	t.Helper()
	explains := strings.Split(row[rowExplains], ",")
	if row[rowExplains] == "-" {
		explains = nil
	}
	for _, pair := range [][3]string{
		{"title", r.Title, row[rowTitle]}, {"owner", string(r.Owner), row[rowOwner]},
		{"severity", string(r.Severity), row[rowSeverity]}, {"kind", string(r.Kind), row[rowKind]},
	} {
		if pair[1] != pair[2] {
			t.Errorf("%s: %s is %q, the catalogue has %q", r.ID, pair[0], pair[1], pair[2])
		}
	}
	if !slices.Equal(r.Explains, explains) {
		t.Errorf("%s: explains %q, the catalogue has %q", r.ID, r.Explains, explains)
	}
}
