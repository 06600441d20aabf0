package platform

import (
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// limitReached says that a device refuses negotiations because of a limit: of
// its licence, of its sessions, or of half-open ones.
var limitReached = engine.Rule{
	ID:       "platform/limit-reached",
	Title:    "The device refuses new tunnels because a licence, session or half-open limit is reached",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"intent/configured-not-up", "ike/no-response", "ike/half-open"},
	Judge:    judgeLimitReached,
}

func judgeLimitReached(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		ev := refusedByLimit(e)
		if ev == nil {
			continue
		}
		if c.ChildUp() {
			return engine.Silent("the tunnel is up", engine.FromEvent(e, ev, "a limit was reached"))
		}
		v := engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the device refuses for a limit")).Began(ev).
			Owned(c.OwnerOf(e)).With(e.Name + ": " + ev.Reason)
		if ev.Remote != "" || ev.Connection != "" {
			return v.By(engine.PrintedByVerifier)
		}
		return v.Capped(engine.Cap{Points: engine.CapKeyUnknown.Points, Key: true, Why: "the line does not say which peer was refused"})
	}
	return engine.Silent("no end refuses for a limit")
}

// refusedByLimit returns the last line since the tunnel was up about a limit on
// tunnels. One on throughput refuses none.
func refusedByLimit(e *engine.End) *ipsec.Event {
	events := e.SinceIKEUp()
	for i := len(events) - 1; i >= 0; i-- {
		if ev := events[i]; ev.Kind == ipsec.EventLimitReached && !strings.Contains(strings.ToLower(ev.Reason), "bandwidth") {
			return ev
		}
	}
	return nil
}
