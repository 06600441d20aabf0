package strongswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A confSection is a section of swanctl.conf(5): settings and further sections.
type confSection struct {
	name     string
	bases    []string // sections it inherits from
	at       ipsec.Ref
	settings map[string]confValue
	sections []*confSection
	parent   *confSection
}

type confValue struct {
	text string
	at   ipsec.Ref
}

func newSection(name string, at ipsec.Ref, parent *confSection) *confSection {
	return &confSection{name: name, at: at, settings: map[string]confValue{}, parent: parent}
}

// readConf reads the sections of a configuration and takes the lines it
// understands. Several statements may stand in one line.
func readConf(text *scan.Text) *confSection {
	root := newSection("", ipsec.Ref{}, nil)
	open := root
	for n := range text.Len() {
		line := strings.TrimSpace(withoutComment(text.Line(n)))
		known := true
		for line != "" && known {
			open, line, known = open.statement(line, text.At(n))
		}
		if known {
			text.Take(n)
		}
	}
	return root
}

// withoutComment cuts a comment, which a quoted "#" does not begin.
func withoutComment(line string) string {
	quoted := false
	for i, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '#' && !quoted:
			return line[:i]
		}
	}
	return line
}

// statement reads the first statement of a line and returns the section that
// is open then, and the rest of the line.
func (s *confSection) statement(line string, at ipsec.Ref) (open *confSection, rest string, known bool) {
	mark := strings.IndexAny(line, "{}=")
	switch {
	case line[0] == '}':
		s.at.Last = at.Last
		return s.closed(), strings.TrimSpace(line[1:]), true
	case strings.HasPrefix(line, "include "):
		return s, "", true
	case mark <= 0:
		return s, "", false
	case line[mark] == '{':
		names := strings.FieldsFunc(line[:mark], func(c rune) bool { return c == ' ' || c == '\t' || c == ':' || c == ',' })
		if len(names) == 0 {
			return s, "", false
		}
		child := newSection(names[0], at, s)
		child.bases = names[1:]
		s.sections = append(s.sections, child)
		return child, strings.TrimSpace(line[mark+1:]), true
	case line[mark] == '=':
		value, rest := confText(line[mark+1:])
		s.settings[strings.TrimSpace(line[:mark])] = confValue{value, at}
		return s, rest, true
	}
	return s, "", false
}

// closed returns the section around one that ends.
func (s *confSection) closed() *confSection {
	if s.parent == nil {
		return s
	}
	return s.parent
}

// confText reads a value: quoted, or up to a brace that closes the section.
func confText(s string) (value, rest string) {
	s = strings.TrimSpace(s)
	if quoted, ok := strings.CutPrefix(s, `"`); ok {
		value, rest, _ = strings.Cut(quoted, `"`)
		return value, strings.TrimSpace(rest)
	}
	if end := strings.IndexByte(s, '}'); end >= 0 {
		return strings.TrimSpace(s[:end]), s[end:]
	}
	return s, ""
}

// child returns a section by its name, or nil.
func (s *confSection) child(name string) *confSection {
	for _, c := range s.sections {
		if c.name == name {
			return c
		}
	}
	return nil
}

// lookup returns a setting of the section or of one that it inherits from.
func (s *confSection) lookup(key string) (confValue, bool) {
	if v, ok := s.settings[key]; ok {
		return v, true
	}
	for _, base := range s.bases {
		for up := s.parent; up != nil; up = up.parent {
			if b := up.child(base); b != nil && b != s {
				return b.lookup(key)
			}
		}
	}
	return confValue{}, false
}
