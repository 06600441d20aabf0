package strongswan

import "strings"

// maxFields is the largest number of fields in one pattern.
const maxFields = 10

// A pattern is a message text with fields in braces, for example
// "received {notify} notify error". A field ends where the text behind it
// first occurs; the last text must end the line, a last field takes the rest.
// It is a regular expression of the simplest kind, but fast enough to try a
// hundred of them on every line of a log.
type pattern struct {
	lead   string   // the text before the first field
	fields []string // the names of the fields
	texts  []string // the text behind each field
}

// A match holds the values of a pattern's fields, in their order.
type match [maxFields]string

// compile reads the text of a pattern.
func compile(text string) pattern {
	lead, rest, found := strings.Cut(text, "{")
	p := pattern{lead: lead}
	for found {
		var name, literal string
		name, rest, _ = strings.Cut(rest, "}")
		literal, rest, found = strings.Cut(rest, "{")
		p.fields = append(p.fields, name)
		p.texts = append(p.texts, literal)
	}
	return p
}

// match reads the fields out of a line.
func (p *pattern) match(line string) (m match, ok bool) {
	if !strings.HasPrefix(line, p.lead) {
		return m, false
	}
	line = line[len(p.lead):]
	last := len(p.fields) - 1
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
