package child

import (
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/parsers/ipsec"
)

// proposalMismatch says that the ends share no ESP proposal. Only the end that
// refused knows: it prints what it was offered and what it has.
var proposalMismatch = engine.Rule{
	ID:       "child/proposal-mismatch",
	Title:    "The two ends share no IPsec (ESP) proposal",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"child/refused-without-reason", "child/none-established", "child/rekey-failed"},
	Judge:    judgeProposalMismatch,
}

func judgeProposalMismatch(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		if ev := engine.Last(e.Own(e.SinceChildUp()), ipsec.EventChildProposalRefused); ev != nil && !aboutMode(ev) {
			if v, told := unprinted(c, ev); told {
				return v
			}
			return refusedProposal(e, ev)
		}
	}
	if v, differ := compare.Verdict(c, "child/proposal-mismatch"); differ {
		return v
	}
	for _, e := range c.Ends() {
		if ev := childNotify(e, noProposal); ev != nil {
			return guessedProposal(c, e, ev)
		}
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("no end refused the ESP proposals of the other")
}

// unprinted judges a refusal whose lists are not printed by the configurations
// of both ends: either the proposals differ, or they fit and the groups differ.
func unprinted(c *engine.Case, ev *ipsec.Event) (engine.Verdict, bool) {
	if differs(ev) != nil || aboutPFS(ev) || len(ev.Received) > 0 {
		return engine.Verdict{}, false
	}
	if v, differ := compare.Verdict(c, "child/proposal-mismatch"); differ {
		return v.Began(ev), true
	}
	if _, groups := configuredGroups(c); groups && proposalsFit(c) {
		return engine.Silent("the proposals of both ends fit, their PFS groups do not"), true
	}
	return engine.Verdict{}, false
}

// proposalsFit reports whether both ends show their ESP proposals and share one.
func proposalsFit(c *engine.Case) bool {
	fit := false
	for _, i := range compare.Of(c).Items {
		if strings.HasPrefix(i.Name, "ESP proposals of ") {
			if i.Match != compare.Same && i.Match != compare.Fits {
				return false
			}
			fit = true
		}
	}
	return fit
}

// refusedProposal judges the end that refused, by the lists it prints.
func refusedProposal(e *engine.End, ev *ipsec.Event) engine.Verdict {
	d := differs(ev)
	const says = "none of the offered ESP proposals is one of its own"
	switch {
	case d.onlyPFS(), d == nil && aboutPFS(ev):
		return engine.Silent("the proposals differ in the PFS group only", engine.FromEvent(e, ev, "the two lists"))
	case d != nil:
		return printed(e, ev, says).With(d.text)
	case ev.Subject != "" && len(ev.Received) > 0:
		return printed(e, ev, says).
			With(ev.Subject + ": " + strings.Join(ev.Received, " ") + " offered, " + strings.Join(ev.Configured, " ") + " configured")
	}
	return engine.Hold(engine.Strong, engine.FromEvent(e, ev, says)).Capped(engine.CapKeyUnknown).Began(ev).With("refused at " + e.Name + ", the lists are not printed").
		SettledBy("compare the transform sets and the PFS group of both ends")
}

// guessedProposal judges the end that only got the notify. On a rekey of
// IKEv2 the same algorithms were accepted before, so it is not they.
func guessedProposal(c *engine.Case, e *engine.End, ev *ipsec.Event) engine.Verdict {
	proof := engine.FromEvent(e, ev, "the peer finds no proposal it accepts")
	if rekeys(e) {
		return engine.Silent("the same proposals were accepted when the SA was first made", proof)
	}
	v := engine.Hold(engine.Possible, proof).Capped(engine.CapUnreadEnd).Began(ev).
		SettledBy("read the log of " + c.Other(e).Name + ": it prints the proposals it received and its own")
	if swears(c.Other(e), ipsec.EventChildProposalRefused) {
		v = v.Weakened("the log of " + c.Other(e).Name + " was read and shows no refusal")
	}
	return v
}
