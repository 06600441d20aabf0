package pipeline

import (
	"time"

	"ipsec-diag/cmd/internal/report"
)

// Analyze judges what was loaded. The reference time is the given one, or the
// time at which the outputs were collected where they say so; without either
// it stays unknown, and rules that need it say so.
func (a *Agent) Analyze(l *Loaded, now time.Time) *report.Run {
	if now.IsZero() {
		now = l.Judged
	}
	if now.IsZero() {
		now = collectedAt(l.Readings)
	}
	at := *a
	at.Now = func() time.Time { return now }
	if l.Inventory != nil {
		at.Inventory = l.Inventory
	}
	run := &report.Run{Started: now, Notes: l.Notes}
	at.judge(run, l.Readings, "")
	return run
}

// collectedAt returns the latest time at which a capture was made.
func collectedAt(readings []*Reading) time.Time {
	var latest time.Time
	for _, r := range readings {
		if r.Capture.Finished.After(latest) {
			latest = r.Capture.Finished
		}
	}
	return latest
}
