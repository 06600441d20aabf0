package data

import (
	"slices"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// spiMismatch says that the ends hold different SAs: what one sends, the other
// has no SA for.
var spiMismatch = engine.Rule{
	ID:       "data/spi-mismatch",
	Title:    "The two ends hold different SAs, so packets arrive for an SA that does not exist",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Explains: []string{"data/sends-only", "data/esp-lost-in-path", "data/counter-stall"},
	Judge:    judgeSPIMismatch,
}

// rekeyGap is the time after a rekey in which the ends may differ.
const rekeyGap = 30 * time.Second

func judgeSPIMismatch(c *engine.Case) engine.Verdict {
	if missing := lacksFlows(c); missing != nil {
		if v := loggedSPI(c); v.Outcome == engine.Holds {
			return v
		}
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		if v, holds := stalePeer(c, e); holds {
			return v
		}
	}
	near, far := c.Local.ChildrenUp(), c.Remote.ChildrenUp()
	if len(near) == 0 || len(far) == 0 || !spis(near) || !spis(far) {
		return loggedSPI(c)
	}
	if crossMatch(near, far) {
		return engine.Silent("the SPIs of both ends are the same", engine.Show(&c.Local, engine.FromState, near[0].Ref, "an SA that both ends hold"))
	}
	if fresh(near) || fresh(far) {
		return engine.Unobserved("a second look: an SA was made less than 30 seconds before the reading")
	}
	v := engine.Hold(engine.Certain,
		engine.Show(&c.Local, engine.FromState, near[0].Ref, "sends with SPI "+first(near[0].OutSPI)),
		engine.Show(&c.Remote, engine.FromState, far[0].Ref, "expects SPI "+first(far[0].InSPI))).
		With(c.Local.Name + " sends with SPI " + first(near[0].OutSPI) + ", " + c.Remote.Name + " expects " + first(far[0].InSPI))
	if receives(&c.Local) && receives(&c.Remote) {
		v.Severity = engine.Warning
		return v.Capped(engine.CapKeyUnknown).
			SettledBy("read both ends again in the same minute: each has decrypted packets under its own SAs, so the two readings may lie on both sides of a rekey")
	}
	return v.By(engine.ComparedEnds)
}

// receives reports whether packets were decrypted under an SA of the end: its
// peer held the same SA then.
func receives(e *engine.End) bool {
	return slices.ContainsFunc(e.Flows(), func(f engine.Flow) bool { return f.In.Moves() })
}

// spis reports whether the SPIs of all SAs are known.
func spis(sas []*ipsec.ChildSA) bool {
	return !slices.ContainsFunc(sas, func(sa *ipsec.ChildSA) bool { return len(sa.InSPI) == 0 || len(sa.OutSPI) == 0 })
}

// crossMatch reports whether any SA of one end is one of the other.
func crossMatch(near, far []*ipsec.ChildSA) bool {
	for _, a := range near {
		for _, b := range far {
			if shares(a.OutSPI, b.InSPI) || shares(a.InSPI, b.OutSPI) {
				return true
			}
		}
	}
	return false
}

func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// fresh reports whether an SA is young, or being replaced.
func fresh(sas []*ipsec.ChildSA) bool {
	return slices.ContainsFunc(sas, func(sa *ipsec.ChildSA) bool {
		age, known := sa.Age.Get()
		return known && age < rekeyGap || sa.State == ipsec.ChildRekeying
	})
}

func first(list []string) string {
	if len(list) == 0 {
		return "unknown"
	}
	return "0x" + list[0]
}

// stalePeer compares the SPI in an end's log with what the other sends now.
func stalePeer(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	ev := engine.Last(e.Own(e.SinceChildUp()), ipsec.EventInvalidSPI)
	if ev == nil || ev.SPI == "" {
		return engine.Verdict{}, false
	}
	for _, sa := range e.ChildrenUp() {
		if slices.Contains(sa.InSPI, ev.SPI) {
			return engine.Verdict{}, false
		}
	}
	for _, sa := range c.Other(e).ChildrenUp() {
		if slices.Contains(sa.OutSPI, ev.SPI) {
			return engine.Hold(engine.Certain, engine.FromEvent(e, ev, "a packet for an SA it does not hold"),
				engine.Show(c.Other(e), engine.FromState, sa.Ref, "the other end sends with this SPI")).
				By(engine.ComparedEnds).With(c.Other(e).Name + " sends with SPI 0x" + ev.SPI + ", which " + e.Name + " does not hold").Began(ev), true
		}
	}
	return engine.Verdict{}, false
}

// loggedSPI judges from a log alone. One such line is normal around a rekey;
// the other end's state would show which SA it sends with.
func loggedSPI(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		events := e.Own(e.SinceChildUp())
		last := engine.Last(events, ipsec.EventInvalidSPI)
		if last == nil {
			continue
		}
		base := engine.Possible
		if persists(events, last.SPI) {
			base = 75
		}
		return engine.Hold(base, engine.FromEvent(e, last, "a packet for an SA it does not hold")).Capped(engine.CapUnreadEnd).Began(last).
			SettledBy("compare the SPIs of the Child SA at both ends")
	}
	if !c.Remote.Observed(ipsec.AreaChildSAs) || !c.Local.Observed(ipsec.AreaChildSAs) {
		return engine.Unobserved("the SPIs of both ends")
	}
	return engine.Silent("")
}

// persists reports whether packets with one unknown SPI came for longer than the
// ends may differ around a rekey. IOS logs such packets at most once a minute.
func persists(events []*ipsec.Event, spi string) bool {
	var first *ipsec.Event
	for _, ev := range events {
		if ev.Kind != ipsec.EventInvalidSPI || ev.SPI != spi {
			continue
		}
		if first == nil {
			first = ev
		}
		if d, timed := first.Until(ev); timed && d >= time.Minute {
			return true
		}
	}
	return false
}
