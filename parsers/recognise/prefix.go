package recognise

import (
	"regexp"
	"strings"
)

// prefix is what loggers and editors write before each line: a time, with or
// without a date and brackets, or the number of the line.
var prefix = regexp.MustCompile(`^(?:\[?(?:\d{4}[-/.]\d\d[-/.]\d\d[T ]|\w{3} [ \d]\d )?\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?:?| *\d{1,7}[:.|)]?)(?: ?\| ?|[ \t]|$)`)

// barred is what stands before a bar: nothing, or a time, a number, a name.
var barred = regexp.MustCompile(`^(?:[^ |]+ +){0,3}\| ?`)

// withoutBar takes everything up to a bar off every line.
func withoutBar(lines []string) ([]string, bool) { return without(barred, lines) }

// withoutPrefix takes a time or a line number off every line, where nine of ten
// lines with content have one. A log looks the same: the caller tries the lines
// as they are first.
func withoutPrefix(lines []string) ([]string, bool) { return without(prefix, lines) }

func without(prefix *regexp.Regexp, lines []string) ([]string, bool) {
	content, found := 0, 0
	for _, line := range lines {
		if line == "" {
			continue
		}
		content++
		if prefix.MatchString(line) {
			found++
		}
		if content == 100 && found < 80 {
			return nil, false
		}
	}
	if found < 3 || found*10 < content*9 {
		return nil, false
	}
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = line[len(prefix.FindString(line)):]
	}
	if less, ok := withoutIndent(out); ok {
		out = less
	}
	return out, true
}

// withoutIndent takes away the blanks with which every line begins.
func withoutIndent(lines []string) ([]string, bool) {
	blanks := 80
	for _, line := range lines {
		if text := strings.TrimLeft(line, " "); text != "" {
			blanks = min(blanks, len(line)-len(text))
		}
	}
	if blanks == 0 {
		return nil, false
	}
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = line[min(blanks, len(line)):]
	}
	return out, true
}
