package strongswan

import (
	"strings"

	"ipsec-diag/parsers/scan"
)

// begins recognises an output by the beginning of one of its lines.
func begins(prefixes ...string) func(*scan.Text) bool {
	return func(text *scan.Text) bool {
		return some(text, func(line string) bool {
			for _, prefix := range prefixes {
				if strings.HasPrefix(line, prefix) {
					return true
				}
			}
			return false
		})
	}
}

// anyLine recognises an output by a line of a pattern.
func anyLine(p pattern) func(*scan.Text) bool {
	return func(text *scan.Text) bool {
		return some(text, func(line string) bool { _, ok := p.match(line); return ok })
	}
}

func some(text *scan.Text, is func(string) bool) bool {
	for n := 0; n < text.Len(); n++ {
		if line := text.Trimmed(n); line != "" && is(line) {
			return true
		}
	}
	return false
}

// alone reports whether the first line with content is of a kind.
func alone(text *scan.Text, is func(string) bool) bool {
	for n := 0; n < text.Len(); n++ {
		if line := text.Trimmed(n); line != "" {
			return is(line)
		}
	}
	return false
}

func isClock(text *scan.Text) bool {
	return alone(text, func(line string) bool { _, ok := clock(line); return ok })
}

func isFlag(text *scan.Text) bool {
	return alone(text, func(line string) bool { return line == "0" || line == "1" })
}

func isConns(text *scan.Text) bool {
	return some(text, func(line string) bool {
		_, rest, ok := cutLast(line, ": IKEv")
		return ok && (strings.Contains(rest, "reauth") || strings.Contains(rest, "rekeying"))
	})
}

func isPolicies(text *scan.Text) bool {
	return alone(text, func(line string) bool {
		name, mode, ok := cutLast(line, ", ")
		return ok && strings.Contains(name, "/") && isMode(mode)
	})
}

func isXfrmState(text *scan.Text) bool {
	return some(text, func(line string) bool {
		return strings.HasPrefix(line, "proto esp spi 0x") || strings.HasPrefix(line, "proto ah spi 0x")
	}) && !isXfrmPolicy(text)
}

func isXfrmPolicy(text *scan.Text) bool {
	return some(text, func(line string) bool {
		return (strings.HasPrefix(line, "dir ") || strings.HasPrefix(line, "socket ")) && strings.Contains(line, " priority ")
	})
}

func isRoute(text *scan.Text) bool {
	return alone(text, func(line string) bool {
		words := strings.Fields(line)
		return noRoute(line) || len(words) > 4 && strings.Contains(line, " dev ") && strings.Contains(line, " src ") && words[0] != "src"
	})
}

func isBriefAddresses(text *scan.Text) bool {
	return alone(text, func(line string) bool {
		words := strings.Fields(line)
		return len(words) >= 2 && (words[1] == "UNKNOWN" || words[1] == "UP" || words[1] == "DOWN" || words[1] == "LOWERLAYERDOWN")
	})
}

func isStatus(text *scan.Text) bool {
	return some(text, func(line string) bool {
		if strings.HasPrefix(line, "Status of IKE charon daemon") || strings.HasPrefix(line, "Security Associations (") {
			return true
		}
		_, _, rest, _, ok := statusName(line)
		return ok && strings.Contains(rest, "ESTABLISHED ") && strings.Contains(rest, "]...")
	})
}

// isLog recognises a log of charon by one line that has a meaning.
func isLog(text *scan.Text) bool {
	for n := 0; n < text.Len(); n++ {
		if strings.HasPrefix(text.Line(n), "-- No entries --") {
			return true
		}
		l := splitLog(text.Line(n))
		if l.text == "" {
			continue
		}
		if l.group != "" || strings.HasPrefix(l.process, "charon") {
			return true
		}
		if sig, _ := findSignature(l.text); sig != nil && (sig.kind != "" || sig.join != nil) {
			return true
		}
	}
	return false
}
