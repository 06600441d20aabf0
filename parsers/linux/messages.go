package linux

// Messages are the known messages of a daemon, by the first byte of their text;
// those that begin with a field stand under 0.
type Messages[S any] struct{ byFirst [256][]message[S] }

type message[S any] struct {
	pattern *Pattern
	says    *S
}

// NewMessages returns the messages of several lists, in their order. The
// pattern is that of a message.
func NewMessages[S any](pattern func(*S) *Pattern, lists ...[]S) *Messages[S] {
	m := &Messages[S]{}
	for _, list := range lists {
		for i := range list {
			p, first := pattern(&list[i]), byte(0)
			if p.Lead != "" {
				first = p.Lead[0]
			}
			m.byFirst[first] = append(m.byFirst[first], message[S]{p, &list[i]})
		}
	}
	return m
}

// Find returns the first known message that a line with content is, and the
// values of its fields, or nil.
func (m *Messages[S]) Find(line string) (*S, Match) {
	for _, list := range [][]message[S]{m.byFirst[line[0]], m.byFirst[0]} {
		for _, known := range list {
			if values, ok := known.pattern.Match(line); ok {
				return known.says, values
			}
		}
	}
	return nil, Match{}
}
