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
// the start ("1w2d:") give no time. A relay's own time only counts where the
// device printed none.
func splitLog(line string, at ipsec.Ref) (when ipsec.Time, message string, stamped bool) {
	h := logHeading{rest: line, message: line}
	for range 16 {
		word, more := cutWord(h.rest)
		if word == "" || strings.HasPrefix(word, "%") || isDebug(word) {
			return h.end(at)
		}
		if since, _ := sinceStart(word); since {
			return ipsec.Time{}, more, true
		}
		if !h.time(word, more) && !h.skip(word, more) {
			break
		}
	}
	if !h.stamped {
		return ipsec.Time{}, line, false
	}
	return ipsec.Saw(h.device, at), h.message, true
}

// A logHeading is what stands before the message of a log line.
type logHeading struct {
	rest    string    // what is not read yet
	device  time.Time // the device's own time, the last before the message
	relay   time.Time // the time of a relay
	stamped bool      // there is a time of the device
	relayed bool
	message string // what follows the device's time
}

// time reads a time at word: the device's, which ends in a colon, or a relay's.
func (h *logHeading) time(word, more string) bool {
	if month(word) != 0 {
		if t, after, ok := stamp(word, more); ok {
			h.device, h.stamped, h.message, h.rest = t, true, after, after
			return true
		}
		if t, after, ok := relayStamp(word, more); ok && !h.stamped {
			h.relay, h.relayed, h.rest = t, true, after
			return true
		}
		return false
	}
	if t, ok := isoStamp(word); ok && !h.stamped {
		h.relay, h.relayed, h.rest = t, true, more
		return true
	}
	return false
}

// skip passes a word that may stand before the device's time: a number, a mark,
// a name with a colon; behind the time of a relay any word, for its name.
func (h *logHeading) skip(word, more string) bool {
	if !strings.HasSuffix(word, ":") && !isStampMark(word) && (!h.relayed || h.stamped) {
		return false
	}
	h.rest = more
	return true
}

// end is reached at the message's first word.
func (h *logHeading) end(at ipsec.Ref) (ipsec.Time, string, bool) {
	switch {
	case h.stamped:
		return ipsec.Saw(h.device, at), h.message, true
	case h.relayed:
		return ipsec.Saw(h.relay, at), h.rest, true
	}
	return ipsec.Time{}, h.message, false
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

// dayAndClock reads "21 [2025] 07:03:50.270"; the year 0000 stands for none.
func dayAndClock(text string) (day, year, clock, rest string) {
	day, rest = cutWord(text)
	clock, rest = cutWord(rest)
	year = "0000"
	if _, isNumber := scan.Uint(clock); isNumber && len(clock) == 4 {
		year = clock
		clock, rest = cutWord(rest)
	}
	return day, year, clock, rest
}

// stamp reads "Sep 21 [2025] 07:03:50.270 [EST]:" of which the month is given.
func stamp(monthWord, rest string) (time.Time, string, bool) {
	day, year, clock, rest := dayAndClock(rest)
	ended := strings.HasSuffix(clock, ":")
	name := ""
	if !ended {
		word, more := cutWord(rest)
		if name = strings.TrimSuffix(word, ":"); name == word || strings.Trim(name, "0123456789") == "" {
			return time.Time{}, "", false // behind a relay's time stand its name and a number
		}
		rest = more
	}
	month := strings.TrimLeft(monthWord, "*.")
	when, ok := assemble(strings.TrimSuffix(clock, ":"), name, month, day, year)
	return when, rest, ok
}

// relayStamp reads "Nov 25 [2026] 10:11:12" of a syslog relay, which has no
// colon behind it.
func relayStamp(monthWord, rest string) (time.Time, string, bool) {
	day, year, clock, rest := dayAndClock(rest)
	when, ok := assemble(clock, "", monthWord, day, year)
	return when, rest, ok
}

// isoStamp reads the time of RFC 5424. Its zone is exact, so it keeps a name
// that no administrator gives: the offset.
func isoStamp(word string) (time.Time, bool) {
	if len(word) < 19 || word[4] != '-' || word[10] != 'T' {
		return time.Time{}, false
	}
	when, err := time.Parse("2006-01-02T15:04:05Z07:00", word)
	if err != nil {
		return time.Time{}, false
	}
	_, offset := when.Zone()
	return when.In(time.FixedZone(when.Format("-07:00"), offset)), true
}

// isExact reports whether a time was printed with its offset.
func isExact(t time.Time) bool {
	name, _ := t.Zone()
	return strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-")
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
