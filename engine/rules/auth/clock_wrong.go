package auth

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// clockWrong is a good certificate that a wrong clock makes look bad.
var clockWrong = engine.Rule{
	ID:       "auth/clock-wrong",
	Title:    "A wrong device clock makes a good certificate or CRL look invalid",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaClock},
	Explains: []string{"auth/cert-expired", "auth/cert-not-yet-valid", "auth/revocation-check-failed", "auth/half-authenticated", "auth/refused-without-reason", "stability/reauth-fails", "ike/half-open"},
	Judge:    judgeClockWrong,
}

func judgeClockWrong(c *engine.Case) engine.Verdict {
	fault, v := judgeTime(c)
	if fault == clockFault {
		return v
	}
	if v, ok := staleByClock(c); ok {
		return v
	}
	if fault != noFault {
		return engine.Silent("")
	}
	if yes, known := c.UsesCertificates(); known && !yes {
		return engine.Silent("keys are used, and the clock does not matter to them")
	}
	if missing := c.ReasonUnseen(); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}

// staleByClock is a revocation list called out of date by an end whose clock
// is known to be wrong.
func staleByClock(c *engine.Case) (engine.Verdict, bool) {
	e, ev := c.PrintedThat(func(ev *ipsec.Event) bool { return ev.Kind == ipsec.EventRevocationUnknown && isStale(ev) })
	if ev == nil || c.IKEUp() {
		return engine.Verdict{}, false
	}
	wrong, known := c.ClockWrong(e)
	if !known || !wrong {
		return engine.Verdict{}, false
	}
	return engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the list is out of date by this device's clock"),
		engine.Show(e, engine.FromState, e.Snap.Clock.Ref(), "the clock, which is wrong")).
		Owned(c.OwnerOf(e)).With("the clock of " + e.Name + " is wrong"), true
}
