package score

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// shared is the folder of labelled outputs beside the checkout.
const shared = "../../../../shared"

// A label is one row of labels.tsv.
type label struct {
	name                       string
	accept, also, neverCertain []string
	decidable                  string
}

func labels(t *testing.T, dir string) []label {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "labels.tsv"))
	if err != nil {
		t.Skipf("skipped: no corpus (%v)", err)
	}
	defer func() { _ = f.Close() }()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	ids := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
	}
	var out []label
	for _, row := range rows[1:] {
		out = append(out, label{name: row[0], accept: ids(row[1]), also: ids(row[2]), neverCertain: ids(row[3]), decidable: row[4]})
	}
	return out
}

func agent() *pipeline.Agent {
	return &pipeline.Agent{Inventory: &inventory.Inventory{}, Platforms: platforms.All(), Rules: rules.All(), Now: time.Now}
}

// tally counts what calculus section 9 asks for.
type tally struct{ right, inFindings, undetermined, wrong, falseCertain, unread int }

// TestCases prints how each labelled case is judged and fails when something
// is wrong with certainty.
func TestCases(t *testing.T) {
	for _, dir := range []string{"lab/captures", "cases"} {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			var sum tally
			for _, l := range labels(t, filepath.Join(shared, dir)) {
				line := judge(t, filepath.Join(shared, dir, l.name), l, &sum)
				t.Log(line)
			}
			t.Logf("right %d, right among the findings %d, undetermined %d, wrong %d, wrong but certain %d, not read %d",
				sum.right, sum.inFindings, sum.undetermined, sum.wrong, sum.falseCertain, sum.unread)
		})
	}
}

func judge(t *testing.T, path string, l label, sum *tally) string {
	loaded, err := agent().Load(path, nil)
	if err != nil || len(loaded.Readings) == 0 {
		sum.unread++
		return fmt.Sprintf("not read   %s (%v)", l.name, err)
	}
	run := agent().Analyze(loaded, time.Time{})
	if id := falselyCertain(run, l); id != "" {
		sum.falseCertain++
		t.Errorf("%s: %s is certain and must never be", l.name, id)
	}
	return verdict(run, l, sum)
}

func falselyCertain(run *report.Run, l label) string {
	for _, d := range run.Diagnoses {
		for _, f := range d.Findings {
			if f.Points >= 95 && slices.Contains(l.neverCertain, f.Rule.ID) {
				return f.Rule.ID
			}
		}
	}
	return ""
}

// verdict compares the worst tunnel's headline with what is accepted.
func verdict(run *report.Run, l label, sum *tally) string {
	if len(run.Diagnoses) == 0 {
		sum.undetermined++
		return "no tunnel  " + l.name
	}
	d := report.WorstFirst(run.Diagnoses)[0]
	text := fmt.Sprintf("%s: %s %d (%s), want %s", l.name, d.Headline.Rule.ID, d.Headline.Points, d.Health, strings.Join(l.accept, " "))
	var found []string
	for _, f := range d.Findings {
		found = append(found, f.Rule.ID)
	}
	missing := slices.ContainsFunc(l.also, func(id string) bool { return !slices.Contains(found, id) })
	switch {
	case slices.Contains(l.accept, d.Headline.Rule.ID) && !missing:
		sum.right++
		return "right      " + text
	case slices.ContainsFunc(l.accept, func(id string) bool { return slices.Contains(found, id) }):
		sum.inFindings++
		return "in findings " + text + "; findings " + strings.Join(found, " ")
	case d.Headline.Rule.ID == engine.UndeterminedID:
		sum.undetermined++
		return "undetermined " + text + "; findings " + strings.Join(found, " ")
	}
	sum.wrong++
	return "WRONG      " + text + "; findings " + strings.Join(found, " ")
}
