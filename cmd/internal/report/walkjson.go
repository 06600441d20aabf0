package report

import "ipsec-diag/engine"

type jsonStep struct {
	Tree    string `json:"tree"`
	Symptom string `json:"symptom"`
	ID      string `json:"id"`
	Title   string `json:"title"`
	// Answer is pass, fail, unknown or not-applicable.
	Answer  string   `json:"answer"`
	Rules   []string `json:"rules"`
	Decided string   `json:"decided_by,omitempty"`
	Why     string   `json:"why,omitempty"`
	Missing []string `json:"missing,omitempty"`
	// Evidence is there when the walk was asked for in full.
	Evidence []jsonEvidence `json:"evidence,omitempty"`
	Note     string         `json:"note,omitempty"`
	// NoRule are the ids that this version cannot judge, or that the site has
	// switched off.
	NoRule []string `json:"no_rule,omitempty"`
}

type jsonSkipped struct {
	Tree  string `json:"tree"`
	Title string `json:"title"`
	Why   string `json:"why"`
}

func treeJSON(r *Run, d *engine.Diagnosis) ([]jsonStep, []jsonSkipped) {
	steps, skipped := []jsonStep{}, []jsonSkipped{}
	walked, left := d.Walk()
	for _, s := range walked {
		one := jsonStep{Tree: s.Tree, Symptom: s.Symptom, ID: s.ID, Title: s.Title, Answer: s.Answer, Rules: s.Rules, Decided: s.Decided,
			Why: s.Why, Missing: s.Missing, Note: s.Note, NoRule: s.NoRule}
		if r.Tree {
			one.Evidence = evidenceJSON(s.Evidence)
		}
		steps = append(steps, one)
	}
	for _, s := range left {
		skipped = append(skipped, jsonSkipped{s.Tree, s.Title, s.Why})
	}
	return steps, skipped
}
