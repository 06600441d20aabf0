package engine

import (
	"cmp"
	"slices"
	"strings"
)

// Diagnose judges every rule on the case and says what is wrong with the
// tunnel. The order of the rules does not matter.
func Diagnose(c *Case, rules []*Rule) *Diagnosis {
	rules = slices.SortedFunc(slices.Values(rules), func(a, b *Rule) int { return cmp.Compare(a.ID, b.ID) })
	c.intend()
	d := &Diagnosis{Case: c}
	for _, r := range rules {
		d.judge(r)
	}
	graph := graphOf(rules)
	d.rules = graph
	suppress(d.Findings, graph)
	d.Health = health(c, d.Findings)
	d.withdrawHealthy()
	d.pickHeadline(graph)
	d.order()
	d.ExitCode = exitCode(d)
	d.applyMark()
	return d
}

// judge runs one rule and files its verdict.
func (d *Diagnosis) judge(r *Rule) {
	v := r.Judge(d.Case)
	for i := range v.Evidence {
		v.Evidence[i].quote()
	}
	slices.SortStableFunc(v.Evidence, func(a, b Evidence) int { return d.compareEvidence(a, b) })
	switch v.Outcome {
	case NotObserved:
		d.Undetermined = append(d.Undetermined, Undetermined{Rule: r, Missing: v.Missing})
	case DoesNotHold:
		if v.Why != "" {
			d.RuledOut = append(d.RuledOut, RuledOut{Rule: r, Why: v.Why, Evidence: v.Evidence})
		}
	case Holds:
		p := points(&v)
		if p < rejectedBelow {
			d.RuledOut = append(d.RuledOut, RuledOut{Rule: r, Why: rejection(&v), Evidence: v.Evidence})
			return
		}
		d.Findings = append(d.Findings, newFinding(r, v, p))
	}
}

// rejection says why a verdict that holds is too weak to be reported.
func rejection(v *Verdict) string {
	return cmp.Or(v.Refuted, strings.Join(v.Weakeners, "; "), "too little speaks for it")
}

func newFinding(r *Rule, v Verdict, p int) *Finding {
	f := &Finding{Rule: r, Severity: r.Severity, Owner: r.Owner, Points: p, Confidence: confidence(p), Verdict: v}
	if v.Owner != "" {
		f.Owner = v.Owner
	}
	if v.Severity != "" {
		f.Severity = v.Severity
	}
	return f
}

// compareEvidence sorts by end, command and line; what is left is ordered by
// its words, so that the order in which a rule looks does not show.
func (d *Diagnosis) compareEvidence(a, b Evidence) int {
	end := func(ev Evidence) int {
		if ev.Device == d.Case.Local.Name {
			return 0
		}
		return 1
	}
	return cmp.Or(
		cmp.Compare(end(a), end(b)),
		cmp.Compare(a.Device, b.Device),
		cmp.Compare(a.Ref.Command, b.Ref.Command),
		cmp.Compare(a.Ref.First, b.Ref.First),
		cmp.Compare(a.Ref.Last, b.Ref.Last),
		cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.Says, b.Says),
	)
}

// pickHeadline follows section 7 of the calculus: a cause that is sure enough,
// else the latest symptom, else a state, else "undetermined".
func (d *Diagnosis) pickHeadline(graph map[string]*Rule) {
	causes := d.candidates()
	d.Headline = leading(causes, graph)
	if d.Headline == nil {
		d.Headline = d.latestSymptom()
	}
	if d.Headline == nil && len(causes) == 0 {
		d.Headline = d.bestState()
	}
	if d.Headline == nil {
		d.Headline = undetermined(d, graph[UndeterminedID])
	}
	d.pickRunnerUp()
}

// candidates are the unsuppressed causes at medium or above, best first.
func (d *Diagnosis) candidates() []*Finding {
	var out []*Finding
	for _, f := range d.Findings {
		if f.Rule.Kind == Cause && f.ExplainedBy == "" && f.Beside == "" && f.Points >= mediumFrom && !aside(f.Rule) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, compareFindings)
	return out
}

// leading returns the first candidate if it is strong, or if it is medium and
// leads every other one of the same layer by ten points. One that it explains,
// or that explains it, is no rival.
func leading(causes []*Finding, graph map[string]*Rule) *Finding {
	if len(causes) == 0 {
		return nil
	}
	first := causes[0]
	if first.Points >= strongFrom {
		return first
	}
	for _, next := range causes[1:] {
		if next.Rule.Layer() == first.Rule.Layer() && first.Points-next.Points < clearLead && !linked(first.Rule, next.Rule, graph) {
			return nil
		}
	}
	return first
}

func linked(a, b *Rule, graph map[string]*Rule) bool {
	return slices.Contains(explained(a, graph), b.ID) || slices.Contains(explained(b, graph), a.ID)
}

