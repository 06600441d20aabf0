package report

import (
	"cmp"
	"fmt"
	"strings"

	"ipsec-diag/engine"
)

// evidence quotes the lines that prove a finding, with device and command.
func (p *textPrinter) evidence(evidence []engine.Evidence) {
	if len(evidence) == 0 {
		return
	}
	p.heading("Evidence")
	for i, ev := range evidence {
		if i == mostEvidence && !p.opt.Verbose {
			p.line("  ... %d more of the kind, see --verbose", len(evidence)-mostEvidence)
			return
		}
		p.w.WriteString(wrap("  ", "    ", fmt.Sprintf("%s: %s", ev.Device, ev.Says)))
		p.w.WriteString(wrap("    ", "      ", source(ev)))
		for i, line := range ev.Text {
			if i == mostRows {
				p.line("    | ... %d more lines", len(ev.Text)-mostRows)
				break
			}
			p.w.WriteString(fold("    | ", "    |   ", line))
		}
	}
}

// source names where lines stand: command and line numbers.
func source(ev engine.Evidence) string {
	switch {
	case ev.Ref.IsZero():
		return ""
	case ev.Ref.First == ev.Ref.Last:
		return fmt.Sprintf("%q, line %d:", ev.Ref.Command, ev.Ref.First)
	}
	return fmt.Sprintf("%q, lines %d to %d:", ev.Ref.Command, ev.Ref.First, ev.Ref.Last)
}

func (p *textPrinter) heading(text string) { p.line("%s", p.paint("1", text)) }

// otherFindings are those that stand by themselves beside the headline.
func otherFindings(d *engine.Diagnosis) []string {
	var rows []string
	for _, f := range d.Findings {
		if f != d.Headline && f.ExplainedBy == "" && f.Rule.Kind != engine.DataQuality && f.Points >= 45 {
			rows = append(rows, fmt.Sprintf("%s: %s (%s, %s)", f.Severity, title(f), f.Confidence, f.Rule.ID))
		}
	}
	return rows
}

// foldedFindings are those that a cause explains.
func foldedFindings(d *engine.Diagnosis) []string {
	var rows []string
	for _, f := range d.Findings {
		if f != d.Headline && f.ExplainedBy != "" {
			rows = append(rows, fmt.Sprintf("%s (%s, explained by %s)", title(f), f.Rule.ID, f.ExplainedBy))
		}
	}
	return rows
}

// title is a finding in one clause.
func title(f *engine.Finding) string {
	if f.Verdict.Detail == "" {
		return f.Rule.Title
	}
	return f.Rule.Title + " (" + f.Verdict.Detail + ")"
}

// rival names the next cause that the evidence does not exclude, and the one
// check that would separate the two.
func (p *textPrinter) rival(d *engine.Diagnosis) {
	if d.RunnerUp != nil {
		p.heading("Not excluded")
		p.w.WriteString(wrap("  ", "  ", fmt.Sprintf("%s (%s, %d of 100, %s)", title(d.RunnerUp), d.RunnerUp.Confidence, d.RunnerUp.Points, d.RunnerUp.Rule.ID)))
	}
	if d.Settles != "" {
		p.heading("The check that decides")
		p.w.WriteString(wrap("  ", "  ", d.Settles))
	} else if s := d.Headline.Verdict.Settles; s != "" && d.Headline.Points < 95 {
		p.heading("The check that decides")
		p.w.WriteString(wrap("  ", "  ", s))
	}
}

// ruledOutRows are the rules that do not hold, with the reason; without all,
// those only that lines of a device rule out.
func ruledOutRows(d *engine.Diagnosis, all bool) []string {
	var rows []string
	for _, r := range d.RuledOut {
		if r.Why != "" && (all || len(r.Evidence) > 0) {
			rows = append(rows, fmt.Sprintf("%s: %s", r.Rule.ID, r.Why))
		}
	}
	return rows
}

// notSeenRows say what the diagnosis could not see: limits of the data first,
// then the rules that could not be judged, by what they miss.
func notSeenRows(d *engine.Diagnosis) []string {
	var rows []string
	for _, f := range d.Findings {
		if f.Rule.Kind == engine.DataQuality && f != d.Headline && f.ExplainedBy == "" {
			rows = append(rows, cmp.Or(f.Verdict.Detail, f.Rule.Title))
		}
	}
	missing := map[string][]string{}
	var order []string
	for _, u := range d.Undetermined {
		for _, m := range u.Missing {
			if missing[m] == nil {
				order = append(order, m)
			}
			missing[m] = append(missing[m], u.Rule.ID)
		}
	}
	for _, m := range order {
		rows = append(rows, fmt.Sprintf("%s (needed for %s)", m, someOf(missing[m])))
	}
	return rows
}

// someOf names a few ids and how many more there are.
func someOf(ids []string) string {
	if len(ids) <= 3 {
		return strings.Join(ids, ", ")
	}
	return fmt.Sprintf("%s and %d more rules", strings.Join(ids[:2], ", "), len(ids)-2)
}

// list prints a section of rows, shortened unless everything was asked for.
func (p *textPrinter) list(heading string, most int, rows []string) {
	if len(rows) == 0 {
		return
	}
	p.heading(heading)
	for i, row := range rows {
		if i == most && !p.opt.Verbose {
			p.line("  - ... %d more, see --verbose", len(rows)-most)
			return
		}
		p.w.WriteString(wrap("  - ", "    ", row))
	}
}

func (p *textPrinter) steps(d *engine.Diagnosis) {
	steps := nextSteps(p.run.Cards[d.Headline.Rule.ID], d, d.Headline)
	if len(steps) == 0 {
		return
	}
	p.heading("Next steps")
	for i, s := range steps {
		p.w.WriteString(wrap(fmt.Sprintf("  %d. ", i+1), "     ", fmt.Sprintf("[%s, %s] %s", s.Risk, s.End, s.Text)))
	}
}

// tree prints the walk through the symptom's steps.
func (p *textPrinter) tree(d *engine.Diagnosis) {
	symptom := ""
	for _, s := range d.Tree {
		if s.Symptom != symptom {
			symptom = s.Symptom
			p.heading("Walk: " + symptom)
		}
		text := fmt.Sprintf("%-14s %s", s.Answer, s.Title)
		if s.Why != "" {
			text += " - " + s.Why
		}
		p.w.WriteString(wrap("  ", "                 ", text))
	}
}
