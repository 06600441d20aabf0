package inventory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Problem is one thing that is wrong in a file.
type Problem struct {
	File string
	// Line counts from 1; 0 means the file as a whole.
	Line int
	// Message says what is wrong. It never holds a secret.
	Message string
	// Suggestion is the nearest valid name, or empty.
	Suggestion string
}

// String returns "file:line: message (did you mean "x"?)".
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	b.WriteString(": " + p.Message)
	if p.Suggestion != "" {
		fmt.Fprintf(&b, " (did you mean %q?)", p.Suggestion)
	}
	return b.String()
}

// Problems are all that is wrong in a file, in the order of its lines. They
// are an error; an empty list is none.
type Problems []Problem

// told is how many problems an error tells. Who has more of them gave the
// wrong file, or made one mistake many times.
const told = 50

// Error returns one problem per line, and the number of those it leaves out.
func (p Problems) Error() string {
	var lines []string
	for _, problem := range p[:min(len(p), told)] {
		lines = append(lines, problem.String())
	}
	if more := len(p) - told; more > 0 {
		lines = append(lines, fmt.Sprintf("... and %d more", more))
	}
	return strings.Join(lines, "\n")
}

// Sorted orders the problems by line and drops what was said twice.
func (p Problems) Sorted() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	return slices.Compact(p)
}
