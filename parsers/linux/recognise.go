package linux

import (
	"strings"

	"ipsec-diag/parsers/scan"
)

// Begins recognises an output by the beginning of one of its lines.
func Begins(prefixes ...string) func(*scan.Text) bool {
	return func(text *scan.Text) bool {
		return Some(text, func(line string) bool {
			for _, prefix := range prefixes {
				if strings.HasPrefix(line, prefix) {
					return true
				}
			}
			return false
		})
	}
}

// Some reports whether a line with content is of a kind.
func Some(text *scan.Text, is func(string) bool) bool {
	for n := 0; n < text.Len(); n++ {
		if line := text.Trimmed(n); line != "" && is(line) {
			return true
		}
	}
	return false
}

// First reports whether the first line with content is of a kind.
func First(text *scan.Text, is func(string) bool) bool {
	for n := 0; n < text.Len(); n++ {
		if line := text.Trimmed(n); line != "" {
			return is(line)
		}
	}
	return false
}

func isClock(text *scan.Text) bool {
	return First(text, func(line string) bool { _, ok := clock(line); return ok })
}

func isFlag(text *scan.Text) bool {
	return First(text, func(line string) bool { return line == "0" || line == "1" })
}

func isXfrmState(text *scan.Text) bool {
	return Some(text, func(line string) bool {
		return strings.HasPrefix(line, "proto esp spi 0x") || strings.HasPrefix(line, "proto ah spi 0x") ||
			strings.HasPrefix(line, "@") && strings.Contains(line, " from ") && strings.Contains(line, " spi 0x")
	}) && !IsPolicy(text)
}

// IsPolicy recognises the output of "ip xfrm policy".
func IsPolicy(text *scan.Text) bool {
	return Some(text, func(line string) bool {
		return (strings.HasPrefix(line, "dir ") || strings.HasPrefix(line, "socket ")) && strings.Contains(line, " priority ")
	})
}

func isRoute(text *scan.Text) bool {
	return First(text, func(line string) bool {
		words := strings.Fields(line)
		return noRoute(line) || len(words) > 4 && strings.Contains(line, " dev ") && strings.Contains(line, " src ") && words[0] != "src"
	})
}

func isBriefAddresses(text *scan.Text) bool {
	return First(text, func(line string) bool {
		words := strings.Fields(line)
		return len(words) >= 2 && (words[1] == "UNKNOWN" || words[1] == "UP" || words[1] == "DOWN" || words[1] == "LOWERLAYERDOWN")
	})
}
