package recognise

// A terminal breaks lines at its width: they are as long as the longest, and
// what follows belongs to them.

// unwrapped joins broken lines where the longest are as long as a terminal is wide.
func unwrapped(lines []string) ([]string, bool) {
	width := 0
	for _, line := range lines {
		width = max(width, len(line))
	}
	if width != 80 && width != 132 {
		return nil, false
	}
	return join(lines, width), true
}

// join puts lines of a width together with what follows. Those that are gone
// stay as empty lines, so that the numbers of the others do not change.
func join(lines []string, width int) []string {
	out := make([]string, len(lines))
	open := -1 // the line that goes on
	for i, line := range lines {
		if open < 0 {
			out[i] = line
		} else {
			out[open] += line
		}
		switch {
		case len(line) < width:
			open = -1
		case open < 0:
			open = i
		}
	}
	return out
}
