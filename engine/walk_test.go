package engine

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/parsers/ipsec"
)

// guide are the symptoms, steps, key tests and causes of the guide: all that
// the trees must ask.
var guide = strings.Fields(`S-DOWN S-P2 S-NT S-FLAP D1 D2 D3 D4 D5 D6 D7
	C1.test C1.1 C1.2 C1.3 C1.4 C2.test C2.1 C2.2 C2.3 C2.4 C3.test C3.1 C3.2 C3.3 C3.4
	C4.test C4.1 C4.2 C4.3 C4.4 C5.test C5.1 C5.2 C5.3 C5.4 C6.test C6.1 C6.2 C6.3 C6.4 C6.5`)

func TestTreesAskTheWholeGuide(t *testing.T) {
	seen := map[string]int{}
	for _, tree := range Trees() {
		for _, s := range tree.Steps {
			seen[s.ID]++
			if s.Title == "" || len(s.Rules) == 0 || strings.HasSuffix(s.Title, ".") || strings.HasSuffix(s.Note, ".") {
				t.Errorf("step %s is not whole: %+v", s.ID, s)
			}
			for _, id := range s.Rules {
				if layer, _, ok := strings.Cut(id, "/"); !ok || layerRank(layer) < 0 {
					t.Errorf("step %s asks for %s, which is of no layer", s.ID, id)
				}
			}
		}
	}
	for _, id := range guide {
		if seen[id] != 1 {
			t.Errorf("step %s stands %d times in the trees", id, seen[id])
		}
	}
}

func stepOf(t *testing.T, d *Diagnosis, id string) Step {
	t.Helper()
	steps, _ := d.Walk()
	i := slices.IndexFunc(steps, func(s Step) bool { return s.ID == id })
	if i < 0 {
		t.Fatalf("step %s was not walked", id)
	}
	return steps[i]
}

func TestWalkAnswers(t *testing.T) {
	line := Evidence{Device: "hq", Ref: ipsec.Ref{Command: "show x", First: 3, Last: 3}, Kind: FromState, Says: "so"}
	hold := func(base int) Verdict { v := Hold(base, line); v.Detail = "v1 here"; return v }
	for name, c := range map[string]struct {
		verdict     Verdict
		answer, why string
	}{
		"fail":           {hold(85), StepFail, "v1 here (strong, 85 of 100)"},
		"medium":         {hold(65), StepFail, "v1 here (medium, 65 of 100)"},
		"weak":           {hold(40), StepUnknown, "a weak sign only: v1 here (40 of 100)"},
		"rejected":       {Verdict{Outcome: Holds, Base: 85, Refuted: "both are v2", Evidence: []Evidence{line}}, StepPass, "both are v2 (ike/version-mismatch)"},
		"pass":           {Silent("both speak version 2", line), StepPass, "both speak version 2 (ike/version-mismatch)"},
		"no sign":        {Silent(""), StepUnknown, "not put to the test: no sign of it in what was read (ike/version-mismatch)"},
		"no line":        {Silent("no end says so"), StepUnknown, "not put to the test: no end says so (ike/version-mismatch)"},
		"unknown":        {Unobserved("the log of hq: not collected"), StepUnknown, "not seen: the log of hq: not collected"},
		"not applicable": {Inapplicable("manual keys"), StepNotApplicable, "manual keys"},
	} {
		s := stepOf(t, Diagnose(downCase(), []*Rule{judged("ike/version-mismatch", Cause, c.verdict)}), "D3")
		if s.Answer != c.answer || s.Why != c.why {
			t.Errorf("%s: %s because %q", name, s.Answer, s.Why)
		}
		if told := len(s.Evidence) > 0; told != (c.answer == StepFail || c.answer == StepPass || name == "weak") {
			t.Errorf("%s: evidence %v", name, s.Evidence)
		}
	}
}

