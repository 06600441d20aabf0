package linux

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// DateEvents completes times without a year by the device's clock: the latest
// year that does not lie in the future. Without a clock such a time is unknown,
// and only its distance to the others of its log is kept.
func DateEvents(snap *ipsec.Snapshot) {
	now, known := snap.Clock.Get()
	if !known {
		now, known = collected(snap)
	}
	if !known {
		scan.Undate(snap.Events)
		return
	}
	zone := deviceZone(snap)
	for i := range snap.Events {
		ev := &snap.Events[i]
		t, ok := ev.At.Get()
		if !ok || t.Year() != 0 {
			continue
		}
		ev.At = ipsec.Saw(scan.Yearless(t, now.In(zone)), ev.At.Ref())
	}
}

// collected returns when the outputs were collected.
func collected(snap *ipsec.Snapshot) (time.Time, bool) {
	for _, src := range snap.Sources {
		if !src.At.IsZero() {
			return src.At.UTC(), true
		}
	}
	return time.Time{}, false
}

// deviceZone returns the device's time zone, which the journal prints. Without
// it local times are taken as UTC.
func deviceZone(snap *ipsec.Snapshot) *time.Location {
	for i := range snap.Events {
		if t, ok := snap.Events[i].At.Get(); ok && t.Year() != 0 {
			return t.Location()
		}
	}
	return time.UTC
}

// OneLog removes what a second log repeats: a daemon may log to the journal and to
// a file alike. One of them may give the year and the zone of a time.
func OneLog(snap *ipsec.Snapshot) {
	if !severalLogs(snap.Events) {
		return
	}
	seen := map[logKey]*repeats{}
	var kept []ipsec.Event
	for _, ev := range snap.Events {
		k := keyOf(&ev)
		rep := seen[k]
		if rep == nil {
			rep = &repeats{counts: map[string]int{}}
			seen[k] = rep
		}
		n := rep.counts[ev.Ref.Command]
		rep.counts[ev.Ref.Command]++
		if !ev.At.Known() || n >= len(rep.kept) {
			rep.kept = append(rep.kept, len(kept))
			kept = append(kept, ev)
			continue
		}
		old := &kept[rep.kept[n]]
		if t, _ := old.At.Get(); old.Ref.Command != ev.Ref.Command && t.Year() == 0 {
			old.At = ev.At
		}
	}
	snap.Events = kept
}

func severalLogs(events []ipsec.Event) bool {
	for i := range events {
		if events[i].Ref.Command != events[0].Ref.Command {
			return true
		}
	}
	return false
}

// A logKey is what two logs of one daemon have in common for one event.
type logKey struct {
	month       time.Month
	day, second int
	kind        ipsec.EventKind
	reason      string
}

// repeats counts an event per log, and where it was kept.
type repeats struct {
	counts map[string]int
	kept   []int
}

func keyOf(ev *ipsec.Event) logKey {
	t := ev.At.Or(time.Time{})
	return logKey{t.Month(), t.Day(), t.Hour()*3600 + t.Minute()*60 + t.Second(), ev.Kind, ev.Reason}
}

// NoEntries withdraws what an empty journal seems to show: that the journal
// has nothing under this unit's name does not mean that nothing happened, and
// an outsider sees no entries either.
func NoEntries(text *scan.Text, snap *ipsec.Snapshot) {
	src := snap.Source(text.Command())
	for n := 0; n < text.Len(); n++ {
		line := text.Line(n)
		switch {
		case strings.HasPrefix(line, "-- No entries --"):
			text.Take(n)
			if src != nil {
				src.Reveals = nil
			}
		case strings.HasPrefix(line, "-- "):
			text.Take(n) // -- Logs begin at ..., -- Boot ... --
		case strings.HasPrefix(line, "Hint: You are currently not seeing messages"):
			text.Take(n)
			if src != nil {
				src.Answer, src.Reason, src.Reveals = ipsec.Refused, line, nil
			}
		}
	}
}
