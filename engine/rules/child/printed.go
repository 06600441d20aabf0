package child

import (
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// printed returns the verdict of a cause that the end which made the check
// prints. When a Child SA is up that its log does not tell of, the line may be
// older than that SA.
func printed(e *engine.End, ev *ipsec.Event, says string) engine.Verdict {
	v := engine.Hold(engine.Certain, engine.FromEvent(e, ev, says)).Began(ev)
	if overtaken(e, ev) {
		return v.Capped(engine.CapOldLog)
	}
	return v.By(engine.PrintedByVerifier)
}

// overtaken reports whether a refusal may be older than a Child SA that is up.
// A log with the births of Child SAs settles the order by itself.
func overtaken(e *engine.End, ev *ipsec.Event) bool {
	up := e.ChildrenUp()
	if len(up) == 0 || engine.Last(e.Own(e.Events), ipsec.EventChildEstablished, ipsec.EventTunnelUp) != nil {
		return false
	}
	if slices.ContainsFunc(e.ChildSAs, func(sa *ipsec.ChildSA) bool { return sa.State == ipsec.ChildAbsent && sa.Counters.SendErrors.Or(0) > 0 }) {
		return false
	}
	now, known := e.Snap.Clock.Get()
	at, dated := ev.At.Get()
	return !known || !dated || slices.ContainsFunc(up, func(sa *ipsec.ChildSA) bool {
		age, ok := sa.Age.Get()
		return !ok || !at.After(now.Add(-age))
	})
}
