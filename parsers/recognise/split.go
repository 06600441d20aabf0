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
	s := splitter{platforms, commandStarts(platforms)}
	lines := clean(text)
	out := s.split(name, lines)
	if bare, ok := withoutPrefix(lines); ok {
		if again := s.split(name, bare); understood(again, platforms) > understood(out, platforms) {
			out = again
		}
	}
	settle(out, platforms)
	return out
}

func (s *splitter) split(name string, lines []string) (out []Section) {
	for _, c := range s.cut(name, lines) {
		out = append(out, c.sections(s.platforms)...)
	}
	return out
}

// understood counts the lines that the named commands read.
func understood(list []Section, platforms []*parsers.Platform) (read int) {
	for i := range list {
		for _, m := range expand(list[i].Command, platforms) {
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
func (c chunk) sections(platforms []*parsers.Platform) []Section {
	matches := expand(c.typed, platforms)
	if c.empty() && (!c.closed || len(matches) == 0) {
		return nil
	}
	text := strings.Join(c.lines, "\n")
	one := Section{Device: c.device, Text: text, FirstLine: c.first}
	if len(matches) == 0 {
		return c.bare(platforms)
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
func settle(all []Section, platforms []*parsers.Platform) {
	of := map[string]string{}
	for _, s := range all {
		if s.Platform != "" && of[s.Device] == "" {
			of[s.Device] = s.Platform
		}
	}
	for i := range all {
		s := &all[i]
		if s.Platform != "" || s.Command == "" {
			continue
		}
		s.Platform = of[s.Device]
		for _, m := range expand(s.Command, platforms) {
			if s.Platform == "" || m.platform.Name == s.Platform {
				s.Platform, s.Command = m.platform.Name, m.command
				break
			}
		}
		if of[s.Device] == "" {
			of[s.Device] = s.Platform
		}
	}
}
