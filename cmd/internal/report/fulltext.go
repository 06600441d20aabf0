package report

import (
	"fmt"
	"io"
	"strings"
)

// FullText writes all that a Markdown or HTML report has, for a terminal. Its
// first lines are those of the short report: the verdict stays on top.
func FullText(w io.Writer, r *Run, opt TextOptions) error {
	p := &textPrinter{w: &strings.Builder{}, run: r, opt: opt}
	p.devices()
	tunnels := WorstFirst(r.Diagnoses)
	if len(tunnels) > 1 {
		p.overview(tunnels)
	}
	for _, i := range topIncidents(r) {
		p.part(&i)
	}
	for _, d := range inFull(r, tunnels) {
		p.w.WriteString(p.healthLine(d, "", fmt.Sprintf("%s is %s: %s", d.Case.ID, upperVia(d), headlineText(d))))
		for _, one := range tunnelParts(r, d) {
			p.part(&one)
		}
		p.line("")
	}
	if len(r.Diagnoses) == 0 {
		p.noTunnel()
	}
	p.part(&part{Title: "Changed by the site", Blocks: []block{list(SiteRows(r))}})
	p.part(&part{Title: "Note", Blocks: []block{list(endNotes(r))}})
	for _, one := range appendix(r) {
		p.part(&one)
	}
	_, err := io.WriteString(w, p.w.String())
	return err
}

func (p *textPrinter) part(one *part) {
	said := false
	for i := range one.Blocks {
		b := &one.Blocks[i]
		if b.Kind == drawn || b.Text == "" && len(b.Rows)+len(b.Table) == 0 {
			continue
		}
		if !said && one.Title != "" {
			p.heading(visible(one.Title))
		}
		said = true
		p.block(b)
	}
}

func (p *textPrinter) block(b *block) {
	if b.Text != "" {
		p.w.WriteString(wrap("  ", "    ", b.Text))
	}
	for i, row := range b.Rows {
		switch b.Kind {
		case listed, more:
			p.w.WriteString(wrap("  - ", "    ", row))
		case numbered:
			p.w.WriteString(wrap(fmt.Sprintf("  %d. ", i+1), "     ", row))
		case paragraphs:
			p.w.WriteString(wrap("  ", "  ", row))
		default:
			p.w.WriteString(fold("    | ", "    |   ", row))
		}
	}
	p.cells(b)
}

// cells prints a table row by row, each cell with what it is: the columns of a
// terminal are too few for a real one.
func (p *textPrinter) cells(b *block) {
	for _, row := range b.Table {
		if b.Head == nil {
			p.w.WriteString(wrap(fmt.Sprintf("  %-12s ", visible(row[0])), strings.Repeat(" ", 15), row[1]))
			continue
		}
		var out []string
		for i, c := range row[1:] {
			if c != "" && b.Head[i+1] != "" {
				out = append(out, b.Head[i+1]+": "+c)
			} else if c != "" {
				out = append(out, c)
			}
		}
		p.w.WriteString(wrap("  - ", "    ", row[0]+": "+strings.Join(out, "; ")))
	}
}