// TestWalkOfSeveralRules: one that cannot be judged keeps a step from passing,
// and one that holds decides it.
func TestWalkOfSeveralRules(t *testing.T) {
	silent := judged("ike/proposal-mismatch", Cause, Silent("one in common"))
	unseen := judged("ike/dh-group-mismatch", Cause, Unobserved("the log"))
	idle := graded(Info, rule("intent/idle-by-design", State, 85))
	d := Diagnose(downCase(), []*Rule{silent, unseen, idle, rule("auth/method-mismatch", Cause, 85)})
	if s := stepOf(t, d, "C1.2"); s.Answer != StepUnknown || !slices.Equal(s.Missing, []string{"the log"}) {
		t.Errorf("C1.2: %+v", s)
	}
	if s := stepOf(t, d, "D5"); s.Answer != StepFail || s.Decided != "auth/method-mismatch" {
		t.Errorf("D5: %+v", s)
	}
	if s := stepOf(t, d, "C1.test"); s.Answer != StepNotApplicable || s.Decided != "intent/idle-by-design" {
		t.Errorf("a state that is no fault: %+v", s)
	}
	if s := stepOf(t, d, "D3"); s.Answer != StepUnknown || s.Why != "this version has no rule for it" {
		t.Errorf("a step without a rule: %+v", s)
	}
}

// TestWalkFits: each state of a tunnel has its trees, and the others say why
// they do not fit.
func TestWalkFits(t *testing.T) {
	half := downCase()
	half.Local.IKESAs = []*ipsec.IKESA{{State: ipsec.IKEEstablished}}
	for name, c := range map[string]struct {
		of   *Case
		want []string
	}{
		"down":    {downCase(), []string{"S-DOWN", "C1", "C6"}},
		"phase 2": {half, []string{"S-P2", "S-FLAP", "C2", "C6"}},
		"up":      {upCase(), []string{"S-NT", "S-FLAP", "C2", "C3", "C4", "C5", "C6"}},
	} {
		steps, skipped := Diagnose(c.of, []*Rule{silentRule()}).Walk()
		var got []string
		for _, s := range steps {
			if !slices.Contains(got, s.Tree) {
				got = append(got, s.Tree)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if len(got)+len(skipped) != len(Trees()) || slices.ContainsFunc(skipped, func(s Skipped) bool { return s.Why == "" }) {
			t.Errorf("%s: %d walked, skipped %v", name, len(got), skipped)
		}
	}
}

func silentRule() *Rule { return judged("ike/version-mismatch", Cause, Silent("both speak version 2")) }

// TestWalkPassesWhatIsBehind: a rule without a sign passes once the tunnel has
// come past its layer, and not before.
func TestWalkPassesWhatIsBehind(t *testing.T) {
	all := []*Rule{judged("ike/version-mismatch", Cause, Silent("")), judged("auth/psk-mismatch", Cause, Silent("no end says so")), judged("auth/psk-missing", Cause, Silent(""))}
	c := downCase()
	c.Local.IKESAs = []*ipsec.IKESA{{State: ipsec.IKEAuthPending}}
	d := Diagnose(c, all)
	if s := stepOf(t, d, "D3"); s.Answer != StepPass || len(s.Evidence) != 1 {
		t.Errorf("a layer that is behind: %+v", s)
	}
	if s := stepOf(t, d, "D4"); s.Answer != StepUnknown || !strings.HasPrefix(s.Why, "not put to the test: no end says so") {
		t.Errorf("a layer that is not: %+v", s)
	}
}

func TestWalkIsProvenByHealth(t *testing.T) {
	unseen := judged("data/route-missing", Cause, Unobserved("the routes"))
	for _, id := range []string{"S-NT", "S-NT.return"} {
		if s := stepOf(t, Diagnose(upCase(), []*Rule{unseen, graded(Info, rule("intent/healthy", State, 85))}), id); s.Answer != StepPass || len(s.Evidence) == 0 {
			t.Errorf("%s of a healthy tunnel: %+v", id, s)
		}
		if s := stepOf(t, Diagnose(upCase(), []*Rule{unseen}), id); s.Answer != StepUnknown {
			t.Errorf("%s of another: %+v", id, s)
		}
	}
}

// TestWalkFollowsCauses: a symptom that a cause of another step explains fails
// the step that asks for the symptom, and no other.
func TestWalkFollowsCauses(t *testing.T) {
	d := Diagnose(downCase(), []*Rule{rule("ike/version-mismatch", Cause, 85, "ike/refused-without-reason"), rule("ike/refused-without-reason", Symptom, 85)})
	if s := stepOf(t, d, "S-DOWN"); s.Answer != StepFail || s.Decided != "ike/refused-without-reason" {
		t.Errorf("the symptom: %+v", s)
	}
	if s := stepOf(t, d, "D5"); s.Answer != StepUnknown || !strings.HasSuffix(s.Why, "follows from ike/version-mismatch") {
		t.Errorf("a step beside: %+v", s)
	}
}
