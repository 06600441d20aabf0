package engine

import (
	"cmp"
	"fmt"
	"slices"
)

// The answers to a step.
const (
	StepPass          = "pass"
	StepFail          = "fail"
	StepUnknown       = "unknown"
	StepNotApplicable = "not-applicable"
)

// A Step is one step of a tree, answered.
type Step struct {
	// Tree is the id of the tree, Symptom its title, ID the step's.
	Tree, Symptom, ID string
	Title             string
	Answer            string
	// Rules are the ids that answer the step; Decided is the one that did.
	Rules   []string
	Decided string
	Why     string
	// Missing is what would have to be known, for an unknown step.
	Missing []string
	// Evidence are the lines that speak.
	Evidence []Evidence
	// Note says what a usual answer does not prove.
	Note string
	// NoRule are the ids that this version cannot judge yet.
	NoRule []string
}

// A Skipped is a tree that does not fit the state of the tunnel.
type Skipped struct {
	Tree, Title, Why string
}

// walked are the trees, made once: a fleet walks them thousands of times.
var walked = Trees()

// Walk answers every step of the trees that fit the state of the tunnel, and
// says why the others do not fit.
func (d *Diagnosis) Walk() ([]Step, []Skipped) {
	w := newWalker(d)
	steps := walkFlow(d.Case)
	var skipped []Skipped
	for _, t := range walked {
		if t.applies != nil {
			if why, ok := t.applies(d.Case); !ok {
				skipped = append(skipped, Skipped{t.ID, t.Title, why})
				continue
			}
		}
		for i := range t.Steps {
			s := w.answer(&t.Steps[i])
			s.Tree, s.Symptom = t.ID, t.Title
			steps = append(steps, s)
		}
	}
	return steps, skipped
}

// answer is fail when a rule of the step holds, unknown when one holds weakly,
// could not be judged or was not put to the test, pass when all others are
// ruled out, and not applicable when the question has no meaning here or what
// was found is no fault.
func (w *walker) answer(t *TreeStep) Step {
	s := Step{ID: t.ID, Title: t.Title, Rules: t.Rules, Note: t.Note, NoRule: w.without(t.Rules)}
	if t.asks != nil {
		if why, ok := t.asks(w.d.Case); !ok {
			s.Answer, s.Why = StepNotApplicable, why
			return s
		}
	}
	if w.found(&s) || w.proven(&s, t.Proves) || w.unknown(&s) || w.followsFrom(&s) || w.passed(&s) {
		return s
	}
	s.Answer = StepNotApplicable
	if len(s.NoRule) == len(s.Rules) {
		s.Answer, s.Why = StepUnknown, "this version has no rule for it"
		return s
	}
	s.Why = w.inapplicable(s.Rules)
	return s
}

// without are the ids of which there is no rule.
func (w *walker) without(ids []string) (out []string) {
	for _, id := range ids {
		if w.d.rules[id] == nil {
			out = append(out, id)
		}
	}
	return out
}

// found answers with the gravest finding of the step: fail, or not applicable
// for a state that is no fault.
func (w *walker) found(s *Step) bool {
	var all []*Finding
	for _, id := range s.Rules {
		if f := w.findings[id]; f != nil && f.Points >= mediumFrom && !elsewhere(s, f) {
			all = append(all, f)
		}
	}
	if len(all) == 0 {
		return false
	}
	slices.SortStableFunc(all, func(a, b *Finding) int {
		return cmp.Or(cmp.Compare(boolRank(a.Severity != Info), boolRank(b.Severity != Info)), cmp.Compare(kindRank(a), kindRank(b)), cmp.Compare(b.Points, a.Points))
	})
	f := all[0]
	s.Answer, s.Decided, s.Evidence = StepFail, f.Rule.ID, f.Verdict.Evidence
	s.Why = fmt.Sprintf("%s (%s, %d of 100)", cmp.Or(f.Verdict.Detail, f.Rule.Title), f.Confidence, f.Points)
	if f.ExplainedBy != "" {
		s.Why += ", follows from " + f.ExplainedBy
	}
	if f.Severity == Info {
		s.Answer = StepNotApplicable
	}
	return true
}

// elsewhere reports whether a finding follows from a cause that another step
// asks for: the step does not fail for it, unless it asks for the symptom.
func elsewhere(s *Step, f *Finding) bool {
	return f.ExplainedBy != "" && !slices.Contains(s.Rules, f.ExplainedBy) && !slices.Contains(symptomSteps, s.ID)
}

