package data

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// A rejection is a check that the receiver of ESP makes, with what shows that
// it failed.
type rejection struct {
	counter func(*ipsec.Counters) ipsec.Count
	event   ipsec.EventKind
	says    string
}

// judge looks for the rejection at both ends. The counter of an SA belongs to
// that SA; a counter that outlives rekeys is history unless the log confirms.
func (r rejection) judge(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaChildSAs); missing != nil {
		if m := c.LacksAny(ipsec.AreaEvents); m != nil {
			return engine.Unobserved(append(missing, m...)...)
		}
	}
	known := false
	for _, e := range c.Ends() {
		ev := engine.Last(e.Own(e.SinceChildUp()), r.event)
		for _, sa := range e.ChildrenUp() {
			n := r.counter(&sa.Counters)
			known = known || n.Known()
			if v, holds := r.counted(e, sa, ev); holds {
				return v
			}
		}
		if ev != nil {
			return engine.Hold(engine.Certain, engine.FromEvent(e, ev, r.says)).By(engine.PrintedByVerifier).
				With("at " + e.Name + ", " + times(engine.Count(e.Own(e.SinceChildUp()), r.event))).Began(ev)
		}
	}
	if !known && len(c.LacksAny(ipsec.AreaEvents)) > 0 {
		return engine.Unobserved("the error counters of the Child SAs by class, or the log")
	}
	return engine.Silent("")
}

// counted judges the counter of one SA: it must be more than a stray packet.
func (r rejection) counted(e *engine.End, sa *ipsec.ChildSA, ev *ipsec.Event) (engine.Verdict, bool) {
	n, ok := r.counter(&sa.Counters).Get()
	grew, compared := e.GrewSince(sa, r.counter)
	if compared {
		n = grew
	}
	received := sa.Counters.InPackets.Or(0)
	if !ok || n == 0 || n < engine.LeastStimulus && n*1000 < received {
		return engine.Verdict{}, false
	}
	v := engine.Hold(engine.Strong, engine.Show(e, engine.FromCounter, r.counter(&sa.Counters).Ref(), r.says)).
		With(fmt.Sprintf("%d packets at %s, %d accepted", n, e.Name, received))
	if ev != nil {
		v.Evidence = append(v.Evidence, engine.FromEvent(e, ev, r.says))
		v = v.Began(ev)
	}
	switch {
	case compared:
		return v.By(engine.PrintedByVerifier), true
	case sa.PerFlow && ev == nil:
		return v.Capped(engine.Cap{Points: 60, Why: "the counter outlives rekeys, so it may be history"}), true
	}
	return v, true
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
