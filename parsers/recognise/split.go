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
	first         int // line of the paste, from 1
}

func cut(name string, lines []string, platforms []*parsers.Platform, starts map[string]bool) []chunk {
	out := []chunk{{device: name, first: 1}}
	for i, line := range lines {
		p, ok := promptIn(line, starts)
		if !ok && isEcho(line, out[len(out)-1], platforms) {
			p, ok = prompted{typed: strings.TrimSpace(line)}, true
		}
		if !ok {
			out[len(out)-1].lines = append(out[len(out)-1].lines, line)
			continue
		}
		if p.device == "" {
			p.device = out[len(out)-1].device
		}
		out = append(out, chunk{device: p.device, typed: p.typed, first: i + 2})
	}
	return out
}

// isEcho reports a command on a line of its own without a prompt. Directly
// below the same command behind a prompt it is only its echo and no new one.
func isEcho(line string, open chunk, platforms []*parsers.Platform) bool {
	words := strings.Fields(line)
	if len(words) < 2 || !strings.HasPrefix("show", strings.ToLower(words[0])) && words[0] != "swanctl" && words[0] != "ipsec" {
		return false
	}
	return len(expand(line, platforms)) > 0
}

func (c chunk) empty() bool { return strings.TrimSpace(strings.Join(c.lines, "")) == "" }

// sections names the output of a chunk, or cuts it further where it has no command.
func (c chunk) sections(platforms []*parsers.Platform) []Section {
	if c.empty() {
		return nil
	}
	text := strings.Join(c.lines, "\n")
	one := Section{Device: c.device, Text: text, FirstLine: c.first}
	matches := expand(c.typed, platforms)
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
