package recognise

import (
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// bare recognises text without a command: as one output where one step
// understands nearly all of it, else paragraph by paragraph. A paragraph that
// nobody recognises belongs to the output before it.
func (c chunk) bare(platforms []*parsers.Platform) []Section {
	text := c.whole()
	r := best(text, platforms)
	if c.typed != "" && r.whole() {
		r.step = r.akin(c.typed, text)
	}
	switch {
	case c.typed != "" && r.step != nil && r.whole(), c.typed == "" && r.whole() && !c.holdsAnother(r, platforms):
		return []Section{c.section(r, c.first, text)}
	case c.typed != "":
		// A command that no platform knows: its output is not another's.
		return []Section{{Device: c.device, Typed: c.typed, Text: text, FirstLine: c.first}}
	}
	parts := c.paragraphs(platforms)
	if len(parts) <= 1 && r.step != nil {
		return []Section{c.section(r, c.first, text)}
	}
	return parts
}

// holdsAnother reports whether a paragraph that a reading left out wholly is
// what another step prints: a short output behind a long one.
func (c chunk) holdsAnother(r reading, platforms []*parsers.Platform) bool {
	if r.read == r.content {
		return false
	}
	asked := 0
	for start := 0; start < len(c.lines) && asked < 100; {
		end := c.paragraph(start)
		if !anyTaken(r.taken, start, end) {
			asked++
			if other := best(c.text(start, end), platforms); other.whole() && other.content > 1 && other.step != r.step {
				return true
			}
		}
		start = end
	}
	return false
}

func anyTaken(t marks, start, end int) bool {
	for n := start; n < min(end, t.Len()); n++ {
		if t.Taken(n) {
			return true
		}
	}
	return false
}

func (c chunk) section(r reading, first int, text string) Section {
	s := Section{Device: c.device, Text: text, FirstLine: first}
	if r.step != nil {
		s.Platform, s.Command = r.platform.Name, plain(r.step.Command)
		if r.platform.StepFor(s.Command) == nil {
			s.Command = r.step.Command // only with its placeholder is it a command
		}
	}
	return s
}

func (c chunk) text(start, end int) string { return strings.Join(c.lines[start:end], "\n") }

// paragraph returns where the paragraph ends that begins at a line, with the
// blank lines behind it.
func (c chunk) paragraph(start int) (end int) {
	end = start
	for end < len(c.lines) && strings.TrimSpace(c.lines[end]) != "" {
		end++
	}
	for end < len(c.lines) && strings.TrimSpace(c.lines[end]) == "" {
		end++
	}
	return end
}

// A part is one output among paragraphs: lines of the chunk, and who reads it.
type part struct {
	reading
	start, end int
}

// paragraphs recognises each paragraph and joins neighbours of one output.
func (c chunk) paragraphs(platforms []*parsers.Platform) []Section {
	var parts []part
	met := strangers{shapes: map[shape]bool{}}
	for start := 0; start < len(c.lines); {
		end := c.paragraph(start)
		next := part{reading{}, start, end}
		if !met.before(c.lines[start:end]) {
			next.reading = best(c.text(start, end), platforms)
			met.note(next.step == nil)
		}
		if last := len(parts) - 1; last >= 0 && (next.step == nil || next.step == parts[last].step) {
			next.reading, next.start = parts[last].reading, parts[last].start
			parts = parts[:last]
		}
		if next.step != nil {
			next.end = c.reach(next)
		}
		parts, start = append(parts, next), next.end
	}
	return c.named(parts)
}

// named makes sections of parts.
func (c chunk) named(parts []part) (out []Section) {
	for _, p := range parts {
		if text := c.text(p.start, p.end); strings.TrimSpace(text) != "" {
			out = append(out, c.section(p.reading, c.first+p.start, text))
		}
	}
	return out
}

// reach returns the line before which the step of a part stops to understand
// whole paragraphs. More and more lines are read, so that the work grows with
// what is understood and not with what follows.
func (c chunk) reach(p part) int {
	from := max(p.start, p.end-40)
	for size := 2 * (p.end - from); ; size *= 2 {
		limit := min(from+size, len(c.lines))
		t := scan.New(p.step.Command, c.text(from, limit))
		p.step.Parse(t, &ipsec.Snapshot{})
		end := p.end
		for end < limit {
			next := c.paragraph(end)
			if next > limit || !allTaken(t, end-from, next-from) {
				break
			}
			end = next
		}
		if limit == len(c.lines) || limit-end > size/2 || end < limit && c.paragraph(end) <= limit {
			return end
		}
	}
}

// allTaken reports whether every line with content was understood.
func allTaken(t *scan.Text, start, end int) bool {
	for n := start; n < min(end, t.Len()); n++ {
		if t.Line(n) != "" && !t.Taken(n) {
			return false
		}
	}
	return true
}
