package ike

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// lifetimeMismatch says that an IKEv1 responder refuses a proposal for its
// lifetime. IKEv2 does not negotiate lifetimes (RFC 7296, section 2.8).
var lifetimeMismatch = engine.Rule{
	ID:       "ike/lifetime-mismatch",
	Title:    "The IKE lifetimes differ, which a strict IKEv1 peer refuses or one end enforces alone",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaPeers},
	Explains: []string{"ike/refused-without-reason", "stability/lifetime-aligned-drops"},
	Judge:    judgeLifetimeMismatch,
}

func judgeLifetimeMismatch(c *engine.Case) engine.Verdict {
	if e, ev := c.PrintedThat(aboutLifetime); ev != nil {
		v := c.Proven(e, ev, "the lifetime is what differs").Owned(engine.OwnerEither)
		if len(ev.Received) > 0 && len(ev.Configured) > 0 {
			return v.With(fmt.Sprintf("lifetime: %s offered, %s configured", strings.Join(ev.Received, " "), strings.Join(ev.Configured, " ")))
		}
		return v
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("no end refused a lifetime")
}

// aboutLifetime reports a refused IKE proposal whose named difference is the
// lifetime.
func aboutLifetime(ev *ipsec.Event) bool {
	return ev.Kind == ipsec.EventIKEProposalRefused && ev.Version != 2 && strings.Contains(strings.ToLower(ev.Subject), "life")
}
