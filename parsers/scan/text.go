// Package scan helps parsers to read command output line by line. Every value
// it hands out knows its line, and every line that nobody took is counted.
package scan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// A Text is the output of one command, split into lines. A parser takes the
// lines it understands; the rest stays unread and is reported.
type Text struct {
	command string
	lines   []string // without line ends and trailing blanks
	taken   []bool
	hidden  string // the last line, where it is kept from the parser
	open    bool   // the output may go on behind the text
}

// New returns the text of one command's output. Line ends may be LF, CR LF or
// CR CR LF. Line numbers are those of [ipsec.NewSource] for the same text.
func New(command, text string) *Text {
	t := &Text{command: command}
	n := strings.Count(text, "\n")
	t.lines = make([]string, 0, n+1)
	for len(text) > 0 {
		line := text
		if i := strings.IndexByte(text, '\n'); i >= 0 {
			line, text = text[:i], text[i+1:]
		} else {
			text = ""
		}
		t.lines = append(t.lines, trimRight(line))
	}
	t.taken = make([]bool, len(t.lines))
	return t
}

// HideLast keeps the last line from the parser, because the output was cut off
// in it: "#pkts encaps: 12" may have been 1234. The line stays unread.
func (t *Text) HideLast() {
	if last := len(t.lines) - 1; last >= 0 {
		t.hidden, t.lines[last] = t.lines[last], ""
	}
}

// OpenEnd says that the output may go on where the text ends: it was cut off, or
// pasted without its end. What the text leaves out then may follow.
func (t *Text) OpenEnd() { t.open = true }

// Open reports whether the output may go on where the text ends.
func (t *Text) Open() bool { return t.open }

// Command returns the command whose output this is.
func (t *Text) Command() string { return t.command }

// Len returns the number of lines.
func (t *Text) Len() int { return len(t.lines) }

// Line returns line n, counted from 0, without trailing white space.
func (t *Text) Line(n int) string { return t.lines[n] }

// Trimmed returns line n without white space at either end.
func (t *Text) Trimmed(n int) string {
	line, at := t.lines[n], 0
	for at < len(line) && (line[at] == ' ' || line[at] == '\t') {
		at++
	}
	return line[at:]
}

// trimRight does for every line what strings.TrimRight would for a set of
// characters, in a third of the time.
func trimRight(line string) string {
	end := len(line)
	for end > 0 && (line[end-1] == ' ' || line[end-1] == '\t' || line[end-1] == '\r') {
		end--
	}
	return line[:end]
}

// blank reports whether a line has no content. Nearly all have a character that
// tells before long.
func blank(line string) bool {
	for i := range len(line) {
		if c := line[i]; c > ' ' && c < 0x7f {
			return false
		}
	}
	return strings.TrimSpace(line) == ""
}

// Ref returns the reference to lines first to last, counted from 0.
func (t *Text) Ref(first, last int) ipsec.Ref {
	return ipsec.Ref{Command: t.command, First: int32(first + 1), Last: int32(last + 1)}
}

// At returns the reference to line n, counted from 0.
func (t *Text) At(n int) ipsec.Ref { return t.Ref(n, n) }

// Take marks line n as understood.
func (t *Text) Take(n int) { t.taken[n] = true }

// Taken reports whether line n was understood.
func (t *Text) Taken(n int) bool { return t.taken[n] }

// Unread returns the lines with content that nobody took, and how many lines
// with content there are in all.
func (t *Text) Unread() (unread []ipsec.Unread, content int) {
	for n, line := range t.lines {
		if n == len(t.lines)-1 && t.hidden != "" {
			line = t.hidden
		}
		if blank(line) {
			continue
		}
		content++
		if !t.taken[n] {
			unread = append(unread, ipsec.Unread{Ref: t.At(n), Text: line})
		}
	}
	return unread, content
}
