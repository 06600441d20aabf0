package ike

import (
	"fmt"
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// refusedWithoutReason is a refusal of the first exchange as its receiver sees
// it: a notify that several causes share (RFC 7296, section 2.21.1).
var refusedWithoutReason = engine.Rule{
	ID:       "ike/refused-without-reason",
	Title:    "The peer refuses the first IKE message and does not say why",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"intent/configured-not-up"},
	Judge:    judgeRefusedWithoutReason,
}

func judgeRefusedWithoutReason(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		ev := refusedAtFirst(c, e)
		if ev == nil {
			continue
		}
		other := c.Other(e)
		v := engine.Hold(base(ev), engine.FromEvent(e, ev, "the peer refuses the first exchange"))
		if ev.Exchange == ipsec.ExchangeInit && ev.Kind == ipsec.EventNotifyReceived {
			v = v.By(engine.PrintedByVerifier)
		}
		v.Since = e.FirstOf(ev.Kind)
		return v.With(fmt.Sprintf("%s refuses %s%s", other.Called(), e.Name, named(ev))).
			SettledBy(fmt.Sprintf("read the log of %s at the time of an attempt: %s", other.Called(), other.CommandFor(ipsec.AreaEvents)))
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}

// otherRows are the notifies of a first exchange that are no refusal without a
// reason: they name it, ask for one more round trip, or end a negotiation that
// had begun.
var otherRows = []string{"INVALID_MAJOR_VERSION", "INVALID_KE_PAYLOAD", "COOKIE", "INVALID_COOKIE", "INVALID_IKE_SPI"}

// refusedAtFirst returns the refusal of an end's first exchange. Where the line
// does not name the exchange, it counts while no IKE SA is up. Notifies that
// name their cause have rows of their own.
func refusedAtFirst(c *engine.Case, e *engine.End) *ipsec.Event {
	return e.LastThat(func(ev *ipsec.Event) bool {
		switch {
		case ev.Kind == ipsec.EventNegotiationFailed:
			return ev.Version == 1 && ev.Exchange == ipsec.ExchangeInit && !c.IKEUp()
		case ev.Kind != ipsec.EventNotifyReceived || slices.Contains(otherRows, ev.Notify):
			return false
		case ev.Exchange == ipsec.ExchangeInit:
			return true
		}
		return ev.Exchange == "" && ev.Notify == "NO_PROPOSAL_CHOSEN" && !c.IKEUp()
	})
}

// base is lower where the line says only that main mode failed.
func base(ev *ipsec.Event) int {
	if ev.Kind == ipsec.EventNegotiationFailed {
		return engine.Likely
	}
	return engine.Strong
}

func named(ev *ipsec.Event) string {
	if ev.Notify == "" {
		return ""
	}
	return " with " + ev.Notify
}
