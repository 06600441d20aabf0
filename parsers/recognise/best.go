package recognise

import (
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A reading is how well a step understands a text.
type reading struct {
	platform      *parsers.Platform
	step          *parsers.Step
	read, content int
}

// whole reports whether nearly every line was understood.
func (r reading) whole() bool { return r.step != nil && r.read*10 >= r.content*9 }

// best returns the reading of the step that recognises the text and
// understands most of its lines; the order of the platforms and steps decides
// between equals. Without any, the step is nil.
func best(text string, platforms []*parsers.Platform) reading {
	var out reading
	for _, p := range platforms {
		for _, list := range [][]parsers.Step{p.Steps, p.Also} {
			for i := range list {
				if r := read(p, &list[i], text); r.step != nil && r.read > out.read {
					out = r
				}
			}
		}
	}
	return out
}

func read(p *parsers.Platform, s *parsers.Step, text string) reading {
	t := scan.New(s.Command, text)
	if s.Recognise == nil || !s.Recognise(t) {
		return reading{}
	}
	s.Parse(t, &ipsec.Snapshot{})
	unread, content := t.Unread()
	return reading{p, s, content - len(unread), content}
}

// choose returns the one of several commands whose step understands the text
// best, and false when none recognises it.
func choose(matches []match, text string) (match, bool) {
	best, found := 0, -1
	for i, m := range matches {
		if r := read(m.platform, m.step, text); r.step != nil && r.read > best {
			best, found = r.read, i
		}
	}
	if found < 0 {
		return match{}, false
	}
	return matches[found], true
}

// plain returns the command of a step without its placeholders, since the
// text does not say what stood there.
func plain(command string) string {
	var out []string
	for _, w := range strings.Fields(command) {
		if !strings.HasPrefix(w, "<") {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}
