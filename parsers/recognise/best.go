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
	taken         marks // which lines were understood
}

// whole reports whether nearly every line was understood.
func (r reading) whole() bool { return r.step != nil && r.read*10 >= r.content*9 }

// window is how much of a long text is shown to every step, in bytes. A step
// that understands a window is then tried on the whole.
const window = 8 << 10

// best returns the reading of the step that recognises the text and
// understands most of its lines; the order of the platforms and steps decides
// between equals. Without any, the step is nil. Of a long text only parts are
// shown to every step: the start, and others where the start does not tell. The
// shapes of its lines then say how much of the whole the step understands, and
// only where they leave it open is the whole read for it.
func best(text string, platforms []*parsers.Platform) reading {
	if len(text) <= 8*window {
		return bestOf(text, platforms)
	}
	var out reading
	tried := map[*parsers.Step]bool{}
	for part := range 4 {
		found := bestOf(lines(text, (len(text)-window)/3*part), platforms)
		if found.step == nil || tried[found.step] {
			continue
		}
		tried[found.step] = true
		r := found.estimate(text)
		if !r.whole() {
			r = read(found.platform, found.step, scan.New("", text))
		}
		if r.read > out.read {
			out = r
		}
		if out.whole() {
			break
		}
	}
	return out
}

// lines returns the whole lines of a window of the text.
func lines(text string, from int) string {
	if from > 0 {
		from += strings.IndexByte(text[from:], '\n') + 1
	}
	part := text[from:min(from+window, len(text))]
	return part[:strings.LastIndexByte(part, '\n')+1]
}

func bestOf(text string, platforms []*parsers.Platform) reading {
	var out reading
	look := scan.New("", text)
	for _, p := range platforms {
		for _, list := range [][]parsers.Step{p.Steps, p.Also} {
			for i := range list {
				if r := read(p, &list[i], look); r.step != nil && r.read > out.read {
					out = r
				}
			}
		}
	}
	return out
}

// read lets a step read a text that it recognises.
func read(p *parsers.Platform, s *parsers.Step, look *scan.Text) reading {
	if s.Recognise == nil || !s.Recognise(look) {
		return reading{}
	}
	t := look.Again(s.Command)
	s.Parse(t, &ipsec.Snapshot{})
	read, content := t.Count()
	return reading{p, s, read, content, t}
}

// choose returns the one of several commands whose step understands the text
// best, and false when none recognises it. The start of a long text tells.
func choose(matches []match, text string) (match, bool) {
	part := text
	if len(text) > 8*window {
		part = lines(text, 0)
	}
	look := scan.New("", part)
	known := recognising(matches, look)
	if len(known) == 0 && len(part) < len(text) {
		known = recognising(matches, scan.New("", text))
	}
	matches = known
	best, found := 0, -1
	for i, m := range matches {
		if len(matches) == 1 {
			return m, true
		}
		if r := read(m.platform, m.step, look); r.step != nil && r.read > best {
			best, found = r.read, i
		}
	}
	if found < 0 {
		return match{}, false
	}
	return matches[found], true
}

func recognising(matches []match, look *scan.Text) (out []match) {
	for _, m := range matches {
		if m.step.Recognise != nil && m.step.Recognise(look) {
			out = append(out, m)
		}
	}
	return out
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
