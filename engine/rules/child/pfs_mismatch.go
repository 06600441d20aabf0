package child

import (
	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/parsers/ipsec"
)

// pfsMismatch says that the ends differ in the key exchange of the Child SA.
// With IKEv2 the first Child SA comes up all the same, because IKE_AUTH has no
// key exchange (RFC 7296, section 1.2); the first rekey fails.
var pfsMismatch = engine.Rule{
	ID:       "child/pfs-mismatch",
	Title:    "The PFS groups differ, or only one end uses PFS",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"child/refused-without-reason", "child/none-established", "child/rekey-failed", "stability/lifetime-aligned-drops"},
	Judge:    judgePFSMismatch,
}

func judgePFSMismatch(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		if v, judged := refusedGroup(e); judged {
			return v
		}
	}
	if v, differ := configuredGroups(c); differ {
		return v
	}
	for _, e := range c.Ends() {
		if v, judged := refusedUnprinted(e); judged {
			return v
		}
	}
	for _, e := range c.Ends() {
		if ev := childNotify(e, noProposal); ev != nil {
			return guessedGroup(c, e, ev)
		}
	}
	for _, rule := range []string{"child/pfs-mismatch", "forecast/pfs-will-fail-at-rekey"} {
		if v, differ := compare.Verdict(c, rule); differ && !c.ChildUp() && c.Local.Attempt() == nil && c.Remote.Attempt() == nil {
			return v
		}
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("no end refused a Child SA for its key exchange")
}

// refusedGroup judges the end that refused, by the lists it prints.
func refusedGroup(e *engine.End) (engine.Verdict, bool) {
	ev := engine.Last(e.Own(e.SinceChildUp()), ipsec.EventChildProposalRefused)
	if ev == nil || aboutMode(ev) {
		return engine.Verdict{}, false
	}
	const says = "only the key exchange of the proposals differs"
	d := differs(ev)
	switch {
	case d.onlyPFS():
		return printed(e, ev, says).With("PFS: " + d.text), true
	case d == nil && aboutPFS(ev):
		return printed(e, ev, says).With("PFS group: refused at " + e.Name), true
	case d != nil:
		return engine.Silent("the proposals differ in more than the PFS group", engine.FromEvent(e, ev, d.text)), true
	}
	return engine.Verdict{}, false
}

// refusedUnprinted judges the end that refused without the lists: the groups are
// one of the things that may differ.
func refusedUnprinted(e *engine.End) (engine.Verdict, bool) {
	ev := engine.Last(e.Own(e.SinceChildUp()), ipsec.EventChildProposalRefused)
	if ev == nil || aboutMode(ev) {
		return engine.Verdict{}, false
	}
	return engine.Hold(engine.Possible, engine.FromEvent(e, ev, "the proposals are refused; the lists are not printed")).Capped(engine.CapKeyUnknown).Began(ev).
		SettledBy("compare the PFS groups and transform sets of both ends"), true
}

// configuredGroups compares the groups both ends are configured with, once a
// Child SA was refused.
func configuredGroups(c *engine.Case) (engine.Verdict, bool) {
	mine, theirs := groupOf(&c.Local), groupOf(&c.Remote)
	a, okA := mine.Get()
	b, okB := theirs.Get()
	if version(&c.Local) == 2 && !rekeys(&c.Local) && !rekeys(&c.Remote) {
		return engine.Verdict{}, false
	}
	if !okA || !okB || a == b || c.ChildUp() || !childFailed(&c.Local) && !childFailed(&c.Remote) {
		return engine.Verdict{}, false
	}
	return engine.Hold(engine.Certain,
		engine.Show(&c.Local, engine.FromConfig, mine.Ref(), "PFS "+a),
		engine.Show(&c.Remote, engine.FromConfig, theirs.Ref(), "PFS "+b)).
		By(engine.ComparedEnds).With("PFS group: " + a + " at " + c.Local.Name + ", " + b + " at " + c.Remote.Name), true
}

// groupOf returns the PFS group an end is configured with, when it has one
// policy or all have the same.
func groupOf(e *engine.End) ipsec.Text {
	var found ipsec.Text
	for _, p := range policies(e) {
		if found.Known() && p.PFS.Or("") != found.Or("") {
			return ipsec.Text{}
		}
		found = p.PFS
	}
	return found
}

func childFailed(e *engine.End) bool {
	return childNotify(e, noProposal) != nil || engine.Last(e.Own(e.SinceChildUp()), ipsec.EventChildFailed, ipsec.EventChildProposalRefused) != nil
}

// guessedGroup judges the end that only got the notify. A rekey of IKEv2 that
// is refused although the SA had been made points to the key exchange: it is
// what the rekey adds.
func guessedGroup(c *engine.Case, e *engine.End, ev *ipsec.Event) engine.Verdict {
	proof := engine.FromEvent(e, ev, "the peer finds no proposal it accepts")
	v := engine.Hold(engine.Possible, proof)
	if rekeys(e) {
		v = engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the rekey is refused, although the SA had been made without a key exchange")).
			With("refused at the rekey")
	} else {
		v = v.Capped(engine.CapUnreadEnd)
	}
	if swears(c.Other(e), ipsec.EventChildProposalRefused) {
		v = v.Weakened("the log of " + c.Other(e).Name + " was read and shows no refusal")
	}
	return v.Began(ev).SettledBy("read the log of " + c.Other(e).Name + ": it prints the groups it received and its own")
}
