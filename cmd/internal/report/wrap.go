package report

import (
	"strings"
	"unicode/utf8"
)

// Width is the number of columns a report keeps to.
const Width = 80

// wrap breaks text into lines of at most Width columns: the first begins with
// first, the others with rest. A word longer than a line is broken, never cut.
// What would move the cursor or hide text is written out.
func wrap(first, rest, text string) string { return WrapTo(Width, first, rest, text) }

// WrapTo is the same for another number of columns.
func WrapTo(width int, first, rest, text string) string {
	var b strings.Builder
	line, indent := first, first
	empty := true
	flush := func() {
		b.WriteString(strings.TrimRight(line, " "))
		b.WriteByte('\n')
		line, indent, empty = rest, rest, true
	}
	for _, word := range strings.Fields(visible(text)) {
		for {
			room := width - columns(line)
			if !empty {
				room--
			}
			if columns(word) <= room {
				if !empty {
					line += " "
				}
				line, empty = line+word, false
				break
			}
			if !empty {
				flush()
				continue
			}
			n := max(1, width-columns(indent))
			head := firstRunes(word, n)
			line, word = line+head, word[len(head):]
			empty = false
			flush()
			if word == "" {
				break
			}
		}
	}
	if !empty {
		flush()
	}
	return b.String()
}

// fold breaks a quoted line into lines of at most Width columns and keeps it
// exact: blanks count, and a break stands at a blank where there is one.
func fold(first, rest, line string) string {
	var b strings.Builder
	indent := first
	line = visible(line)
	for {
		room := max(1, Width-columns(indent))
		head := firstRunes(line, room)
		if len(head) == len(line) {
			b.WriteString(strings.TrimRight(indent+line, " ") + "\n")
			return b.String()
		}
		if at := strings.LastIndexByte(head, ' '); at > room/2 {
			head = head[:at+1]
		}
		b.WriteString(indent + head + "\n")
		line, indent = line[len(head):], rest
	}
}

func columns(s string) int { return utf8.RuneCountInString(s) }

// firstRunes returns the first n runes of s.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