// symptomSteps ask whether the symptom itself is there.
var symptomSteps = []string{"S-DOWN", "S-P2", "S-NT", "S-FLAP", "C1.test", "C2.test", "C3.test"}

// followsFrom answers where all that holds follows from a cause elsewhere.
func (w *walker) followsFrom(s *Step) bool {
	for _, id := range s.Rules {
		if f := w.findings[id]; f != nil && elsewhere(s, f) {
			s.Answer, s.Decided, s.Evidence = StepUnknown, id, f.Verdict.Evidence
			s.Why = fmt.Sprintf("%s follows from %s", cmp.Or(f.Verdict.Detail, f.Rule.Title), f.ExplainedBy)
			return true
		}
	}
	return false
}

// proven answers for a state that shows that the step passes.
func (w *walker) proven(s *Step, ids []string) bool {
	for _, id := range ids {
		if f := w.findings[id]; f != nil && f.Points >= strongFrom {
			s.Answer, s.Decided, s.Evidence = StepPass, id, f.Verdict.Evidence
			s.Why = fmt.Sprintf("%s (%s)", cmp.Or(f.Verdict.Detail, f.Rule.Title), id)
			return true
		}
	}
	return false
}

// unknown answers for rules that hold weakly or that could not be judged.
func (w *walker) unknown(s *Step) bool {
	for _, id := range s.Rules {
		if f := w.findings[id]; f != nil && s.Why == "" && !elsewhere(s, f) {
			s.Decided, s.Evidence = id, f.Verdict.Evidence
			s.Why = fmt.Sprintf("a weak sign only: %s (%d of 100)", cmp.Or(f.Verdict.Detail, f.Rule.Title), f.Points)
		}
		if u := w.undetermined[id]; u != nil {
			for _, m := range u.Missing {
				if !slices.Contains(s.Missing, m) {
					s.Missing = append(s.Missing, m)
				}
			}
		}
	}
	if s.Why == "" && len(s.Missing) == 0 {
		return false
	}
	s.Answer = StepUnknown
	if s.Why == "" {
		s.Why = "not seen: " + s.Missing[0]
	}
	return true
}

// passed answers where rules were ruled out. What was never put to the test is
// not passed: a rule that is silent for want of a sign counts only with lines
// that rule it out, or when the negotiation got past it.
func (w *walker) passed(s *Step) bool {
	var proven, open sayings
	for _, id := range s.Rules {
		r := w.silent(id)
		if r == nil {
			continue
		}
		evidence, past := r.Evidence, w.past(r)
		if len(evidence) == 0 && !past {
			open.add(cmp.Or(r.Why, "no sign of it in what was read"), id)
			continue
		}
		if r.Why == "" && past && layerRank(r.Rule.Layer()) < w.reached {
			evidence = w.proof
			proven.add("the negotiation got past it", id)
		} else {
			proven.add(cmp.Or(r.Why, "no sign of it in what was read"), id)
		}
		s.Evidence = addEvidence(s.Evidence, evidence)
	}
	switch {
	case len(open) > 0:
		s.Answer, s.Why = StepUnknown, "not put to the test: "+open.String()
		if len(proven) > 0 {
			s.Why += "; but " + proven.String()
		}
	case len(proven) > 0 && w.d.rules[s.Rules[0]] == nil:
		s.Answer, s.Why = StepUnknown, "this version has no rule "+s.Rules[0]+"; otherwise "+proven.String()
	case len(proven) > 0:
		s.Answer, s.Why = StepPass, proven.String()
	default:
		return false
	}
	return true
}

// addEvidence adds what is not there yet: rules often rest on the same lines.
func addEvidence(list, more []Evidence) []Evidence {
	for _, ev := range more {
		if !slices.ContainsFunc(list, func(x Evidence) bool { return x.Device == ev.Device && x.Ref == ev.Ref }) {
			list = append(list, ev)
		}
	}
	return list
}

// inapplicable is why the first rule of a step has no meaning here.
func (w *walker) inapplicable(ids []string) string {
	for _, id := range ids {
		if r := w.d.rules[id]; r != nil {
			if v := r.Judge(w.d.Case); v.Why != "" {
				return v.Why
			}
		}
	}
	return ""
}
