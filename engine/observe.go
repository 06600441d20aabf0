package engine

import (
	"slices"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// This file answers how far an end can be trusted to have shown something:
// what it does not show counts only where it would have.

// Shows reports whether the end showed the area and most of it was understood.
// An output of which more lines are unread than read may hold anything.
func (e *End) Shows(a ipsec.Area) bool {
	if !e.Read() {
		return false
	}
	for _, src := range e.Snap.Sources {
		if src.Answer == ipsec.Answered && src.Unread <= src.Read && slices.Contains(src.Reveals, a) {
			return true
		}
	}
	return false
}

// ServiceDown reports whether the end's IKE daemon is known not to answer.
func (e *End) ServiceDown() bool { return e.Read() && ipsec.Yes(e.Snap.ServiceDown) }

// Standby reports whether the end is the standby member of a redundant pair.
func (e *End) Standby() bool {
	if e.Read() && ipsec.Yes(e.Snap.Standby) {
		return true
	}
	return slices.ContainsFunc(e.IKESAs, func(sa *ipsec.IKESA) bool { return sa.State == ipsec.IKEStandby })
}

// Serves reports whether the end's IKE daemon is known to answer: it listed
// its SAs.
func (e *End) Serves() bool { return e.Shows(ipsec.AreaIKESAs) && !e.ServiceDown() }

// ClockOffset returns by how much the end's clock is ahead of the collector's.
func (e *End) ClockOffset() (time.Duration, bool) {
	if !e.Read() || e.Snap.ClockRead.IsZero() {
		return 0, false
	}
	clock, ok := e.Snap.Clock.Get()
	return clock.Sub(e.Snap.ClockRead), ok
}

// ClockWithin returns how exactly the offset is known: devices print whole
// seconds, and the clock was read at some moment before the answer was there.
func (e *End) ClockWithin() (time.Duration, bool) {
	if _, known := e.ClockOffset(); !known {
		return 0, false
	}
	return time.Second + e.Snap.ClockTook, true
}

// At returns when an event of the end happened, by the collector's clock as
// far as the end's offset is known.
func (e *End) At(ev *ipsec.Event) (time.Time, bool) {
	at, ok := ev.At.Get()
	if offset, known := e.ClockOffset(); known {
		at = at.Add(-offset)
	}
	return at, ok
}

// LogReaches reports whether the end's log goes back to a moment: its first
// dated line of the whole device is not later.
func (e *End) LogReaches(t time.Time) bool {
	if !e.Observed(ipsec.AreaEvents) {
		return false
	}
	for i := range e.Snap.Events {
		if at, ok := e.At(&e.Snap.Events[i]); ok {
			return !at.After(t)
		}
	}
	return false
}

// LogFromStart reports whether the end's log goes back to the start of its IKE
// daemon, so that it holds everything the daemon did.
func (e *End) LogFromStart() bool {
	return e.logFromStart
}
