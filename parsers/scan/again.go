package scan

import "strings"

// Again returns the same lines for another reader, as the output of a command:
// nothing of them is taken. The lines are shared, since nobody changes them.
func (t *Text) Again(command string) *Text {
	return &Text{command: command, lines: t.lines, taken: make([]bool, len(t.lines)), hidden: t.hidden, open: t.open}
}

// Count returns how many lines were taken, of how many with content.
func (t *Text) Count() (read, content int) {
	for n, line := range t.lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		content++
		if t.taken[n] {
			read++
		}
	}
	return read, content
}
