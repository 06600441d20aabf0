package pseudonym

import (
	"cmp"
	"slices"
	"strings"
)

// An edit puts a text in the place of a part of a line.
type edit struct {
	at span
	by string
}

// apply makes the edits of one line that do not overlap. Where at least two
// blanks follow a part, as many are added or taken, but for two, as keep the column
// behind it in its place.
func apply(line string, edits []edit) string {
	if len(edits) == 0 {
		return line
	}
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Compare(a.at.from, b.at.from) })
	var out strings.Builder
	done := 0
	for _, e := range edits {
		if e.at.from < done {
			continue
		}
		out.WriteString(line[done:e.at.from])
		out.WriteString(e.by)
		done = e.at.to
		blanks := len(line[done:]) - len(strings.TrimLeft(line[done:], " "))
		if blanks < 2 || done+blanks == len(line) || line[done+blanks] == '\n' || line[done+blanks] == '\r' {
			continue
		}
		out.WriteString(strings.Repeat(" ", max(2, blanks+(e.at.to-e.at.from)-len(e.by))))
		done += blanks
	}
	out.WriteString(line[done:])
	return out.String()
}