// latestSymptom is the symptom at strong or above that lies latest in the
// course of a negotiation.
func (d *Diagnosis) latestSymptom() *Finding {
	var best *Finding
	for _, f := range d.Findings {
		if f.Rule.Kind != Symptom || f.ExplainedBy != "" || f.Points < strongFrom || aside(f.Rule) {
			continue
		}
		if best == nil || compareSymptoms(f, best) < 0 {
			best = f
		}
	}
	return best
}

// compareSymptoms puts the graver first, then the later in the order of layers.
func compareSymptoms(a, b *Finding) int {
	return cmp.Or(
		cmp.Compare(severityRank(a.Severity), severityRank(b.Severity)),
		cmp.Compare(layerRank(b.Rule.Layer()), layerRank(a.Rule.Layer())),
		compareFindings(a, b),
	)
}

// bestState is the state to report when nothing is wrong: healthy or idle
// before anything else.
func (d *Diagnosis) bestState() *Finding {
	var states []*Finding
	for _, f := range d.Findings {
		if f.Rule.Kind == State && f.ExplainedBy == "" && f.Points >= mediumFrom && !aside(f.Rule) && f.Rule.Layer() != "collect" {
			states = append(states, f)
		}
	}
	if len(states) == 0 {
		return d.dataQuality()
	}
	slices.SortFunc(states, func(a, b *Finding) int {
		return cmp.Or(cmp.Compare(layerRank(a.Rule.Layer()), layerRank(b.Rule.Layer())), compareFindings(a, b))
	})
	return states[0]
}

// dataQuality is the headline when nothing could be read at all, or when the
// standby member was read, which explains what it does not show.
func (d *Diagnosis) dataQuality() *Finding {
	if d.Health != Unknown && d.Health != Standby {
		return nil
	}
	for _, f := range d.Findings {
		if d.Health == Standby && f.Rule.ID == "collect/standby-member" {
			return f
		}
		if f.Rule.Kind == DataQuality && f.Severity != Info && f.Points >= strongFrom {
			return f
		}
	}
	return nil
}

// pickRunnerUp finds the next cause the evidence does not exclude, and the
// check that would separate it from the headline.
func (d *Diagnosis) pickRunnerUp() {
	var rest []*Finding
	for _, f := range d.Findings {
		if f != d.Headline && f.Rule.Kind == Cause && f.ExplainedBy == "" && !aside(f.Rule) {
			rest = append(rest, f)
		}
	}
	if len(rest) == 0 {
		return
	}
	slices.SortFunc(rest, compareFindings)
	d.RunnerUp, d.rivals = rest[0], rest
	d.Settles = cmp.Or(d.RunnerUp.Verdict.Settles, d.Headline.Verdict.Settles)
}

// withdrawHealthy rules the healthy state out where a fault was found: it says
// that every check passed. What only looks ahead is no fault.
func (d *Diagnosis) withdrawHealthy() {
	i := slices.IndexFunc(d.Findings, func(f *Finding) bool { return f.Rule.ID == healthyID })
	if i < 0 {
		return
	}
	for _, f := range d.Findings {
		if f.ExplainedBy == "" && f.Severity != Info && f.Points >= mediumFrom && !aside(f.Rule) && f.Rule.Kind != DataQuality {
			h := d.Findings[i]
			d.Findings = slices.Delete(d.Findings, i, i+1)
			d.RuledOut = append(d.RuledOut, RuledOut{Rule: h.Rule, Why: "packets move both ways, but " + f.Rule.ID + " was found", Evidence: h.Verdict.Evidence})
			return
		}
	}
}

// healthyID is the state in which nothing is wrong.
const healthyID = "intent/healthy"

// order puts the headline first, then what stands by itself, then what is
// folded under it.
func (d *Diagnosis) order() {
	slices.SortFunc(d.Findings, func(a, b *Finding) int {
		return cmp.Or(
			cmp.Compare(boolRank(a == d.Headline), boolRank(b == d.Headline)),
			cmp.Compare(boolRank(a.ExplainedBy == ""), boolRank(b.ExplainedBy == "")),
			compareFindings(a, b),
		)
	})
}

// compareFindings is the rank of section 7, item 26.
func compareFindings(a, b *Finding) int {
	return cmp.Or(
		cmp.Compare(kindRank(a), kindRank(b)),
		cmp.Compare(boolRank(a.Points >= strongFrom), boolRank(b.Points >= strongFrom)),
		cmp.Compare(severityRank(a.Severity), severityRank(b.Severity)),
		cmp.Compare(layerRank(a.Rule.Layer()), layerRank(b.Rule.Layer())),
		cmp.Compare(b.Points, a.Points),
		cmp.Compare(kindsOf(b.Verdict.Evidence), kindsOf(a.Verdict.Evidence)),
		strings.Compare(a.Rule.ID, b.Rule.ID),
	)
}
