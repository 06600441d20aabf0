package timeline

import (
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/engine/change"
	"ipsec-diag/parsers/ipsec"
)

// A Look is an earlier run about the same tunnel, from the history.
type Look struct {
	At time.Time
	// Verdict is the health and the headline of then.
	Verdict string
	// Changes are what was otherwise in the look before; Since is when that was.
	Since   time.Time
	Changes []change.Change
}

// looks are what this program found earlier, and between which two of its looks
// something changed.
func looks(past []Look) []Entry {
	var out []Entry
	for _, l := range past {
		for _, c := range l.Changes {
			if c.Device == "" { // the verdict stands beside each look
				continue
			}
			out = append(out, Entry{At: l.At.UTC(), Timed: true, Device: c.Device, Times: 1, Ref: c.NowAt,
				What:   "changed since " + l.Since.UTC().Format(time.DateTime) + ": " + c.What,
				Detail: orNone(c.Was) + " > " + orNone(c.Now)})
		}
		out = append(out, Entry{At: l.At.UTC(), Timed: true, Device: "ipsec-diag", What: "found then: " + l.Verdict, Times: 1})
	}
	return out
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// sentBy says of a DELETE that an end received who sent it, and whether that
// one's log has it.
func sentBy(c *engine.Case, e *engine.End, ev *ipsec.Event) string {
	other := c.Other(e)
	text := "sent by " + other.Called()
	at, dated := e.At(ev)
	if !dated || !other.Read() || !other.Observed(ipsec.AreaEvents) {
		return text
	}
	if shown(other, at, []ipsec.EventKind{ipsec.EventIKEClosed, ipsec.EventTunnelDown, ipsec.EventReauthenticating, ipsec.EventRekeyed, ipsec.EventDaemonStopped}) {
		return text + ", its log has it"
	}
	if other.LogReaches(at) {
		return text + ", its log does not have it"
	}
	return text
}
