package recognise

import (
	"strings"

	"ipsec-diag/parsers"
)

// bare recognises text without a command: as one output where one step
// understands nearly all of it, else paragraph by paragraph. A paragraph that
// nobody recognises belongs to the output before it.
func (c chunk) bare(platforms []*parsers.Platform) []Section {
	text := strings.Join(c.lines, "\n")
	r := best(text, platforms)
	switch {
	case r.whole():
		return []Section{c.section(r, c.first, text)}
	case c.typed != "":
		// A command that no platform knows: its output is not looked into.
		return []Section{{Device: c.device, Typed: c.typed, Text: text, FirstLine: c.first}}
	}
	parts := c.paragraphs(platforms)
	if len(parts) <= 1 && r.step != nil {
		return []Section{c.section(r, c.first, text)}
	}
	return parts
}

func (c chunk) section(r reading, first int, text string) Section {
	s := Section{Device: c.device, Text: text, FirstLine: first}
	if r.step != nil {
		s.Platform, s.Command = r.platform.Name, plain(r.step.Command)
	}
	return s
}

// paragraphs recognises each paragraph and joins neighbours of one output.
func (c chunk) paragraphs(platforms []*parsers.Platform) []Section {
	var out []Section
	for start := 0; start < len(c.lines); {
		end := start
		for end < len(c.lines) && strings.TrimSpace(c.lines[end]) != "" {
			end++
		}
		for end < len(c.lines) && strings.TrimSpace(c.lines[end]) == "" {
			end++
		}
		text := strings.Join(c.lines[start:end], "\n")
		next := c.section(best(text, platforms), c.first+start, text)
		last := len(out) - 1
		if last >= 0 && (next.Command == "" || next.Command == out[last].Command && next.Platform == out[last].Platform || continues(out[last], text, platforms)) {
			out[last].Text += "\n" + text
		} else if strings.TrimSpace(text) != "" {
			out = append(out, next)
		}
		start = end
	}
	return out
}

// continues reports whether the step of a section understands the paragraph as
// what follows. Only the end of the section is read again: pastes may be long.
func continues(s Section, paragraph string, platforms []*parsers.Platform) bool {
	before := s.Text
	if len(before) > 8000 {
		before = before[len(before)-8000:]
	}
	for _, m := range expand(s.Command, platforms) {
		if m.platform.Name != s.Platform {
			continue
		}
		alone, both := read(m.platform, m.step, before), read(m.platform, m.step, before+"\n"+paragraph)
		return both.step != nil && both.read > alone.read && both.content-both.read == alone.content-alone.read
	}
	return false
}
