package ike

import (
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/parsers/ipsec"
)

// proposalMismatch is proven by the responder, which compared the lists (RFC
// 7296, section 3.3.6). The initiator only sees a notify with several causes.
var proposalMismatch = engine.Rule{
	ID:       "ike/proposal-mismatch",
	Title:    "The two ends share no IKE proposal (encryption, key length, hash, PRF)",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"ike/refused-without-reason", "ike/no-response", "ike/half-open"},
	Judge:    judgeProposalMismatch,
}

func judgeProposalMismatch(c *engine.Case) engine.Verdict {
	e, ev := proposalRefused(c)
	if ev == nil {
		if v, differ := compare.Verdict(c, "ike/proposal-mismatch"); differ {
			return v
		}
		if missing := c.ReasonUnseen(); missing != nil {
			return engine.Unobserved(missing...)
		}
		return engine.Silent("")
	}
	if engine.CompareProposals(ev.Received, ev.Configured).OnlyGroup && ev.Subject == "" {
		return engine.Silent("only the Diffie-Hellman group differs", engine.FromEvent(e, ev, "the two lists"))
	}
	if unsided(ev) {
		return engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the negotiation ends over the proposals")).Began(ev).
			SettledBy("read the log of " + c.Other(e).Called() + " too: this line does not say which end refused, nor whether algorithm, group or method differs")
	}
	v := c.Proven(e, ev, "no proposal of the peer is acceptable here").With(proposalDetail(e, ev))
	if strings.Contains(ev.Reason, "uthentication offered but does not match") {
		return v.Capped(engine.CapKeyUnknown).SettledBy("see whether " + e.Name + " has a key for this peer: without one, policies with pre-shared keys do not match")
	}
	return v
}

// unsided reports whether a line names the outcome and not the end that
// refused: Junos prints the same at both ends.
func unsided(ev *ipsec.Event) bool {
	return strings.HasPrefix(ev.Reason, "IKE negotiation failed with error: No proposal chosen") && len(ev.Received) == 0
}

// proposalRefused returns the refusal that says most: the last one with lists
// or with the attribute that differs, else the last one.
func proposalRefused(c *engine.Case) (*engine.End, *ipsec.Event) {
	refused := func(ev *ipsec.Event) bool {
		return ev.Kind == ipsec.EventIKEProposalRefused
	}
	e, ev := c.PrintedThat(func(ev *ipsec.Event) bool { return refused(ev) && len(ev.Received) > 0 })
	if ev == nil {
		e, ev = c.PrintedThat(refused)
	}
	return e, ev
}

// proposalDetail names what differs, as far as the device printed it.
func proposalDetail(e *engine.End, ev *ipsec.Event) string {
	if ev.Subject != "" {
		return attributes(e)
	}
	if d := engine.CompareProposals(ev.Received, ev.Configured); d.Text != "" {
		return d.Text
	}
	if _, attribute, ok := strings.Cut(ev.Reason, "("); ok && len(ev.Received) == 0 {
		return "last compared: " + strings.TrimRight(attribute, "!). ")
	}
	return ""
}

// attributes lists what an ASA printed for each policy it compared: the first
// attribute that differs.
func attributes(e *engine.End) string {
	var out []string
	for _, ev := range e.Fresh() {
		if ev.Kind != ipsec.EventIKEProposalRefused || ev.Subject == "" || len(ev.Received) == 0 || len(ev.Configured) == 0 {
			continue
		}
		text := fmt.Sprintf("%s: %s offered, %s configured", ev.Subject, ev.Received[0], ev.Configured[0])
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return strings.Join(out, "; ")
}
