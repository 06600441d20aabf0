package scan

import "time"

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
