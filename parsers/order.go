package parsers

import (
	"slices"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// halfYear: a log without years that steps back by more goes on in a new year.
const halfYear = 180 * 24 * time.Hour

// oldestFirst turns the events of one output round where it was printed newest
// first, as by "journalctl -r" or a web page. What comes last in a log is taken
// for what is so now, hence the order matters. A log that goes back and forth
// stays as it is.
func oldestFirst(events []ipsec.Event) {
	printed := slices.Clone(events)
	slices.SortStableFunc(printed, func(a, b ipsec.Event) int { return int(a.Ref.First - b.Ref.First) })
	if descends(printed) && descends(events) {
		slices.Reverse(events)
	}
}

// descends reports whether the times of events step back, and never forward.
func descends(events []ipsec.Event) bool {
	var last time.Time
	seen, steps := false, 0
	for i := range events {
		at, known := events[i].At.Get()
		if !known {
			continue
		}
		if seen && (at.After(last) || at.Year() == 0 && last.Sub(at) > halfYear) {
			return false
		}
		if seen && at.Before(last) {
			steps++
		}
		last, seen = at, true
	}
	return steps > 0
}
