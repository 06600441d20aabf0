package ike

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/parsers/ipsec"
)

// dhGroupMismatch separates a group that no proposal shares from the wrong
// first guess of IKEv2, which one more round trip mends (RFC 7296, section 1.2).
var dhGroupMismatch = engine.Rule{
	ID:       "ike/dh-group-mismatch",
	Title:    "Only the Diffie-Hellman group of the IKE proposals differs",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"ike/proposal-mismatch", "ike/refused-without-reason", "ike/no-response", "ike/half-open"},
	Judge:    judgeDHGroupMismatch,
}

// leastRetries is from how many INVALID_KE_PAYLOAD answers on the ends do not
// find a group.
const leastRetries = 3

func judgeDHGroupMismatch(c *engine.Case) engine.Verdict {
	if e, ev := proposalRefused(c); ev != nil {
		d := engine.CompareProposals(ev.Received, ev.Configured)
		if d.OnlyGroup && ev.Subject == "" {
			return c.Proven(e, ev, "the proposals differ in the group and nothing else").With(d.Text)
		}
		return engine.Silent("")
	}
	for _, e := range c.Ends() {
		if n := retries(e); n >= leastRetries && !c.IKEUp() {
			ev := engine.Last(e.Fresh(), ipsec.EventKeyExchangeRetry)
			return engine.Hold(engine.Strong, engine.FromEvent(e, ev, fmt.Sprintf("the group is refused again and again, %d times", n))).
				With("no group in common: " + wish(ev))
		}
	}
	if v, differ := compare.Verdict(c, "ike/dh-group-mismatch"); differ {
		return v
	}
	if missing := c.ReasonUnseen(); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}

// retries counts the refused groups of the present attempts.
func retries(e *engine.End) int {
	n := 0
	for _, ev := range e.Fresh() {
		if ev.Kind == ipsec.EventKeyExchangeRetry && ev.Exchange != ipsec.ExchangeChild {
			n++
		}
	}
	return n
}

func wish(ev *ipsec.Event) string {
	if len(ev.Received) == 0 || len(ev.Configured) == 0 {
		return "INVALID_KE_PAYLOAD"
	}
	return fmt.Sprintf("%s received, %s wanted", ev.Received[0], ev.Configured[0])
}
