package engine

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// The answers to "why did this rule not fire".
const (
	// Fired is a finding that stands by itself, Headlined the one to read first.
	Headlined = "headline"
	Fired     = "found"
	// Folded is a finding that another one explains.
	Folded = "folded"
	// TooWeak holds, and so much speaks against it that it is rejected.
	TooWeak = "too-weak"
	// Withdrawn holds, and another finding rules it out.
	Withdrawn = "withdrawn"
	// False does not hold: a fact it needs is false.
	False = "does-not-hold"
	// Senseless has no meaning for the case.
	Senseless = "not-applicable"
	// Unseen could not be judged: a fact it needs is unknown.
	Unseen = "not-observed"
)

// A WhyNot says what became of a rule on a case.
type WhyNot struct {
	Rule *Rule
	// Answer is one of the constants above.
	Answer  string
	Verdict Verdict
	// Points are those of a verdict that holds.
	Points int
	// Finding is there when it fired or was folded.
	Finding *Finding
	Needs   []Need
}

// A Need is an area that a rule reads, and whether an end shows it.
type Need struct {
	End  *End
	Area ipsec.Area
	// Seen are the commands that showed it; Lacks says why nothing did.
	Seen  []string
	Lacks string
}

// WhyNot judges one rule once more and says what became of it. It returns nil
// for a rule that was not among those that judged.
func (d *Diagnosis) WhyNot(id string) *WhyNot {
	r := d.rules[id]
	if r == nil {
		return nil
	}
	w := &WhyNot{Rule: r, Verdict: r.Judge(d.Case), Needs: d.needs(r)}
	for i := range w.Verdict.Evidence {
		w.Verdict.Evidence[i].quote()
	}
	if i := slices.IndexFunc(d.Findings, func(f *Finding) bool { return f.Rule.ID == id }); i >= 0 {
		w.Finding = d.Findings[i]
		w.Verdict, w.Points = w.Finding.Verdict, w.Finding.Points
		w.Answer = fateOf(d, w.Finding)
		return w
	}
	switch w.Verdict.Outcome {
	case Holds:
		w.Points, w.Answer = points(&w.Verdict), TooWeak
		if w.Points >= rejectedBelow {
			w.Answer = Withdrawn
			w.Verdict.Refuted = d.reasonAgainst(id)
		}
	case NotObserved:
		w.Answer = Unseen
	case NotApplicable:
		w.Answer = Senseless
	case DoesNotHold:
		w.Answer = False
	}
	return w
}

// fateOf is what became of a finding.
func fateOf(d *Diagnosis, f *Finding) string {
	switch {
	case f == d.Headline:
		return Headlined
	case f.ExplainedBy != "":
		return Folded
	}
	return Fired
}

// reasonAgainst is why a rule was ruled out.
func (d *Diagnosis) reasonAgainst(id string) string {
	for _, r := range d.RuledOut {
		if r.Rule.ID == id {
			return r.Why
		}
	}
	return ""
}

// needs are the areas a rule reads, at each end.
func (d *Diagnosis) needs(r *Rule) (out []Need) {
	for _, area := range r.Needs {
		for _, e := range d.Case.Ends() {
			if e.Name == "" && !e.Read() {
				continue
			}
			n := Need{End: e, Area: area}
			if e.Observed(area) {
				n.Seen = showed(e.Snap, area)
			} else {
				n.Lacks = e.Lacks(area)
			}
			out = append(out, n)
		}
	}
	return out
}

// showed are the commands that showed an area.
func showed(s *ipsec.Snapshot, a ipsec.Area) (out []string) {
	for _, src := range s.Sources {
		if (src.Answer == ipsec.Answered || src.Answer == ipsec.Truncated) && slices.Contains(src.Reveals, a) && !slices.Contains(out, src.Command) {
			out = append(out, src.Command)
		}
	}
	return out
}
