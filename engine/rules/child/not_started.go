package child

import (
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// notStarted says that nobody asked for the Child SA: the IKE SA is up and the
// log since then shows no attempt.
var notStarted = engine.Rule{
	ID:       "child/not-started",
	Title:    "The child connection is configured not to start by itself",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs, ipsec.AreaPeers, ipsec.AreaEvents},
	Explains: []string{"child/none-established", "intent/configured-not-up"},
	Judge:    judgeNotStarted,
}

func judgeNotStarted(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaIKESAs, ipsec.AreaChildSAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	if c.ChildUp() || !c.IKEUp() {
		return engine.Silent("")
	}
	e := &c.Local
	if e.IKEUp() == nil {
		e = &c.Remote
	}
	for _, a := range []ipsec.Area{ipsec.AreaPeers, ipsec.AreaEvents} {
		if !e.Observed(a) {
			return engine.Unobserved(e.Lacks(a))
		}
	}
	return neverAsked(c, e)
}

// startWords are the words for a child that does not start by itself.
var startWords = []string{"none", "add", "ignore"}

// neverAsked judges an end whose log holds the birth of its IKE SA.
func neverAsked(c *engine.Case, e *engine.End) engine.Verdict {
	birth := engine.Last(e.Own(e.Events), ipsec.EventIKEEstablished)
	ps := policies(e)
	if birth == nil || len(ps) == 0 {
		return engine.Unobserved("the log of " + e.Name + " from the time its IKE SA came up, and its configured children")
	}
	if e.IKEUp().Role == ipsec.Responder && c.Other(e).Name != "" && !c.Other(e).Read() {
		return engine.Unobserved(c.Other(e).Lacks(ipsec.AreaEvents))
	}
	for _, end := range c.Ends() {
		if ev := childTalk(end); ev != nil {
			return engine.Silent("a Child SA was asked for", engine.FromEvent(end, ev, "the log speaks of one"))
		}
		if slices.ContainsFunc(end.ChildSAs, func(sa *ipsec.ChildSA) bool { return true }) {
			return engine.Silent("a Child SA or a trap for one is listed")
		}
	}
	v := engine.Hold(80, engine.FromEvent(e, birth, "the IKE SA came up, and no line about a Child SA follows"),
		engine.Show(e, engine.FromConfig, ps[0].Ref, "the child is configured")).Began(birth).
		With("nobody asked for the Child SA of " + e.Name).
		SettledBy("look at start_action of the child in the configuration of both ends")
	for _, p := range ps {
		if slices.Contains(startWords, p.StartAction.Or("")) {
			return v.By(engine.LocalFact).Owned(c.OwnerOf(e))
		}
	}
	return v.Owned(c.OwnerOf(e))
}

// childTalk returns an event about a Child SA since the IKE SA came up.
func childTalk(e *engine.End) *ipsec.Event {
	own := e.Own(e.Events)
	for i := len(own) - 1; i >= 0; i-- {
		ev := own[i]
		switch {
		case ev.Kind == ipsec.EventIKEEstablished:
			return nil
		case ev.Exchange == ipsec.ExchangeChild, ev.Kind == ipsec.EventChildEstablished, ev.Kind == ipsec.EventChildExpired,
			ev.Kind == ipsec.EventChildClosed, ev.Kind == ipsec.EventDeleteReceived, ev.Kind == ipsec.EventInstallFailed:
			return ev
		}
	}
	return nil
}
