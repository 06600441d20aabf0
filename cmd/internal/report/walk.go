package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"ipsec-diag/engine"
)

// stepIndent is where the text of a walked step begins.
const stepIndent = "           "

// tree prints the walk in full when it was asked for, else the steps that fail
// or are not known, in short.
func (p *textPrinter) tree(d *engine.Diagnosis) {
	full := p.run.Tree || p.opt.Verbose
	if !full && d.ExitCode == 0 && d.Case.Flow == nil {
		return
	}
	steps, skipped := d.Walk()
	if n := asked(steps); !full && n > 0 {
		p.flow(steps[:n])
		steps = steps[n:]
	}
	if !full {
		if d.ExitCode != 0 {
			p.list("Walk", mostRows, shortWalk(steps))
		}
		return
	}
	p.walk(steps, skipped)
}

func (p *textPrinter) walk(steps []engine.Step, skipped []engine.Skipped) {
	tree := ""
	for i := range steps {
		s := &steps[i]
		if s.Tree != tree {
			tree = s.Tree
			p.heading(fmt.Sprintf("Walk %s: %s", s.Tree, s.Symptom))
		}
		p.step(s)
	}
	if len(skipped) == 0 {
		return
	}
	p.heading("Not walked")
	for _, s := range skipped {
		p.w.WriteString(wrap("  - ", "    ", fmt.Sprintf("%s, %s: %s", s.Tree, s.Title, s.Why)))
	}
}

// answers are the words of a walk, of one width.
var answers = map[string]string{engine.StepPass: "pass", engine.StepFail: "FAIL", engine.StepUnknown: "unknown", engine.StepNotApplicable: "n/a"}

// stepColors are those of a walked step; what needs no look has none.
var stepColors = map[string]string{engine.StepFail: "31;1", engine.StepUnknown: "33"}

func (p *textPrinter) step(s *engine.Step) {
	first := wrap(fmt.Sprintf("  %-8s ", answers[s.Answer]), stepIndent, s.ID+": "+s.Title)
	p.line("%s", p.paint(stepColors[s.Answer], strings.TrimRight(first, "\n")))
	for _, row := range stepRows(s) {
		p.w.WriteString(wrap(stepIndent, stepIndent+"  ", row))
	}
	for i, ev := range s.Evidence {
		if i == mostEvidence && !p.opt.Verbose {
			p.line(stepIndent+"... %d more, see --verbose", len(s.Evidence)-mostEvidence)
			break
		}
		p.w.WriteString(wrap(stepIndent, stepIndent+"  ", says(ev)+". "+source(ev)))
		for i, line := range ev.Text {
			if i == fewRows && !p.opt.Verbose {
				p.line(stepIndent+"  | ... %d more lines", len(ev.Text)-fewRows)
				break
			}
			p.w.WriteString(fold(stepIndent+"  | ", stepIndent+"  |   ", line))
		}
	}
}

// stepRows are what there is to say of a step besides its lines.
func stepRows(s *engine.Step) (rows []string) {
	switch {
	case s.Answer == engine.StepUnknown && len(s.Missing) > 0:
		if s.Decided != "" {
			rows = append(rows, s.Why+", rule "+s.Decided)
		}
		for i, m := range s.Missing {
			if i == fewRows {
				rows = append(rows, fmt.Sprintf("and %d more that were not seen", len(s.Missing)-fewRows))
				break
			}
			rows = append(rows, "not seen: "+m)
		}
	case s.Decided != "" && (s.Answer == engine.StepFail || s.Answer == engine.StepNotApplicable):
		rows = append(rows, s.Why+", rule "+s.Decided)
	case s.Why != "":
		rows = append(rows, s.Why)
	}
	if len(s.NoRule) > 0 && len(s.NoRule) < len(s.Rules) {
		rows = append(rows, "not judged here: "+strings.Join(s.NoRule, ", "))
	}
	if s.Note != "" {
		rows = append(rows, "Note: "+s.Note+".")
	}
	return rows
}

// asked is the number of steps that walk the traffic somebody asks about: they
// come first.
func asked(steps []engine.Step) (n int) {
	for n < len(steps) && steps[n].Tree == engine.FlowTree {
		n++
	}
	return n
}

// flow prints the walk of the traffic that somebody asks about, in short.
func (p *textPrinter) flow(steps []engine.Step) {
	p.heading("Walk of " + steps[0].Symptom)
	for _, s := range steps {
		p.w.WriteString(wrap(fmt.Sprintf("  %-8s ", answers[s.Answer]), stepIndent, s.Title+": "+s.Why))
	}
}

// shortWalk is one row a tree: the steps that fail, and those not known. A
// scenario card stands only where it fails at something that no symptom's tree
// asks.
func shortWalk(steps []engine.Step) (rows []string) {
	var told []string // the rules that made a step fail
	for len(steps) > 0 {
		n := slices.IndexFunc(steps, func(s engine.Step) bool { return s.Tree != steps[0].Tree })
		if n < 0 {
			n = len(steps)
		}
		if row := shortTree(steps[:n], &told); row != "" {
			rows = append(rows, row)
		}
		steps = steps[n:]
	}
	if len(rows) > 0 {
		rows = append(rows, "every step with its evidence: --tree")
	}
	return rows
}

func shortTree(steps []engine.Step, told *[]string) string {
	card := strings.HasPrefix(steps[0].Tree, "C")
	var fails, unknown []string
	for _, s := range steps {
		switch {
		case s.Answer == engine.StepUnknown && !card:
			unknown = append(unknown, s.ID)
		case s.Answer == engine.StepFail && (!card || !slices.Contains(*told, s.Decided)):
			fails = append(fails, fmt.Sprintf("%s (%s)", s.ID, s.Title))
			*told = append(*told, s.Decided)
		}
	}
	var parts []string
	if len(fails) > 0 {
		parts = append(parts, "fails at "+strings.Join(fails, ", "))
	}
	if len(unknown) > 0 {
		parts = append(parts, "not known: "+strings.Join(unknown, ", "))
	}
	if len(parts) == 0 {
		return ""
	}
	return steps[0].Symptom + ": " + strings.Join(parts, "; ")
}

// Walks writes the walk of every tunnel, the worst first.
func Walks(w io.Writer, r *Run, opt TextOptions) error {
	p := &textPrinter{w: &strings.Builder{}, run: r, opt: opt}
	for _, d := range WorstFirst(r.Diagnoses) {
		p.w.WriteString(p.healthLine(d, "", fmt.Sprintf("%s is %s: %s", d.Case.ID, upperVia(d), headlineText(d))))
		p.tree(d)
		p.line("")
	}
	_, err := io.WriteString(w, p.w.String())
	return err
}
