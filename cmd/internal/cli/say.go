package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	runreport "ipsec-diag/cmd/internal/report"
)

// say writes a message to standard error. On a terminal it breaks lines at blanks
// where they get too long; what is not a terminal gets one line each to search.
func say(w io.Writer, text string) {
	text = "ipsec-diag: " + strings.TrimRight(text, "\n")
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) { //nolint:gosec // a descriptor is small
		text = breakAtBlanks(text, runreport.Width)
	}
	fmt.Fprintln(w, text)
}

// breakAtBlanks breaks lines of more than width columns at their blanks. A path
// that is longer stays whole, to be copied.
func breakAtBlanks(text string, width int) string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		for utf8.RuneCountInString(line) > width {
			at := lastBlank(line, width)
			if at < 0 {
				break
			}
			out, line = append(out, strings.TrimRight(line[:at], " ")), "  "+strings.TrimLeft(line[at:], " ")
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// lastBlank is the last blank among the first columns of a line behind its
// indent, or the first one after them; -1 without any.
func lastBlank(line string, width int) int {
	begin := len(line) - len(strings.TrimLeft(line, " "))
	found, column := -1, 0
	for i, r := range line {
		if r == ' ' && i > begin {
			if column > width {
				if found < 0 {
					return i
				}
				return found
			}
			found = i
		}
		column++
	}
	return found
}
