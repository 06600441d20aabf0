package child

import (
	"fmt"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// lifetimeMismatch says that the lifetimes of the Child SA differ and that it
// ran out. Lifetimes may differ (RFC 7296, section 2.8); only an end that lets
// an SA expire makes it a fault.
var lifetimeMismatch = engine.Rule{
	ID:       "child/lifetime-mismatch",
	Title:    "The IPsec lifetimes differ and one end lets the SA expire without a rekey",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaEvents},
	Explains: []string{"child/rekey-failed", "data/spi-mismatch", "stability/lifetime-aligned-drops"},
	Judge:    judgeLifetimeMismatch,
}

func judgeLifetimeMismatch(c *engine.Case) engine.Verdict {
	a, nameA := lifetimeOf(&c.Local)
	b, nameB := lifetimeOf(&c.Remote)
	x, okX := a.Get()
	y, okY := b.Get()
	if !okX || !okY {
		return engine.Unobserved("the IPsec lifetimes of both ends")
	}
	if (x-y).Abs()*10 <= max(x, y) {
		return engine.Silent("the IPsec lifetimes are alike")
	}
	for _, e := range c.Ends() {
		ev := engine.Last(e.Own(e.Events), ipsec.EventChildExpired)
		if ev == nil {
			continue
		}
		if tried := engine.Last(e.Own(e.Events), ipsec.EventRekeyFailed, ipsec.EventNotifyReceived); tried != nil {
			return engine.Silent("a rekey was tried, and failed for another reason", engine.FromEvent(e, tried, "a rekey was tried"))
		}
		v := engine.Hold(engine.Likely, engine.FromEvent(e, ev, "a Child SA expires without a successor"),
			engine.Show(&c.Local, engine.FromConfig, a.Ref(), "the "+nameA+" of this end"),
			engine.Show(&c.Remote, engine.FromConfig, b.Ref(), "the "+nameB+" of the other end")).Began(ev).
			With(fmt.Sprintf("%s of %s at %s, %s of %s at %s", nameA, x, c.Local.Name, nameB, y, c.Remote.Name)).
			SettledBy("see which end starts the next rekey, and whether the other takes it").
			Capped(engine.Cap{Points: engine.CapKeyUnknown.Points, Key: true, Why: "which end should have begun the rekey is not known"})
		if len(e.ChildrenUp()) > 0 {
			return v.Capped(engine.CapOldLog)
		}
		return v
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("the IPsec lifetimes differ, which is no fault while no SA expires")
}

// lifetimeOf returns the shortest time after which an end replaces or drops a
// Child SA, and what it is called.
func lifetimeOf(e *engine.End) (found ipsec.Duration, name string) {
	note := func(d ipsec.Duration, what string) {
		if v, known := d.Get(); known && v > 0 && (!found.Known() || v < found.Or(time.Duration(0))) {
			found, name = d, what
		}
	}
	for _, p := range policies(e) {
		note(p.RekeyTime, "rekey time")
		note(p.Lifetime, "lifetime")
	}
	return found, name
}
