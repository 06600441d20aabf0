package report

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

func plainSure(f *engine.Finding) string {
	return fmt.Sprintf("%s (%d of 100)", f.Confidence, f.Points)
}

// verdictBlocks say in plain words what is wrong, what that rests on, and what it
// looks like and is not.
func verdictBlocks(r *Run, d *engine.Diagnosis) (out []block) {
	h := d.Headline
	fill := strings.NewReplacer(slots(d, h)...)
	out = append(out, block{Kind: paragraphs, Rows: []string{fmt.Sprintf("%s is %s: %s.", d.Case.ID, healthVia(d), headlineText(d))}})
	for _, line := range card.Section(r.card(h.Rule.ID, d), card.Meaning) {
		out[0].Rows = append(out[0].Rows, fill.Replace(line.Text))
	}
	if h.Rule.ID != engine.UndeterminedID {
		out[0].Rows = append(out[0].Rows, "How sure: "+sureness(d, h))
	}
	if facts := facts(h); len(facts) > 0 {
		out = append(out, block{Kind: paragraphs, Rows: []string{"It rests on:"}}, list(facts))
	}
	if wrong := suspicions(d); len(wrong) > 0 {
		out = append(out, block{Kind: paragraphs, Rows: []string{"Do not suspect:"}}, list(wrong))
	}
	if said := saidWrongly(h.Rule.ID); len(said) > 0 && d.ExitCode != 0 {
		out = append(out, block{Kind: more, Text: "Often said of such a fault, and not so", Rows: said})
	}
	return out
}

// facts are what the evidence of a finding says, each once.
func facts(f *engine.Finding) (out []string) {
	told := map[string]bool{}
	for _, ev := range f.Verdict.Evidence {
		if said := says(ev); !told[said] {
			told[said] = true
			out = append(out, said)
		}
	}
	return out
}

// suspicions are what the fault is taken for and is not: consequences that look
// like causes, and causes of the same sort which lines of a device rule out.
func suspicions(d *engine.Diagnosis) (out []string) {
	for _, f := range d.Findings {
		if f != d.Headline && f.ExplainedBy != "" && f.Rule.Kind != engine.DataQuality && f.Severity != engine.Info && len(out) < fewRows {
			out = append(out, fmt.Sprintf("%s (%s): it follows from the fault", title(f), f.Rule.ID))
		}
	}
	if d.ExitCode == 0 {
		return out
	}
	near, far := []string{}, []string{}
	for _, x := range d.RuledOut {
		if x.Rule.Kind != engine.Cause || x.Why == "" || len(x.Evidence) == 0 {
			continue
		}
		row := fmt.Sprintf("%s (%s): %s", x.Rule.Title, x.Rule.ID, x.Why)
		if x.Rule.Layer() == d.Headline.Rule.Layer() {
			near = append(near, row)
		} else {
			far = append(far, row)
		}
	}
	for _, row := range append(near, far...) {
		if len(out) == mostRows {
			break
		}
		out = append(out, row)
	}
	return out
}
