package libreswan

import (
	"strings"

	"ipsec-diag/parsers/scan"
)

// bare returns a line without the number whack puts before it: "000 " of a
// status, "002 " of a log line, "1v2 " of a negotiation. Libreswan 5 has none.
func bare(line string) string {
	line = strings.TrimLeft(line, " \t")
	if len(line) < 3 || !isDigit(line[0]) || !isDigit(line[2]) || !isDigit(line[1]) && line[1] != 'v' {
		return line
	}
	if len(line) == 3 {
		return ""
	}
	if line[3] != ' ' {
		return line
	}
	return line[4:]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// content returns line n without whack's number and without blanks around it.
// Where nothing is left the line says nothing and is taken.
func content(text *scan.Text, n int) string {
	line := strings.TrimSpace(bare(text.Line(n)))
	if line == "" {
		text.Take(n)
	}
	return line
}

// some reports whether a line, without whack's number, is of a kind.
func some(text *scan.Text, is func(string) bool) bool {
	for n := 0; n < text.Len(); n++ {
		if line := strings.TrimSpace(bare(text.Line(n))); line != "" && is(line) {
			return true
		}
	}
	return false
}

// saysDown reports whether a text says that pluto does not run.
func saysDown(text *scan.Text) bool { return some(text, plutoDown) }
