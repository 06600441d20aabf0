package score

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/engine"
)

// TestWalkPassesOverNoCause: no step of the walk says "pass" where it asks for
// the cause that a labelled case really has.
func TestWalkPassesOverNoCause(t *testing.T) {
	causes := map[string]bool{}
	for _, r := range agent().Rules {
		causes[r.ID] = r.Kind == engine.Cause
	}
	steps := 0
	for _, dir := range []string{"lab/captures", "cases"} {
		for _, l := range labels(t, filepath.Join(shared, dir)) {
			loaded, err := agent().Load(filepath.Join(shared, dir, l.name), nil)
			if err != nil || l.decidable == "no" {
				continue
			}
			run := agent().Analyze(loaded, time.Time{})
			if len(run.Diagnoses) == 0 {
				continue
			}
			walked, _ := report.WorstFirst(run.Diagnoses)[0].Walk()
			steps += len(walked)
			for _, s := range walked {
				if s.Answer == engine.StepPass && slices.ContainsFunc(l.accept, func(id string) bool { return causes[id] && slices.Contains(s.Rules, id) }) {
					t.Errorf("%s: step %s passes (%s), and the cause is one of %v", l.name, s.ID, s.Why, l.accept)
				}
			}
		}
	}
	if steps == 0 {
		t.Error("no step was walked")
	}
	t.Logf("%d steps", steps)
}
