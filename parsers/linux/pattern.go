package linux

import "strings"

// maxFields is the largest number of fields in one pattern.
const maxFields = 10

// A Pattern is a message text with fields in braces, for example
// "received {notify} notify error". A field ends where the text behind it
// first occurs; the last text must end the line, a last field takes the rest.
// It is a regular expression of the simplest kind, but fast enough to try a
// hundred of them on every line of a log.
type Pattern struct {
	Lead   string   // the text before the first field
	Fields []string // the names of the fields
	texts  []string // the text behind each field
}

// A Match holds the values of a pattern's fields, in their order.
type Match [maxFields]string

// Compile reads the text of a pattern.
func Compile(text string) Pattern {
	lead, rest, found := strings.Cut(text, "{")
	p := Pattern{Lead: lead}
	for found {
		var name, literal string
		name, rest, _ = strings.Cut(rest, "}")
		literal, rest, found = strings.Cut(rest, "{")
		p.Fields = append(p.Fields, name)
		p.texts = append(p.texts, literal)
	}
	return p
}

// Match reads the fields out of a line.
func (p *Pattern) Match(line string) (m Match, ok bool) {
	if !strings.HasPrefix(line, p.Lead) {
		return m, false
	}
	line = line[len(p.Lead):]
	last := len(p.Fields) - 1
	if last < 0 {
		return m, line == ""
	}
	for i := 0; i < last; i++ {
		end := strings.Index(line, p.texts[i])
		if end < 0 {
			return m, false
		}
		m[i], line = line[:end], line[end+len(p.texts[i]):]
	}
	if !strings.HasSuffix(line, p.texts[last]) {
		return m, false
	}
	m[last] = line[:len(line)-len(p.texts[last])]
	return m, true
}
