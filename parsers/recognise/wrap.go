package recognise

import (
	"strings"

	"ipsec-diag/collector/redact"
)

// A terminal breaks lines at its width: they are as long as the longest, and
// what follows belongs to them.

// unwrapped joins broken lines where the longest are as long as a terminal is wide.
func unwrapped(lines []string) ([]string, bool) {
	width := 0
	for _, line := range lines {
		if width = max(width, len(line)); strings.Contains(line, redact.Mark) {
			return nil, false // which key stood there is known by the number of the line
		}
	}
	if width != 80 && width != 132 {
		return nil, false
	}
	return join(lines, width), true
}

// join puts lines of a width together with what follows. For each that is gone an
// empty line is put where the paragraph ends, so that the lines behind it keep
// their numbers.
func join(lines []string, width int) []string {
	out, gone, open := make([]string, 0, len(lines)), 0, false
	fill := func() {
		out = append(out, make([]string, gone)...)
		gone = 0
	}
	for _, line := range lines {
		switch {
		case open:
			out[len(out)-1] += line
			gone++
		case line == "":
			fill()
			out = append(out, line)
		default:
			out = append(out, line)
		}
		open = len(line) == width
	}
	fill()
	return out
}
