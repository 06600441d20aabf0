package credential

import (
	"regexp"
	"strings"
	"unicode"
)

// mostComplaint bounds what is shown of a failed command, in bytes.
const mostComplaint = 300

// removed stands where a word may be the secret.
const removed = "[removed]"

// complaintOf is what a failed command complained with: the first line, and the
// list of reasons that vault puts behind it. Later lines may be a trace with the
// secret in it. What the command printed, and what its command line has where
// secrets stand, is removed.
func complaintOf(complaint, printed, command string) string {
	var lines []string
	for line := range strings.Lines(complaint) {
		if line = strings.TrimSpace(strings.Map(printable, line)); line != "" && (len(lines) == 0 || strings.HasPrefix(line, "* ")) {
			lines = append(lines, line)
		}
	}
	text := strings.Join(lines, "; ")
	for _, word := range append(strings.Fields(printed), assigned(command)...) {
		text = strings.ReplaceAll(text, word, removed)
	}
	if text == "" {
		return ""
	}
	if len(text) > mostComplaint {
		text = strings.ToValidUTF8(text[:mostComplaint], "") + "..."
	}
	return ": " + text
}

func printable(c rune) rune {
	if unicode.IsPrint(c) {
		return c
	}
	return ' '
}

var (
	// assignment is a variable or a flag with its value in the same word.
	assignment = regexp.MustCompile(`[A-Za-z_-]+=("[^"]*"|'[^']*'|\S+)`)
	// secretFlag is a flag whose name says that a secret follows.
	secretFlag = regexp.MustCompile(`(?i)\s--?[a-z-]*(?:token|pass|secret|key|pin)[a-z-]*\s+("[^"]*"|'[^']*'|\S+)`)
	inURL      = regexp.MustCompile(`://[^/\s:@]*:([^/\s@]+)@`)
)

// assigned are the parts of a command line that may be secrets themselves.
func assigned(command string) (words []string) {
	for _, shape := range []*regexp.Regexp{assignment, secretFlag, inURL} {
		for _, m := range shape.FindAllStringSubmatch(command, -1) {
			if word := strings.Trim(m[1], `"'`); word != "" {
				words = append(words, word)
			}
		}
	}
	return words
}
