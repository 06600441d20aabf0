package recognise

import (
	"strings"

	"ipsec-diag/parsers"
)

// Split cuts a paste into the outputs of single commands. The name is that of
// the device where no prompt says it. Platforms are tried in their order.
func Split(name, text string, platforms []*parsers.Platform) []Section {
	s := splitter{newVocabulary(platforms), commandStarts(platforms)}
	var out []Section
	for _, p := range pages(text) {
		lines, same := clean(p.text)
		if changed, ok := s.undo(lines); ok {
			lines, same = changed, false
		}
		if !same {
			p.text = ""
		}
		for _, one := range s.split(name, p.text, lines) {
			one.FirstLine += p.before
			out = append(out, one)
		}
	}
	s.settle(out)
	ownTop(name, out)
	return out
}

// ownTop gives what stands before the first prompt to the device of the prompts,
// where they are all of one.
func ownTop(name string, all []Section) {
	only := name
	for _, one := range all {
		if one.Device != name && only != name && only != one.Device {
			return
		}
		if one.Device != name {
			only = one.Device
		}
	}
	for i := range all {
		all[i].Device = only
	}
}

// split cuts lines into sections. The source is the same lines as one text, or
// empty where they do not stand anywhere as they are.
func (s *splitter) split(name, source string, lines []string) (out []Section) {
	for _, c := range s.cut(name, source, lines) {
		for _, one := range c.sections(s.words) {
			one.Asked, one.Prompt = strings.Join(strings.Fields(c.typed), " "), c.member
			out = append(out, one)
		}
	}
	return out
}

// A chunk is the lines below one prompt, or those before the first.
type chunk struct {
	device, typed string
	member        string // the prompt, where it shows a role
	lines         []string
	source        string // the lines as one text, or empty where that must be made
	first         int    // line of the paste, from 1
	closed        bool   // another prompt follows, so nothing is missing at the end
}

// cut finds the prompts and headings. Lines that only echo a command are emptied.
func (s *splitter) cut(name, source string, lines []string) []chunk {
	out := []chunk{{device: name, first: 1}}
	begin, at := 0, 0 // of the open chunk and of the next line, in source
	for i, line := range lines {
		open, start := &out[len(out)-1], at
		at += len(line) + 1
		p, ok := promptIn(line, s.starts)
		if !ok && open.typed != "" && len(line) < 100 && closes(line, open.device) {
			p, ok = prompted{device: open.device}, true
		}
		if !ok {
			if open.typed != "" && i < open.first+2 && open.echoes(line, lines[open.first-1:i]) {
				lines[i], begin = "", -1
				continue
			}
			typed, headed := s.headed(line)
			if !headed {
				continue
			}
			p.typed = typed
		}
		if p.device == "" {
			p.device = open.device
		}
		open.end(lines[open.first-1:i], source, begin, start-1)
		open.closed, begin = ok, at
		out = append(out, chunk{device: p.device, typed: p.typed, member: p.member, first: i + 2})
	}
	last := &out[len(out)-1]
	last.end(lines[last.first-1:], source, begin, len(source))
	return out
}

// end gives a chunk its lines, and its part of the source where the lines still
// stand there as they are.
func (c *chunk) end(lines []string, source string, begin, end int) {
	c.lines = lines
	if begin >= 0 && begin < end && end <= len(source) {
		c.source = source[begin:end]
	}
}

// whole is the text of a chunk.
func (c chunk) whole() string {
	if c.source != "" {
		return c.source
	}
	return strings.Join(c.lines, "\n")
}

// echoes reports whether a line only repeats the command above it.
func (c *chunk) echoes(line string, before []string) bool {
	return chunk{lines: before}.empty() && strings.Join(strings.Fields(line), " ") == strings.Join(strings.Fields(c.typed), " ")
}

// empty reports whether no line has content.
func (c chunk) empty() bool {
	for _, line := range c.lines {
		if strings.TrimSpace(line) != "" {
			return false
		}
	}
	return true
}

// sections names the output of a chunk, or cuts it further where it has no
// command. A known command with nothing before the next prompt was answered
// with nothing, which is an answer.
func (c chunk) sections(words *vocabulary) []Section {
	matches := words.expand(c.typed)
	if c.empty() && (!c.closed || len(matches) == 0) {
		return nil
	}
	text := c.whole()
	one := Section{Device: c.device, Text: text, FirstLine: c.first, Closed: c.closed}
	if len(matches) == 0 {
		return c.bare(words.platforms)
	}
	if m, ok := choose(matches, text); ok {
		one.Platform, one.Command = m.platform.Name, m.command
	} else {
		// The command is certain, the platform only where no other has it.
		one.Command = matches[0].command
		if len(matches) == 1 {
			one.Platform = matches[0].platform.Name
		}
	}
	return []Section{one}
}

// settle gives sections without a platform the one of the same device's other sections.
func (s *splitter) settle(all []Section) {
	of := map[string]string{}
	for _, one := range all {
		if one.Platform != "" && of[one.Device] == "" {
			of[one.Device] = one.Platform
		}
	}
	for i := range all {
		one := &all[i]
		if one.Platform != "" || one.Command == "" {
			continue
		}
		one.Platform = of[one.Device]
		for _, m := range s.words.expand(one.Command) {
			if one.Platform == "" || m.platform.Name == one.Platform {
				one.Platform, one.Command = m.platform.Name, m.command
				break
			}
		}
		if of[one.Device] == "" {
			of[one.Device] = one.Platform
		}
	}
}
