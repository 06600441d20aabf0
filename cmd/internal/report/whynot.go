package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

// jsonWhyNot is what became of one rule on one tunnel.
type jsonWhyNot struct {
	Tunnel string `json:"tunnel"`
	Rule   string `json:"rule"`
	// Answer is headline, found, folded, too-weak, withdrawn, does-not-hold,
	// not-applicable or not-observed.
	Answer   string         `json:"answer"`
	Says     string         `json:"says"`
	Points   int            `json:"points,omitempty"`
	Missing  []string       `json:"missing,omitempty"`
	Evidence []jsonEvidence `json:"evidence"`
	Needs    []jsonNeed     `json:"needs"`
	Headline string         `json:"headline"`
}

type jsonNeed struct {
	End  string   `json:"end"`
	Area string   `json:"area"`
	Seen []string `json:"seen_in,omitempty"`
	Why  string   `json:"not_seen,omitempty"`
	Show string   `json:"would_show,omitempty"`
}

// WhyNotJSON writes what became of a rule on each tunnel.
func WhyNotJSON(w io.Writer, r *Run, rule string) error {
	out := []jsonWhyNot{}
	for _, d := range WorstFirst(r.Diagnoses) {
		x := d.WhyNot(rule)
		one := jsonWhyNot{Tunnel: d.Case.ID, Rule: rule, Answer: x.Answer, Says: fate(d, x), Points: x.Points, Missing: x.Verdict.Missing,
			Evidence: evidenceJSON(x.Verdict.Evidence), Needs: []jsonNeed{}, Headline: d.Headline.Rule.ID}
		for _, n := range x.Needs {
			row := jsonNeed{End: n.End.Name, Area: string(n.Area), Seen: n.Seen, Why: n.Lacks}
			if n.Lacks != "" {
				row.Show = r.wouldShow(&n, d)
			}
			one.Needs = append(one.Needs, row)
		}
		out = append(out, one)
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

// WhyNot writes what became of a rule on each tunnel, for a person.
func WhyNot(w io.Writer, r *Run, rule string, opt TextOptions) error {
	p := &textPrinter{w: &strings.Builder{}, run: r, opt: opt}
	p.devices()
	for _, d := range WorstFirst(r.Diagnoses) {
		p.whyNot(d, d.WhyNot(rule))
	}
	if len(r.Diagnoses) == 0 {
		p.noTunnel()
	}
	_, err := io.WriteString(w, p.w.String())
	return err
}

func (p *textPrinter) whyNot(d *engine.Diagnosis, x *engine.WhyNot) {
	p.heading(strings.TrimRight(wrap("", "  ", fmt.Sprintf("%s: %s (%s)", d.Case.ID, x.Rule.ID, x.Rule.Title)), "\n"))
	p.w.WriteString(wrap("  ", "  ", fate(d, x)))
	for _, row := range calculation(x) {
		p.w.WriteString(wrap("  - ", "    ", row))
	}
	p.list("Unknown", mostRows, x.Verdict.Missing)
	p.evidence(x.Verdict.Evidence)
	p.list("It reads", 2*mostRows, p.readRows(d, x))
	if x.Finding == nil {
		p.list("It fires on", mostRows, firesOn(p.run.card(x.Rule.ID, d)))
		p.list("To be sure", mostRows, toBeSure(p.run, d, x))
		if x.Answer != engine.Withdrawn {
			p.paragraph("Instead", []string{fmt.Sprintf("%s (%s, %s)", headlineText(d), d.Headline.Confidence, d.Headline.Rule.ID)})
		}
	}
	p.line("")
}

// fate is what became of a rule, in a sentence.
func fate(d *engine.Diagnosis, x *engine.WhyNot) string {
	v := &x.Verdict
	switch x.Answer {
	case engine.Headlined:
		return fmt.Sprintf("It did fire, and it is the headline: %s (%s, %d of 100).", cmp.Or(v.Detail, x.Rule.Title), x.Finding.Confidence, x.Points)
	case engine.Fired:
		return fmt.Sprintf("It did fire: %s (%s, %d of 100). The headline is %s.", cmp.Or(v.Detail, x.Rule.Title), x.Finding.Confidence, x.Points, d.Headline.Rule.ID)
	case engine.Folded:
		return fmt.Sprintf("It holds (%d of 100) and is folded under %s, which explains it.", x.Points, x.Finding.ExplainedBy)
	case engine.TooWeak:
		return fmt.Sprintf("It holds, with %d of 100: below 15 points nothing is reported.", x.Points)
	case engine.Withdrawn:
		return fmt.Sprintf("It holds by itself, but: %s.", cmp.Or(v.Refuted, "another finding rules it out"))
	case engine.Unseen:
		return "It could not be judged: a fact that it needs is unknown."
	case engine.Senseless:
		return "The question has no meaning here: " + cmp.Or(v.Why, "the tunnel is of another kind") + "."
	}
	return "It did not fire: " + cmp.Or(v.Why, "nothing in what was read says so") + "."
}

// calculation is how the points of a rule that holds came about.
func calculation(x *engine.WhyNot) (rows []string) {
	v := &x.Verdict
	if v.Outcome != engine.Holds {
		return nil
	}
	rows = append(rows, fmt.Sprintf("it starts with %d points", v.Base))
	if v.Witness != engine.NoWitness {
		rows = append(rows, "a witness: "+string(v.Witness))
	}
	for _, c := range v.Caps {
		if v.Witness == engine.NoWitness || c.Key {
			rows = append(rows, fmt.Sprintf("at most %d: %s", c.Points, c.Why))
		}
	}
	for _, why := range v.Weakeners {
		rows = append(rows, "15 less: "+why)
	}
	if v.Refuted != "" && x.Answer != engine.Withdrawn {
		rows = append(rows, "contradicted: "+v.Refuted)
	}
	return rows
}

// readRows are the areas a rule reads and whether each end shows them.
func (p *textPrinter) readRows(d *engine.Diagnosis, x *engine.WhyNot) (rows []string) {
	for i := range x.Needs {
		n := &x.Needs[i]
		if n.Lacks == "" {
			rows = append(rows, fmt.Sprintf("the %s of %s: seen in %s", n.Area, n.End.Called(), quotedSome(n.Seen)))
			continue
		}
		row := n.Lacks
		if show := p.run.wouldShow(n, d); show != "" {
			row += "; " + show + " would show it"
		}
		rows = append(rows, row)
	}
	return rows
}

// quotedSome quotes a few commands and counts the rest.
func quotedSome(commands []string) string {
	const most = 2
	var out []string
	for i, c := range commands {
		if i == most {
			return fmt.Sprintf("%s and %d more", strings.Join(out, ", "), len(commands)-most)
		}
		out = append(out, "`"+c+"`")
	}
	return strings.Join(out, ", ")
}

// wouldShow is the command that would show what was not seen; empty when there
// is none for the platform.
func (r *Run) wouldShow(n *engine.Need, d *engine.Diagnosis) string {
	if show := r.commandAt(n.End, n.Area, d); strings.Contains(show, "`") {
		return show
	}
	return ""
}

// toBeSure are the deciding checks of the rule's card.
func toBeSure(r *Run, d *engine.Diagnosis, x *engine.WhyNot) (rows []string) {
	for _, c := range checks(r, d, &engine.Finding{Rule: x.Rule, Verdict: x.Verdict}) {
		rows = append(rows, c.String())
	}
	return rows
}

// firesOn are the lines that a rule's card names as evidence.
func firesOn(text string) (rows []string) {
	for _, line := range card.Section(text, card.EvidenceLines) {
		rows = append(rows, strings.TrimPrefix(line.Text, "- "))
	}
	return rows
}
