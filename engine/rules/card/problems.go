package card

import (
	"fmt"
	"slices"
	"strings"
)

// A Problem is something wrong with a card.
type Problem struct {
	Line    int
	Message string
}

// Problems returns what is wrong with the form of a card: headings, and the
// items of the two lists with fields. Platforms are the names there are.
func Problems(text string, platforms []string) []Problem {
	var out []Problem
	for i, line := range strings.Split(text, "\n") {
		heading, is := strings.CutPrefix(line, "## ")
		if is && !slices.Contains(Headings(), strings.TrimSpace(heading)) {
			out = append(out, Problem{i + 1, fmt.Sprintf("no card has a heading %q; there are: %s", strings.TrimSpace(heading), strings.Join(Headings(), ", "))})
		}
	}
	for _, line := range Section(text, NextSteps) {
		s, err := step(line.Text)
		out = append(out, itemProblems(line, s.Platform, platforms, err)...)
		if err == nil && s.Risk == Disruptive && s.Undo == "" {
			out = append(out, Problem{line.Number, `a disruptive step must say how to undo it: "| undo: HOW", "| undo: cannot be undone: WHY" or "| undo: nothing to undo: WHY"`})
		}
	}
	for _, line := range Section(text, DecidingCheck) {
		c, err := check(line.Text)
		out = append(out, itemProblems(line, c.Platform, platforms, err)...)
	}
	slices.SortStableFunc(out, func(a, b Problem) int { return a.Line - b.Line })
	return out
}

// itemProblems are what is wrong with one item as such.
func itemProblems(line Line, platform string, platforms []string, err error) []Problem {
	switch {
	case err != nil:
		return []Problem{{line.Number, err.Error()}}
	case platform != "any" && !slices.Contains(platforms, platform):
		return []Problem{{line.Number, fmt.Sprintf("no platform is called %q; there are: any, %s", platform, strings.Join(platforms, ", "))}}
	}
	return nil
}
