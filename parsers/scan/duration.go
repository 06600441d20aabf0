package scan

import (
	"math"
	"strings"
	"time"
)

// Duration reads a duration as devices print it: "23:59:39", "3d18h", "7w0d",
// "1d 2h", "10d 7h:26m:52s", "1d 02:03:04", "44m17s", "18 days", "2014s",
// "12 seconds ago", "2 weeks, 1 day" and plain seconds. "never", placeholders
// and a clock of two parts, which may be hours or minutes, are not durations.
func Duration(s string) (time.Duration, bool) {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), " ago"))
	if s == "" {
		return 0, false
	}
	var total uint64
	for s != "" {
		amount, rest, ok := durationPart(s, len(s))
		if !ok || amount > math.MaxInt32*uint64(1<<16) || total+amount > math.MaxInt64/uint64(time.Second) {
			return 0, false
		}
		total += amount
		s = strings.TrimLeft(rest, " ,:")
	}
	return time.Duration(total) * time.Second, true
}

// durationPart reads one part, a clock or a number with its unit, in seconds.
func durationPart(s string, whole int) (seconds uint64, rest string, ok bool) {
	n := digits(s)
	value, ok := Uint(s[:n])
	if !ok {
		return 0, "", false
	}
	rest = s[n:]
	if strings.HasPrefix(rest, ":") {
		return clockPart(value, rest)
	}
	rest = strings.TrimLeft(rest, " ")
	letters := 0
	for letters < len(rest) && rest[letters]|0x20 >= 'a' && rest[letters]|0x20 <= 'z' {
		letters++
	}
	if letters == 0 {
		// A bare number is seconds, and then it stands alone.
		return value, rest, rest == "" && n == whole
	}
	unit := unitSeconds(strings.ToLower(rest[:letters]))
	if unit == 0 || value > math.MaxInt64/unit {
		return 0, "", false
	}
	return value * unit, rest[letters:], true
}

// clockPart reads ":mm:ss" after the hours.
func clockPart(hours uint64, s string) (seconds uint64, rest string, ok bool) {
	seconds = hours
	for range 2 {
		if !strings.HasPrefix(s, ":") {
			return 0, "", false
		}
		n := digits(s[1:])
		v, ok := Uint(s[1 : 1+n])
		if !ok || n > 2 || v > 59 || seconds > math.MaxInt64/60 {
			return 0, "", false
		}
		seconds, s = seconds*60+v, s[1+n:]
	}
	return seconds, s, s == "" || s[0] == ' ' || s[0] == ','
}

// unitSeconds returns the length of a unit, and 0 for a word that is none.
// A year is 365 days, as Cisco counts.
func unitSeconds(unit string) uint64 {
	switch unit {
	case "s", "sec", "secs", "second", "seconds":
		return 1
	case "m", "min", "mins", "minute", "minutes":
		return 60
	case "h", "hr", "hrs", "hour", "hours":
		return 3600
	case "d", "day", "days":
		return 86400
	case "w", "wk", "week", "weeks":
		return 7 * 86400
	case "y", "yr", "year", "years":
		return 365 * 86400
	}
	return 0
}
