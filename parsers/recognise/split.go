package recognise

import (
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// Split cuts a paste into the outputs of single commands. The name is that of
// the device where no prompt says it. Platforms are tried in their order.
func Split(name, text string, platforms []*parsers.Platform) []Section {
	s := splitter{newVocabulary(platforms), commandStarts(platforms)}
	lines := clean(text)
	if bare, ok := withoutPrefix(lines); ok && s.readsMore(bare, lines) {
		lines = bare
	}
	out := s.split(name, lines)
	s.settle(out)
	return out
}

func (s *splitter) split(name string, lines []string) (out []Section) {
	for _, c := range s.cut(name, lines) {
		out = append(out, c.sections(s.words)...)
	}
	return out
}

// readsMore reports whether more lines are read of one version of a text than of
// the other. The first lines tell.
func (s *splitter) readsMore(one, other []string) bool {
	n := min(len(one), 400)
	return s.understood(s.split("", one[:n:n])) > s.understood(s.split("", other[:n:n]))
}

// understood counts the lines that the named commands read.
func (s *splitter) understood(list []Section) (read int) {
	for i := range list {
		for _, m := range s.words.expand(list[i].Command) {
			if m.platform.Name == list[i].Platform {
				t := scan.New(m.command, list[i].Text)
				m.step.Parse(t, &ipsec.Snapshot{})
				n, _ := t.Count()
				read += n
			}
		}
	}
	return read
}

// A chunk is the lines below one prompt, or those before the first.
type chunk struct {
	device, typed string
	lines         []string
	first         int  // line of the paste, from 1
	closed        bool // another prompt follows, so nothing is missing at the end
}

func (s *splitter) cut(name string, lines []string) []chunk {
	out := []chunk{{device: name, first: 1}}
	for i, line := range lines {
		open := &out[len(out)-1]
		p, ok := promptIn(line, s.starts)
		if !ok && open.echoes(line) {
			line = ""
		}
		if !ok {
			typed, headed := s.headed(line)
			if !headed {
				open.lines = append(open.lines, line)
				continue
			}
			p = prompted{typed: typed}
		}
		if p.device == "" {
			p.device = open.device
		}
		open.closed = ok
		out = append(out, chunk{device: p.device, typed: p.typed, first: i + 2})
	}
	return out
}

// echoes reports whether a line only repeats the command above it.
func (c *chunk) echoes(line string) bool {
	return c.typed != "" && len(c.lines) < 3 && c.empty() && strings.Join(strings.Fields(line), " ") == strings.Join(strings.Fields(c.typed), " ")
}

func (c chunk) empty() bool { return strings.TrimSpace(strings.Join(c.lines, "")) == "" }

// sections names the output of a chunk, or cuts it further where it has no
// command. A known command with nothing before the next prompt was answered
// with nothing, which is an answer.
func (c chunk) sections(words *vocabulary) []Section {
	matches := words.expand(c.typed)
	if c.empty() && (!c.closed || len(matches) == 0) {
		return nil
	}
	text := strings.Join(c.lines, "\n")
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
