package ciscoios

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// splitLog cuts a log line into its time and its message. In front of the time
// may stand a syslog priority, a relay and a sequence number; "*" and "." mark a
// clock that is not synchronised. A time without a year is of year 0. Times since
// the start ("1w2d:") give no time.
func splitLog(line string, at ipsec.Ref) (when ipsec.Time, message string, stamped bool) {
	rest := line
	for range 6 {
		word, more := cutWord(rest)
		if month(word) != 0 {
			if t, after, ok := stamp(word, more); ok {
				return ipsec.Saw(t, at), after, true
			}
			break
		}
		if !strings.HasSuffix(word, ":") || strings.HasPrefix(word, "%") || isDebug(word) {
			if !isStampMark(word) {
				break
			}
		}
		if d, ok := sinceStart(word); ok && d {
			return ipsec.Time{}, more, true
		}
		rest = more
	}
	return ipsec.Time{}, line, false
}

// isStampMark reports whether a word may stand before a time: a mark of its
// own, or the name of a relay.
func isStampMark(word string) bool { return word == "*" || word == "." || strings.HasPrefix(word, "<") }

// sinceStart reports whether a word is a time since the start: 00:00:47: or 1w2d:.
func sinceStart(word string) (bool, bool) {
	text, ok := strings.CutSuffix(strings.TrimLeft(word, "*."), ":")
	if !ok || len(text) < 4 || strings.Trim(text, "0123456789") == "" {
		return false, false
	}
	_, ok = scan.Duration(text)
	return ok, ok
}

// month returns the month a word names, possibly marked, or 0.
func month(word string) time.Month {
	word = strings.TrimLeft(word, "*.")
	for m := time.January; m <= time.December; m++ {
		if word == m.String()[:3] {
			return m
		}
	}
	return 0
}

// stamp reads "Sep 21 [2025] 07:03:50.270 [EST]:" of which the month is given.
func stamp(monthWord, rest string) (time.Time, string, bool) {
	day, rest := cutWord(rest)
	clock, rest := cutWord(rest)
	year := "0000"
	if _, isNumber := scan.Uint(clock); isNumber && len(clock) == 4 {
		year = clock
		clock, rest = cutWord(rest)
	}
	ended := strings.HasSuffix(clock, ":")
	name := "UTC"
	if !ended {
		word, more := cutWord(rest)
		if !strings.HasSuffix(word, ":") {
			return time.Time{}, "", false
		}
		name, rest = strings.TrimSuffix(word, ":"), more
	}
	month := strings.TrimLeft(monthWord, "*.")
	when, ok := assemble(strings.TrimSuffix(clock, ":"), name, month, day, year)
	return when, rest, ok
}

// mnemonic finds the last "%FACILITY-SEVERITY-MNEMONIC: text" of a message; a
// platform message may carry another one. The key leaves the severity out.
func mnemonic(message string) (key, text string, ok bool) {
	for i := strings.LastIndexByte(message, '%'); i >= 0; i = strings.LastIndexByte(message[:i], '%') {
		name, rest, found := strings.Cut(message[i+1:], ":")
		if !found {
			continue
		}
		first := strings.IndexByte(name, '-')
		last := strings.LastIndexByte(name, '-')
		if first > 0 && last > first+1 && strings.Trim(name[last-1:last], "0123456789") == "" && !strings.ContainsAny(name, " \t") {
			return name[:last-2] + name[last:], rest, true
		}
	}
	return "", "", false
}
