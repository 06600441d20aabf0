package ike

import (
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// modeMismatch is main against aggressive mode of IKEv1 (RFC 2409, section 5).
var modeMismatch = engine.Rule{
	ID:       "ike/mode-mismatch",
	Title:    "One end wants main mode, the other aggressive mode",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"ike/refused-without-reason", "ike/half-open", "ike/proposal-mismatch"},
	Judge:    judgeModeMismatch,
}

func judgeModeMismatch(c *engine.Case) engine.Verdict {
	e, ev := c.Printed(ipsec.EventModeRefused)
	if ev == nil {
		if missing := c.ReasonUnseen(); missing != nil {
			return engine.Unobserved(missing...)
		}
		return engine.Silent("")
	}
	v := c.Proven(e, ev, "the mode of the request is refused").With(c.Other(e).Called() + ": " + refusedMode(ev))
	p := configuredFor(e, ev)
	switch {
	case strings.Contains(ev.Reason, "Main"):
		// charon prints the same line for another authentication in main mode.
		if p == nil || !ipsec.Yes(p.Aggressive) {
			return v.Capped(engine.CapKeyUnknown)
		}
	case p != nil && ipsec.Yes(p.Aggressive):
		return v.Capped(engine.CapKeyUnknown)
	}
	return v
}

func refusedMode(ev *ipsec.Event) string {
	if strings.Contains(ev.Reason, "Main") {
		return "main mode, refused"
	}
	return "aggressive mode, refused"
}
