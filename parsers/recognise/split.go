package recognise

import (
	"strings"

	"ipsec-diag/parsers"
)

// Split cuts a paste into the outputs of single commands. The name is that of
// the device where no prompt says it. Platforms are tried in their order.
func Split(name, text string, platforms []*parsers.Platform) []Section {
	starts := commandStarts(platforms)
	var out []Section
	for _, c := range cut(name, clean(text), platforms, starts) {
		out = append(out, c.sections(platforms)...)
	}
	settle(out, platforms)
	return out
}

// A chunk is the lines below one prompt, or those before the first.
type chunk struct {
	device, typed string
	lines         []string
	first         int  // line of the paste, from 1
	closed        bool // another prompt follows, so nothing is missing at the end
}

func cut(name string, lines []string, platforms []*parsers.Platform, starts map[string]bool) []chunk {
	out := []chunk{{device: name, first: 1}}
	for i, line := range lines {
		open := &out[len(out)-1]
		p, ok := promptIn(line, starts)
		if !ok && open.echoes(line) {
			line = ""
		}
		if !ok && isEcho(line, platforms) {
			p = prompted{typed: strings.TrimSpace(line)}
		} else if !ok {
			open.lines = append(open.lines, line)
			continue
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

// isEcho reports a command on a line of its own without a prompt.
func isEcho(line string, platforms []*parsers.Platform) bool {
	words := strings.Fields(line)
	if len(words) < 2 || !strings.HasPrefix("show", strings.ToLower(words[0])) && words[0] != "swanctl" && words[0] != "ipsec" {
		return false
	}
	return len(expand(line, platforms)) > 0
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
	for i := range all {
		s := &all[i]
		if s.Platform != "" || s.Command == "" {
			continue
		}
		for _, other := range all {
			if other.Device == s.Device && other.Platform != "" {
				s.Platform = other.Platform
				break
			}
		}
		for _, m := range expand(s.Command, platforms) {
			if s.Platform == "" || m.platform.Name == s.Platform {
				s.Platform, s.Command = m.platform.Name, m.command
				break
			}
		}
	}
}
