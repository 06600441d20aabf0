package recognise

import (
	"regexp"
	"strings"
)

// prefix is what loggers and editors write before each line: a time, with or
// without a date and brackets, or the number of the line.
var prefix = regexp.MustCompile(`^(?:\[?(?:\d{4}[-/.]\d\d[-/.]\d\d[T ]|\w{3} [ \d]\d )?\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?:?| *\d{1,7}[:.|)]?)(?: ?\| ?|[ \t]|$)`)

// withoutPrefix takes a time or a line number off every line, where nine of ten
// lines with content have one. A log looks the same: the caller tries the lines
// as they are first.
func withoutPrefix(lines []string) ([]string, bool) {
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
	out, blanks := make([]string, len(lines)), 20
	for i, line := range lines {
		out[i] = line[len(prefix.FindString(line)):]
		if text := strings.TrimLeft(out[i], " "); text != "" {
			blanks = min(blanks, len(out[i])-len(text))
		}
	}
	for i, line := range out {
		out[i] = line[min(blanks, len(line)):]
	}
	return out, true
}
