package stability

import (
	"fmt"
	"slices"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// scheduledDrops says that the tunnel is lost at one time of day, on several
// days: a provider that reconnects the line, a backup, a scheduled job.
var scheduledDrops = engine.Rule{
	ID:       "stability/scheduled-drops",
	Title:    "The tunnel drops at the same time of day",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerPath,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"stability/dpd-timeout", "stability/flapping"},
	Judge:    judgeScheduledDrops,
}

const (
	// fewestDays is on how many days the tunnel must have been lost.
	fewestDays = 3
	// narrowArc is the part of the day into which all losses fall: three at random
	// do so once in 770 times. wideArc is one that bounds the circular variance at
	// 0.1 (knowledge file, section E.3): the resultant of directions within an arc
	// of 2*25.8 degrees is 0.9 at least. Five at random fall into it once in 470.
	narrowArc = 30 * time.Minute
	wideArc   = 12400 * time.Second
	forWide   = 5
)

func judgeScheduledDrops(c *engine.Case) engine.Verdict {
	if missing := noLog(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		lost := engine.Unplanned(e.Lives())
		times, days := timesOfDay(lost)
		if days < fewestDays {
			continue
		}
		width, start := arc(times)
		base := 0
		switch {
		case width <= narrowArc:
			base = 75
		case width <= wideArc && len(times) >= forWide:
			base = 60
		default:
			return engine.Silent("the losses do not keep to one time of day")
		}
		v := engine.Hold(base).Began(lost[0].Down).
			With(fmt.Sprintf("%s: lost %d times on %d days, from %s within %s", e.Called(), len(times), days, clockTime(start), width)).
			SettledBy("look for what happens at that time: a reconnect by the provider, a backup, a scheduled job")
		for _, l := range lost {
			v.Evidence = append(v.Evidence, engine.FromEvent(e, l.Down, "the tunnel ends"))
		}
		if ofADay(e, lost) {
			v = v.Weakened("an SA lifetime of a day would do the same")
		}
		return v
	}
	return engine.Silent("")
}

// timesOfDay returns the seconds of the day of the losses, by the device's clock,
// and on how many days they were. Only lines with a whole date count.
func timesOfDay(lost []engine.Life) (times []time.Duration, days int) {
	seen := map[int]bool{}
	for _, l := range lost {
		at, ok := l.Down.At.Get()
		if !ok || at.Year() < 2000 {
			continue
		}
		midnight := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location())
		times = append(times, at.Sub(midnight).Truncate(time.Second))
		seen[at.Year()*1000+at.YearDay()] = true
	}
	return times, len(seen)
}

// arc returns the shortest part of the day that has all times, which may pass
// midnight: the day without its largest gap.
func arc(times []time.Duration) (width, start time.Duration) {
	times = slices.Sorted(slices.Values(times))
	largest := day - times[len(times)-1] + times[0]
	start = times[0]
	for i := 1; i < len(times); i++ {
		if gap := times[i] - times[i-1]; gap > largest {
			largest, start = gap, times[i]
		}
	}
	return day - largest, start
}

// day is the length of one.
const day = 24 * time.Hour

func clockTime(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60)
}

// ofADay reports whether an end has a timer of a day: its losses then come at one
// time of day as well.
func ofADay(e *engine.End, lost []engine.Life) bool {
	for _, t := range e.Timers() {
		if t.Usual || t.After < day-day/20 || t.After > day+day/20 {
			continue
		}
		for _, l := range lost {
			if d, timed := l.Lasted(); timed && t.Near(d) {
				return true
			}
		}
	}
	return false
}
