package audit

import (
	"slices"
	"strings"
)

// indexOf returns the first line that holds a word, -1 for none. Letters that
// stand beside the word make it another one: "aes" is not in "phases".
func indexOf(lines []string, word string) int {
	if word == "" {
		return -1
	}
	return slices.IndexFunc(lines, func(line string) bool { return holdsWord(line, word) })
}

func holdsWord(line, word string) bool {
	for from := 0; ; {
		i := strings.Index(line[from:], word)
		if i < 0 {
			return false
		}
		i += from
		before := i == 0 || !isLetter(line[i-1])
		after := i+len(word) == len(line) || !isLetter(line[i+len(word)])
		if before && after {
			return true
		}
		from = i + 1
	}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func trimmed(lines []string) []string {
	out := make([]string, 0, len(lines))
	for _, l := range lines {
		out = append(out, strings.TrimSpace(l))
	}
	return out
}
