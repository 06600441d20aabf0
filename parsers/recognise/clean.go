package recognise

import (
	"regexp"
	"strings"
)

var (
	// ansi are terminal control sequences (ECMA-48), and window titles.
	ansi = regexp.MustCompile("\x1b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|[()][0-9A-Za-z]|[=>78])")
	// pager is what pagers leave: "--More--", "<--- More --->", "---(more 12%)---",
	// "lines 1-24", "-- [Q quit|D dump|down]".
	pager = regexp.MustCompile(`^(?: ?--+ ?More ?--+ ?| ?<--- More --->| ?---\(more(?: \d+%)?\)---|lines \d+-\d+(?:/\d+)?(?: \d+%| \(END\))? ?$|\(END\) ?$|-- \[Q quit\|[^\]]*\])[\x08\r ]*`)
	// fence is what forums put around code, and terminals around a log.
	fence = regexp.MustCompile("(?i)^\\s*(?:```+\\w*|~~~+\\w*|\\[/?code(?:=\\w+)?\\]|</?(?:pre|code)>(?:</?(?:pre|code)>)?|=~=~=.*=~=~=|---\\(more\\)---)\\s*$")
	// typographic is what word processors and web pages make of plain characters.
	typographic = strings.NewReplacer("\u00a0", " ", "\u2007", " ", "\u202f", " ", "\u2009", " ", "\u2002", " ", "\u2003", " ",
		"\u2018", "'", "\u2019", "'", "\u201c", `"`, "\u201d", `"`, "\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2014", "--",
		"\u200b", "", "\u2060", "", "\ufeff", "")
)

// clean splits a paste into lines and takes away what the terminal or the mail
// program added. No line is added or removed, so line numbers stay. It reports
// whether the lines are still those of the text.
func clean(text string) (lines []string, same bool) {
	lines, same = strings.Split(text, "\n"), true
	ascii := isPlain(text)
	for i, line := range lines {
		if !ascii {
			line = cleanLine(line)
		}
		line = unmarked(line)
		same = same && len(line) == len(lines[i]) && (ascii || line == lines[i])
		lines[i] = line
	}
	for unquote(lines) {
		same = false // a reply to a reply is quoted twice
	}
	return lines, same
}

// isPlain reports whether a text has nothing of what [cleanLine] takes away:
// carriage returns, backspaces, escapes, and the first bytes of typographic
// characters. Most texts are plain, and to look for single bytes is fast.
func isPlain(text string) bool {
	for _, c := range []byte{'\r', 0x08, 0x1b, 0xc2, 0xe2, 0xef} {
		if strings.IndexByte(text, c) >= 0 {
			return false
		}
	}
	return true
}

func cleanLine(line string) string {
	line = strings.TrimRight(line, "\r")
	if control, other := special(line); control || other {
		line = withoutControl(line, other)
	}
	return line
}

// unmarked takes a fence or what a pager left off a line.
func unmarked(line string) string {
	at := 0
	for at < len(line) && (line[at] == ' ' || line[at] == '\t') {
		at++
	}
	if at == len(line) || len(line) > 200 || !marksLine[line[at]] {
		return line // nothing below begins otherwise, and most lines are plain
	}
	if fence.MatchString(line) {
		return ""
	}
	return pager.ReplaceAllString(line, "")
}

// marksLine are the characters with which a fence or a pager's line begins.
var marksLine = [256]bool{'`': true, '~': true, '[': true, '<': true, '=': true, '-': true, 'l': true, '(': true}

// special reports whether a line has control characters, and whether it has
// others than those of ASCII.
func special(line string) (control, other bool) {
	for i := range len(line) {
		control = control || line[i] < ' ' && line[i] != '\t'
		other = other || line[i] >= 0x80
	}
	return control, other
}

func withoutControl(line string, other bool) string {
	if strings.IndexByte(line, 0x1b) >= 0 {
		line = ansi.ReplaceAllString(line, "")
	}
	if other {
		line = typographic.Replace(line)
	}
	line = pager.ReplaceAllString(line, "")
	if at := strings.LastIndexByte(line, '\r'); at >= 0 {
		line = line[at+1:]
	}
	if strings.IndexByte(line, 0x08) >= 0 {
		line = overwritten(line)
	}
	return line
}

// overwritten returns what a line with backspaces shows: each moves back by
// one, and what follows stands over what was there.
func overwritten(line string) string {
	out, at := make([]byte, 0, len(line)), 0
	for _, c := range []byte(line) {
		switch {
		case c == 0x08:
			at = max(at-1, 0)
			continue
		case at < len(out):
			out[at] = c
		default:
			out = append(out, c)
		}
		at++
	}
	return string(out)
}

// unquote takes one mark of quoting ("> ") off the lines that have it, where
// three or more stand together or nothing else does. A mail holds other lines.
func unquote(lines []string) (found bool) {
	for start := 0; start < len(lines); start++ {
		end, marked := start, 0
		for end < len(lines) && (strings.HasPrefix(lines[end], ">") || lines[end] == "") {
			if lines[end] != "" {
				marked++
			}
			end++
		}
		if marked >= 3 || marked > 0 && end-start == len(lines) {
			for i := start; i < end; i++ {
				lines[i] = strings.TrimPrefix(strings.TrimPrefix(lines[i], ">"), " ")
			}
			found = true
		}
		start = max(start, end-1)
	}
	return found
}
