package report

import (
	"fmt"
	"html/template"
	"strings"

	"ipsec-diag/engine"
)

// A full report is made of parts in the order in which they are read, each of a
// few blocks; Markdown, HTML and text only differ in how they print a block.

// A part is one section of a full report. Its blocks hold text as devices and
// people wrote it: whoever prints them escapes it.
type part struct {
	Title  string
	Blocks []block
}

// A blockKind says how a block is printed.
type blockKind string

// The kinds.
const (
	paragraphs blockKind = "text"
	listed     blockKind = "list"
	numbered   blockKind = "steps"
	quote      blockKind = "quote" // lines of a device, exact; Text says what they are
	tabled     blockKind = "table"
	drawn      blockKind = "chart" // of HTML only
	letter     blockKind = "letter"
	more       blockKind = "more"   // a list that few read, closed until asked for; Text says what it is
	folded     blockKind = "folded" // long lines, closed until asked for where that can be; Text says what they are
)

// A block is a piece of a part.
type block struct {
	Kind blockKind
	Text string
	Rows []string
	// Head and Table are the cells of a table; without Head its first column names
	// what stands in the second.
	Head  []string
	Table [][]string
	Chart template.HTML
	// Wide marks a table of many columns.
	Wide bool
}

// add appends a part that has something to say.
func add(parts []part, title string, blocks ...block) []part {
	var with []block
	for i := range blocks {
		if b := &blocks[i]; b.Text != "" || len(b.Rows)+len(b.Table) > 0 || b.Chart != "" {
			with = append(with, *b)
		}
	}
	if len(with) == 0 {
		return parts
	}
	return append(parts, part{Title: title, Blocks: with})
}

func list(rows []string) block { return block{Kind: listed, Rows: rows} }

// How much a report about many holds.
const (
	// mostFull is how many tunnels have more than a row in a report about many.
	mostFull = 200
	// mostLetters is how many tunnels have texts to send.
	mostLetters = 10
	// mostRaw is how many devices have their output in the appendix.
	mostRaw = 8
)

// tunnelParts is all there is to tell of a tunnel, in the order in which a reader
// needs it.
func tunnelParts(r *Run, d *engine.Diagnosis) []part {
	h := d.Headline
	impact := impactOf(r, d)
	parts := add(nil, "", block{Kind: tabled, Table: headlineTable(r, d)})
	parts = add(parts, "Impact", list(impact.rows(r, d)))
	parts = add(parts, "Verdict", verdictBlocks(r, d)...)
	parts = add(parts, "Evidence", quotes(h.Verdict.Evidence)...)
	parts = add(parts, "Both ends", bothEndsBlocks(d)...)
	parts = add(parts, "Timeline", timelineBlocks(r, d)...)
	parts = add(parts, "Next steps", block{Kind: numbered, Rows: stepTexts(nextSteps(r, d, h))})
	parts = add(parts, "Not excluded", list(rivalRows(d)))
	parts = add(parts, "The check that decides", list(settlingRows(r, d)))
	parts = add(parts, "Also found", list(otherFindings(d)))
	parts = add(parts, "Follows from it", list(foldedFindings(d)))
	parts = add(parts, "Ruled out", ruledOutBlocks(d)...)
	parts = add(parts, "Not seen", list(notSeenRows(d)))
	parts = append(parts, letters(r, d)...)
	return append(parts, walkParts(r, d)...)
}

// headlineTable is what names the fault.
func headlineTable(r *Run, d *engine.Diagnosis) (rows [][]string) {
	h := d.Headline
	put := func(what, value string) {
		if value != "" {
			rows = append(rows, []string{what, value})
		}
	}
	put("Tunnel", d.Case.ID)
	put("Rule", h.Rule.ID)
	put("Sure", sure(h))
	put("To mend", mender(d, h.Owner))
	put("Since", h.Verdict.Since)
	put("Fingerprint", Fingerprint(d.Case.ID, h.Rule.ID))
	put("Peers", carrierText(d))
	put("Mark", markText(d))
	if c := r.severityChange(h); c != nil {
		put("Severity", string(c.Severity)+", by the site: "+c.Reason)
	}
	return rows
}

// ruledOutBlocks are what lines of a device rule out, and apart from them the rest.
func ruledOutBlocks(d *engine.Diagnosis) []block {
	byLine, rest := *d, *d
	byLine.RuledOut, rest.RuledOut = nil, nil
	for _, x := range d.RuledOut {
		if len(x.Evidence) > 0 {
			byLine.RuledOut = append(byLine.RuledOut, x)
		} else {
			rest.RuledOut = append(rest.RuledOut, x)
		}
	}
	without := block{Kind: more, Rows: ruledOutRows(&rest, true)}
	if n := len(without.Rows); n > 0 {
		without.Text = fmt.Sprintf("%d more, without a line to quote", n)
	}
	return []block{list(ruledOutRows(&byLine, true)), without}
}

func sure(f *engine.Finding) string {
	if f.Rule.ID == engine.UndeterminedID {
		return ""
	}
	return plainSure(f)
}

func stepTexts(steps []NextStep) (out []string) {
	for _, s := range steps {
		out = append(out, s.String())
	}
	return out
}

// quotes are evidence: each with its source and its lines.
func quotes(evidence []engine.Evidence) (out []block) {
	for _, ev := range evidence {
		out = append(out, block{Kind: quote, Text: strings.TrimSpace(says(ev) + ". " + source(ev)), Rows: ev.Text})
	}
	return out
}
