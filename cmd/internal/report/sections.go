package report

import (
	"fmt"
	"slices"
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
		p.w.WriteString(wrap("  ", "    ", says(ev)))
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

// says is what evidence shows, with its device named once.
func says(ev engine.Evidence) string {
	return ev.Device + ": " + strings.TrimPrefix(ev.Says, ev.Device+": ")
}

func (p *textPrinter) heading(text string) { p.line("%s", p.paint("1", text)) }

// otherFindings are those that stand by themselves beside the headline, and
// are no rivals of it.
func otherFindings(d *engine.Diagnosis) []string {
	var rows []string
	rivals := open(d)
	for _, f := range d.Findings {
		if f != d.Headline && f.ExplainedBy == "" && f.Rule.Kind != engine.DataQuality && f.Points >= 45 && !slices.Contains(rivals, f) {
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

// open are the causes that the evidence neither proves nor excludes: those of
// medium confidence, the runner-up, and weak ones while nothing is certain.
func open(d *engine.Diagnosis) (out []*engine.Finding) {
	rivals := d.Rivals()
	if len(rivals) == 0 && d.RunnerUp != nil {
		rivals = []*engine.Finding{d.RunnerUp}
	}
	for _, f := range rivals {
		medium := f.Confidence == engine.ConfidenceMedium
		weak := f.Confidence == engine.ConfidenceWeak && (f == d.RunnerUp || d.Headline.Confidence != engine.ConfidenceCertain)
		if medium || weak {
			out = append(out, f)
		}
	}
	return out
}

// rivalRows name the causes that are open, with what speaks for and against
// each.
func rivalRows(d *engine.Diagnosis) (rows []string) {
	for _, f := range open(d) {
		row := fmt.Sprintf("%s (%s, %d of 100, %s)", title(f), f.Confidence, f.Points, f.Rule.ID)
		if why := forAndAgainst(f); why != "" {
			row += ": " + why
		}
		rows = append(rows, row)
	}
	return rows
}

// forAndAgainst is what speaks for a finding, and what against it or for less.
func forAndAgainst(f *engine.Finding) string {
	var speaksFor, against []string
	for _, ev := range f.Verdict.Evidence {
		if said := says(ev); !slices.Contains(speaksFor, said) && len(speaksFor) < fewRows {
			speaksFor = append(speaksFor, said)
		}
	}
	against = append(against, f.Verdict.Weakeners...)
	for _, c := range f.Verdict.Caps {
		if f.Verdict.Witness == engine.NoWitness || c.Key {
			against = append(against, c.Why)
		}
	}
	var out []string
	if len(speaksFor) > 0 {
		out = append(out, "for it: "+strings.Join(speaksFor, "; "))
	}
	if len(against) > 0 {
		out = append(out, "against it: "+strings.Join(against, "; "))
	}
	return strings.Join(out, ". ")
}

// settlingRows name the check that would separate them, or make the headline
// certain: on which side, the command, and what each answer would mean. The
// words of the rule stand in where no card has a check.
func settlingRows(r *Run, d *engine.Diagnosis) (rows []string) {
	for _, c := range deciding(r, d) {
		rows = append(rows, c.Rule+": "+c.String())
	}
	if len(rows) > 0 {
		return rows
	}
	if s := d.Headline.Verdict.Settles; d.Settles == "" && s != "" && d.Headline.Confidence != engine.ConfidenceCertain {
		return []string{s}
	}
	if d.Settles != "" {
		return []string{d.Settles}
	}
	return nil
}

// paragraph prints a section of rows without marks.
func (p *textPrinter) paragraph(heading string, rows []string) {
	if len(rows) == 0 {
		return
	}
	p.heading(heading)
	for _, row := range rows {
		p.w.WriteString(wrap("  ", "  ", row))
	}
}

// ruledOutRows are the rules that do not hold, with the reason; without all,
// those only that lines of a device rule out.
func ruledOutRows(d *engine.Diagnosis, all bool) []string {
	var rows []string
	for _, r := range d.RuledOut {
		if r.Why != "" && (all || len(r.Evidence) > 0) {
			rows = append(rows, fmt.Sprintf("%s: %s%s", r.Rule.ID, r.Why, byLines(r.Evidence, all)))
		}
	}
	return rows
}

// byLines names the lines that rule something out, when all is to be told.
func byLines(evidence []engine.Evidence, all bool) string {
	var out []string
	for _, ev := range evidence {
		if at := strings.TrimSuffix(source(ev), ":"); all && at != "" {
			out = append(out, ev.Device+" "+at)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, "; ") + ")"
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
	steps := nextSteps(p.run, d, d.Headline)
	if len(steps) == 0 {
		return
	}
	p.heading("Next steps")
	for i, s := range steps {
		p.w.WriteString(wrap(fmt.Sprintf("  %d. ", i+1), "     ", s.what()))
		if s.Undo != "" {
			p.w.WriteString(wrap("     ", "     ", s.howBack()))
		}
	}
}
