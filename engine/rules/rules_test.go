package rules_test

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
	"ipsec-diag/engine/rules/rulestest"
)

// TestCases runs the cases of every rule and demands one of each kind.
func TestCases(t *testing.T) {
	all := rules.All()
	if len(all) == 0 {
		t.Fatal("no rules")
	}
	for _, r := range all {
		t.Run(r.ID, func(t *testing.T) {
			seen := map[string]bool{}
			for _, c := range rulestest.Load(t, stem(r.ID)+".txtar") {
				seen[c.Kind] = true
				t.Run(c.Kind+"/"+c.Name, func(t *testing.T) { check(t, r, c, all) })
			}
			for _, kind := range []string{"holds", "silent", "unobserved"} {
				if !seen[kind] && !excused(r, kind) {
					t.Errorf("no case under %s/", kind)
				}
			}
		})
	}
}

// excused are the kinds a rule cannot have: one whose facts are always there
// is never unobserved, and the engine itself raises that nothing was singled out.
func excused(r *engine.Rule, kind string) bool {
	return kind == "unobserved" && len(r.Needs) == 0 || kind == "holds" && r.ID == engine.UndeterminedID
}

func stem(id string) string {
	layer, name, _ := strings.Cut(id, "/")
	return filepath.Join(layer, strings.ReplaceAll(name, "-", "_"))
}

func check(t *testing.T, r *engine.Rule, c rulestest.Case, all []*engine.Rule) {
	if r.Fleet != nil {
		checkFleet(t, r, c, all)
		return
	}
	v := r.Judge(c.Engine)
	want := map[string]engine.Outcome{"holds": engine.Holds, "silent": engine.DoesNotHold, "unobserved": engine.NotObserved}[c.Kind]
	got := v.Outcome
	if c.Kind == "silent" && got == engine.NotApplicable {
		got = engine.DoesNotHold
	}
	if got != want {
		t.Fatalf("outcome %s, want %s (why %q, missing %q)", v.Outcome, want, v.Why, v.Missing)
	}
	switch want {
	case engine.NotObserved:
		if len(v.Missing) == 0 {
			t.Error("cannot be judged, but does not say what is missing")
		}
	case engine.Holds:
		checkFinding(t, r, c, all)
	}
}

// checkFinding looks at the finding as the whole engine makes it.
func checkFinding(t *testing.T, r *engine.Rule, c rulestest.Case, all []*engine.Rule) {
	d := engine.Diagnose(c.Engine, all)
	i := slices.IndexFunc(d.Findings, func(f *engine.Finding) bool { return f.Rule.ID == r.ID })
	if i < 0 {
		t.Fatal("holds, but is not among the findings")
	}
	f := d.Findings[i]
	for _, ev := range f.Verdict.Evidence {
		if len(ev.Text) == 0 {
			t.Errorf("evidence %q quotes no line", ev.Says)
		}
	}
	for _, line := range c.Expect {
		expect(t, d, f, line)
	}
}

// expect checks one line of an expect section.
func expect(t *testing.T, d *engine.Diagnosis, f *engine.Finding, line string) {
	t.Helper()
	what, value, _ := strings.Cut(strings.TrimSpace(line), " ")
	got := map[string]string{
		"points":     strconv.Itoa(f.Points),
		"confidence": string(f.Confidence),
		"owner":      string(f.Owner),
		"severity":   string(f.Severity),
		"headline":   d.Headline.Rule.ID,
		"health":     string(d.Health),
		"exit":       strconv.Itoa(d.ExitCode),
		"folded":     f.ExplainedBy,
		"detail":     f.Verdict.Detail,
	}
	actual, known := got[what]
	switch {
	case !known:
		t.Errorf("expect section: unknown word %q", what)
	case what == "detail" && !strings.Contains(actual, value):
		t.Errorf("detail %q does not hold %q", actual, value)
	case what != "detail" && actual != value:
		t.Errorf("%s is %q, want %q", what, actual, value)
	}
}
