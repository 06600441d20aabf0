package linux

import (
	"strings"
	"time"

	"ipsec-diag/parsers/scan"
)

// A Dating says how much of a time a log line gives.
type Dating int

// What the head of a log line gives of its time.
const (
	Undated  Dating = iota // nothing
	Yearless               // Nov 24 04:09:50, in the device's zone
	Zoneless               // 2026-11-24 04:09:50, in the device's zone
	Dated                  // 2026-11-24T04:09:50+0000
)

// CutTime cuts the time from the start of a log line. A time without a year
// has the year 0. In front may stand a syslog priority or a day of the week. What
// follows the time of RFC 5424 is rewritten as older syslogs have it.
func CutTime(s string) (time.Time, Dating, string) {
	head, is5424 := cutPriority(s)
	at, dated, rest := cutTime(cutWeekday(head))
	if dated == Undated {
		return at, dated, s
	}
	if is5424 && dated == Dated {
		rest = classicHead(rest)
	}
	return at, dated, rest
}

func cutTime(s string) (time.Time, Dating, string) {
	if len(s) >= 15 && s[3] == ' ' && s[9] == ':' && s[12] == ':' {
		if t, ok := syslogTime(s[:15]); ok {
			rest := strings.TrimLeft(s[15:], " ")
			if year, ok := cutYear(rest); ok {
				return time.Date(year, t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC), Zoneless, strings.TrimLeft(rest[4:], " ")
			}
			return t, Yearless, rest
		}
	}
	if len(s) >= 19 && s[4] == '-' && s[7] == '-' && s[13] == ':' && s[16] == ':' {
		return isoTime(s)
	}
	return time.Time{}, Undated, s
}

// syslogTime reads "Nov 24 04:09:50" or "Nov  4 04:09:50".
func syslogTime(s string) (time.Time, bool) {
	month := strings.Index("JanFebMarAprMayJunJulAugSepOctNovDec", s[:3])
	day, ok1 := scan.Int(strings.TrimLeft(s[4:6], " "))
	clock, ok2 := clockTime(s[7:15])
	if month < 0 || month%3 != 0 || !ok1 || !ok2 || day < 1 || day > 31 {
		return time.Time{}, false
	}
	return time.Date(0, time.Month(month/3+1), day, 0, 0, 0, 0, time.UTC).Add(clock), true
}

// isoTime reads "2026-11-24T04:09:50" with an optional fraction and zone.
func isoTime(s string) (time.Time, Dating, string) {
	year, ok1 := scan.Int(s[0:4])
	month, ok2 := scan.Int(s[5:7])
	day, ok3 := scan.Int(s[8:10])
	clock, ok4 := clockTime(s[11:19])
	if !ok1 || !ok2 || !ok3 || !ok4 || month < 1 || month > 12 || day < 1 || day > 31 {
		return time.Time{}, Undated, s
	}
	zone, rest, _ := strings.Cut(s[19:], " ")
	if strings.HasPrefix(zone, ".") || strings.HasPrefix(zone, ",") {
		zone = strings.TrimLeft(zone[1:], "0123456789")
	}
	where, how := time.UTC, Zoneless
	if offset, ok := zoneOffset(zone); ok {
		where, how = time.FixedZone("", offset), Dated
		if offset == 0 {
			where = time.UTC
		}
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, where).Add(clock), how, strings.TrimLeft(rest, " ")
}

// zoneOffset reads "Z", "+0100" or "+01:00" into seconds east of Greenwich.
func zoneOffset(s string) (int, bool) {
	if s == "Z" {
		return 0, true
	}
	s = strings.Replace(s, ":", "", 1)
	if len(s) != 5 || (s[0] != '+' && s[0] != '-') {
		return 0, false
	}
	h, ok1 := scan.Int(s[1:3])
	m, ok2 := scan.Int(s[3:5])
	offset := h*3600 + m*60
	if s[0] == '-' {
		offset = -offset
	}
	return offset, ok1 && ok2
}

// clockTime reads "04:09:50".
func clockTime(s string) (time.Duration, bool) {
	h, ok1 := scan.Int(s[0:2])
	m, ok2 := scan.Int(s[3:5])
	sec, ok3 := scan.Int(s[6:8])
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(sec)*time.Second, ok1 && ok2 && ok3
}

// cutYear reads "2026 " behind a time, as ctime(3) prints it.
func cutYear(s string) (int, bool) {
	if len(s) < 5 || s[4] != ' ' || s[:2] != "20" {
		return 0, false
	}
	return scan.Int(s[:4])
}

// cutPriority cuts "<30>" of syslog, and the version "1 " of RFC 5424 behind it.
func cutPriority(s string) (rest string, is5424 bool) {
	end := strings.IndexByte(s, '>')
	if end < 2 || end > 4 || s[0] != '<' || strings.Trim(s[1:end], "0123456789") != "" {
		return s, false
	}
	rest = s[end+1:]
	if after, ok := strings.CutPrefix(rest, "1 "); ok {
		return after, true
	}
	return rest, false
}

// cutWeekday cuts "Wed " or "Wed, ", which some formats of charon.log have.
func cutWeekday(s string) string {
	if len(s) < 5 || !strings.Contains(" Mon Tue Wed Thu Fri Sat Sun ", " "+s[:3]+" ") {
		return s
	}
	if rest, ok := strings.CutPrefix(s[3:], ", "); ok {
		return rest
	}
	if s[3] == ' ' {
		return s[4:]
	}
	return s
}

// classicHead turns "host program 123 - - text" (RFC 5424, section 6) into
// "host program[123]: text". Structured data is not read.
func classicHead(s string) string {
	f := strings.SplitN(s, " ", 6)
	if len(f) < 6 || strings.HasPrefix(f[4], "[") {
		return s
	}
	return f[0] + " " + f[1] + "[" + f[2] + "]: " + f[5]
}
