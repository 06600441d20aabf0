package auth

import (
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// ppkMismatch says that the post-quantum pre-shared key, which is mixed into the
// keys besides the exchange (RFC 8784), is missing or another.
var ppkMismatch = engine.Rule{
	ID:       "auth/ppk-mismatch",
	Title:    "The post-quantum pre-shared key is missing or different",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"auth/refused-without-reason", "ike/half-open"},
	Judge:    judgePPKMismatch,
}

func judgePPKMismatch(c *engine.Case) engine.Verdict {
	e, ev := c.Printed(ipsec.EventPPKRefused)
	if ev == nil {
		if missing := c.ReasonUnseen(); missing != nil {
			return engine.Unobserved(missing...)
		}
		return engine.Silent("")
	}
	v := c.Proven(e, ev, "this end requires a post-quantum key")
	switch {
	case len(ev.Received) > 0 && len(ev.Configured) > 0:
		return v.With("the key of " + ev.Received[0] + " is offered, " + e.Called() + " requires that of " + ev.Configured[0])
	case strings.Contains(ev.Reason, "peer does not support"):
		return v.Owned(c.OwnerOf(c.Other(e))).With(c.Other(e).Called() + " does not take part: it offers no post-quantum key")
	case strings.Contains(ev.Reason, "no PPK found"), strings.Contains(ev.Reason, "no PPK_ID configured"):
		v = v.Owned(c.OwnerOf(e))
	}
	return v.With(e.Called() + " requires a post-quantum key: " + ev.Reason)
}
