package recognise

import (
	"regexp"
	"strings"
)

var (
	// ansi are terminal control sequences (ECMA-48).
	ansi = regexp.MustCompile("\x1b(?:\\[[0-9;?]*[ -/]*[@-~]|[()][0-9A-Za-z]|[=>78])")
	// pager is what pagers leave: "--More--", "<--- More --->", "---(more 12%)---".
	pager = regexp.MustCompile(`^(?: ?--More-- ?| ?<--- More --->| ?---\(more(?: \d+%)?\)---)[\x08\r ]*`)
)

// clean splits a paste into lines and takes away what the terminal or the mail
// program added. No line is added or removed, so line numbers stay.
func clean(text string) []string {
	lines := strings.Split(text, "\n")
	quoted := isQuoted(lines)
	for i, line := range lines {
		line = strings.TrimRight(line, "\r")
		if quoted {
			line = strings.TrimPrefix(strings.TrimPrefix(line, ">"), " ")
		}
		if strings.Contains(line, "\x1b") {
			line = ansi.ReplaceAllString(line, "")
		}
		if strings.Contains(line, "ore") {
			line = pager.ReplaceAllString(line, "")
		}
		if at := strings.LastIndexByte(line, '\r'); at >= 0 {
			line = line[at+1:]
		}
		lines[i] = strings.ReplaceAll(line, "\x08", "")
	}
	return lines
}

// isQuoted reports whether every line with content is quoted as in a mail.
func isQuoted(lines []string) bool {
	any := false
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if !strings.HasPrefix(line, ">") {
			return false
		}
		any = true
	}
	return any
}
