package ike

import (
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// malformed is a message that its receiver cannot read. In IKEv1 a wrong key
// is the usual reason.
var malformed = engine.Rule{
	ID:       "ike/malformed",
	Title:    "IKE messages arrive that cannot be parsed or contain an unknown critical part",
	Severity: engine.Warning,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"ike/half-open"},
	Judge:    judgeMalformed,
}

// complaints are the notifies of a peer that could not read our message (RFC
// 7296, section 3.10.1; RFC 2408, section 3.14.1).
var complaints = []string{"UNSUPPORTED_CRITICAL_PAYLOAD", "INVALID_SYNTAX", "PAYLOAD_MALFORMED"}

func judgeMalformed(c *engine.Case) engine.Verdict {
	e, ev := c.PrintedThat(func(ev *ipsec.Event) bool {
		return ev.Kind == ipsec.EventUndecryptable || ev.Kind == ipsec.EventNotifyReceived && slices.Contains(complaints, ev.Notify)
	})
	if ev == nil {
		if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
			return engine.Unobserved(missing...)
		}
		return engine.Silent("")
	}
	if ev.Kind == ipsec.EventNotifyReceived {
		return engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the peer cannot read a message of this end")).
			With(c.Other(e).Called() + " answers " + ev.Notify)
	}
	return engine.Hold(engine.Strong, engine.FromEvent(e, ev, "a message of the peer cannot be read here")).
		With(e.Name + " cannot read a message of " + c.Other(e).Called())
}
