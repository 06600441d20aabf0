package scan

import (
	"time"

	"ipsec-diag/parsers/ipsec"
)

// InZone reads the same digits in another zone.
func InZone(t time.Time, zone *time.Location) time.Time {
	return inYear(t, t.Year(), zone)
}

// Yearless completes a time that a log prints without a year, and that was read
// as of any leap year: the latest year, in the zone of the clock, that does not
// put it more than a day into the future.
func Yearless(t, clock time.Time) time.Time {
	for year := clock.Year(); ; year-- {
		full := inYear(t, year, clock.Location())
		leapless := full.Day() != t.Day() // 29 February of another year
		if !leapless && !full.After(clock.Add(24*time.Hour)) {
			return full
		}
	}
}

func inYear(t time.Time, year int, zone *time.Location) time.Time {
	_, m, d := t.Date()
	return time.Date(year, m, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
}

// Undate makes the times of the year 0, those a log prints without a year and
// that no clock completed, unknown. What is kept is how far they lie apart:
// the lines of a log are in order, so a step back by months is a new year.
func Undate(events []ipsec.Event) {
	type log struct{ first, last time.Time }
	logs := map[string]*log{}
	for i := range events {
		ev := &events[i]
		at, ok := ev.At.Get()
		if !ok || at.Year() != 0 {
			continue
		}
		l := logs[ev.Ref.Command]
		if l == nil {
			l = &log{first: at, last: at}
			logs[ev.Ref.Command] = l
		}
		for l.last.Sub(at) > 180*24*time.Hour {
			at = at.AddDate(1, 0, 0)
		}
		l.last = at
		ev.Elapsed = ipsec.Saw(at.Sub(l.first), ev.At.Ref())
		ev.At = ipsec.Time{}
	}
}
