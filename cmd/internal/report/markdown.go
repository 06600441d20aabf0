package report

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"ipsec-diag/engine"
)

// Markdown writes the run for a ticket, in full.
func Markdown(w io.Writer, r *Run) error {
	b := &markdown{}
	b.line("# IPsec diagnosis, %s", when(r))
	for _, row := range unreadRows(r) {
		b.line("\n> %s", inline(row))
	}
	b.incidents(r)
	tunnels := WorstFirst(r.Diagnoses)
	if len(tunnels) > 1 {
		b.block(&block{Kind: tabled, Head: overviewHead, Table: overviewTable(tunnels)})
	}
	for _, d := range inFull(r, tunnels) {
		b.line("\n## %s is %s: %s", inline(d.Case.ID), healthVia(d), inline(headlineText(d)))
		b.parts(tunnelParts(r, d))
	}
	if len(r.Diagnoses) == 0 {
		b.line("\nNo tunnel to judge: no IPsec configuration, no SA and no log line about one was shown.")
	}
	b.section("## Changed by the site", SiteRows(r))
	b.section("## Note", endNotes(r))
	b.line("\n## Appendix")
	b.parts(appendix(r))
	_, err := io.WriteString(w, b.String())
	return err
}

// when is the moment of a run; saved output may not tell it.
func when(r *Run) string {
	if r.Finished.IsZero() {
		return "time not known"
	}
	return r.Finished.UTC().Format("2006-01-02 15:04 MST")
}

// unreadRows name the devices that were not read in full.
func unreadRows(r *Run) (rows []string) {
	for i := range r.Devices {
		if f := r.Devices[i].Failure; f != nil {
			rows = append(rows, fmt.Sprintf("%s was not read in full: %s", r.Devices[i].Name, failureText(f.Error(), r.Devices[i].Name)))
		}
	}
	return rows
}

// endNotes are what a reader has to know of the input and of the report.
func endNotes(r *Run) []string {
	out := append([]string{}, r.Notes...)
	if n := len(WorstFirst(r.Diagnoses)) - len(inFull(r, r.Diagnoses)); n > 0 && len(r.Diagnoses) > 1 {
		out = append(out, fmt.Sprintf("%s of %d not told in full: those that are well, and all beyond the worst %d; --tunnel NAME tells all of one", plural(n, "tunnel", "tunnels"), len(r.Diagnoses), mostFull))
	}
	if r.Interrupted {
		out = append(out, "Interrupted: this is what was known until then.")
	}
	return out
}

// inFull are the tunnels that a report tells all of: one that was asked for, else
// those with a fault, the worst of them where there are very many.
func inFull(r *Run, tunnels []*engine.Diagnosis) []*engine.Diagnosis {
	if len(tunnels) <= mostLetters && len(r.Devices) <= mostRaw {
		return tunnels
	}
	var out []*engine.Diagnosis
	for _, d := range tunnels {
		if d.ExitCode != 0 && len(out) < mostFull {
			out = append(out, d)
		}
	}
	return out
}

var overviewHead = []string{"Health", "Tunnel", "What", "Sure", "Rule"}

func overviewTable(tunnels []*engine.Diagnosis) (rows [][]string) {
	for _, d := range tunnels {
		rows = append(rows, []string{strings.ToUpper(string(d.Health)), d.Case.ID + viaSuffix(d), headlineText(d) + MarkSuffix(d), sureWord(d), d.Headline.Rule.ID})
	}
	return rows
}

// sureWord is how sure the headline is; nothing is sure about none.
func sureWord(d *engine.Diagnosis) string {
	if d.Headline.Rule.ID == engine.UndeterminedID {
		return ""
	}
	return string(d.Headline.Confidence)
}

// markdown writes blocks in the CommonMark of ticket systems.
type markdown struct{ strings.Builder }

func (m *markdown) line(format string, args ...any) { fmt.Fprintf(m, format+"\n", args...) }

func (m *markdown) section(heading string, rows []string) {
	if len(rows) > 0 {
		m.line("\n%s", heading)
		m.block(&block{Kind: listed, Rows: rows})
	}
}

func (m *markdown) parts(parts []part) {
	for _, p := range parts {
		if p.Title != "" {
			m.line("\n### %s", inline(p.Title))
		}
		for i := range p.Blocks {
			m.block(&p.Blocks[i])
		}
	}
}

func (m *markdown) block(b *block) {
	if b.Kind == drawn {
		return
	}
	if b.Text != "" {
		m.line("\n%s", inline(b.Text))
	}
	if len(b.Rows)+len(b.Table) > 0 && b.Kind != paragraphs {
		m.line("")
	}
	for i, row := range b.Rows {
		switch b.Kind {
		case listed, more:
			m.line("- %s", inline(row))
		case numbered:
			m.line("%d. %s", i+1, inline(row))
		case paragraphs:
			m.line("\n%s", inline(row))
		default:
			m.line("    %s", visible(row)) // a block of its own, exactly
		}
	}
	m.table(b)
}

func (m *markdown) table(b *block) {
	if len(b.Table) == 0 {
		return
	}
	head := b.Head
	if head == nil {
		head = make([]string, len(b.Table[0]))
	}
	m.row(head)
	m.line("|%s", strings.Repeat(" --- |", len(head)))
	for _, cells := range b.Table {
		m.row(cells)
	}
}

func (m *markdown) row(cells []string) {
	m.WriteByte('|')
	for _, c := range cells {
		if c == strings.TrimSpace(matchWord("differs")) {
			c = "**" + c + "**"
		}
		m.WriteString(" " + strings.ReplaceAll(inline(c), "|", `\|`) + " |")
	}
	m.WriteByte('\n')
}

// inline makes text safe to stand in a paragraph: no tag of HTML in it works, and
// nothing is loaded. What stands in `code` is left as it is, unless it looks like a
// tag: not every ticket system keeps code apart from HTML.
func inline(text string) string {
	text = visible(text)
	if !strings.ContainsAny(text, "<>&[") {
		return text
	}
	pieces := strings.Split(text, "`")
	for i := range pieces {
		code := i%2 == 1 && i < len(pieces)-1
		if !code || works.MatchString(pieces[i]) {
			pieces[i] = tagless.Replace(pieces[i])
		}
	}
	return strings.Join(pieces, "`")
}

// works is what would do something where code is not kept apart.
var works = regexp.MustCompile(`<[a-zA-Z/!?]|&[a-zA-Z#]|\]\(`)

// tagless takes tags, entities and links that would load something their meaning.
var tagless = strings.NewReplacer("<", "&lt;", ">", "&gt;", "&", "&amp;", "](", `]\(`, "![", `!\[`)

// incidents writes what is wrong with several tunnels at once.
func (m *markdown) incidents(r *Run) {
	for _, i := range topIncidents(r) {
		m.line("\n## %s", inline(i.Title))
		m.parts([]part{{Blocks: i.Blocks}})
	}
}
