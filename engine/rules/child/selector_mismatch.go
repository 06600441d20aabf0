package child

import (
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/parsers/ipsec"
)

// selectorMismatch says that the ends do not agree on the traffic selectors:
// the responder prints them, the initiator gets TS_UNACCEPTABLE (RFC 7296,
// section 2.9) or, with IKEv1, INVALID_ID_INFORMATION.
var selectorMismatch = engine.Rule{
	ID:       "child/selector-mismatch",
	Title:    "The two ends do not agree on which networks the tunnel carries",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaPeers, ipsec.AreaChildSAs},
	Explains: []string{"child/refused-without-reason", "child/none-established", "intent/some-selectors-down", "data/flow-not-covered"},
	Judge:    judgeSelectorMismatch,
}

func judgeSelectorMismatch(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		if ev := refusedSelectors(c, e); ev != nil {
			return printed(e, ev, "the selectors the peer asked for are not configured here").With(selectorDetail(e, ev))
		}
	}
	if v, differ := configuredSelectors(c); differ {
		return v
	}
	for _, e := range c.Ends() {
		if ev := childNotify(e, tsUnacceptable, invalidID); ev != nil {
			return notifiedSelectors(c, e, ev)
		}
	}
	for _, e := range c.Ends() {
		if v, odd := greEndpoint(c, e); odd {
			return v
		}
	}
	if v, differ := compare.Verdict(c, "child/selector-mismatch"); differ {
		return v
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("no end refused the selectors of the other")
}

// refusedSelectors returns the last refusal an end printed, unless a Child SA
// for these very selectors is up now.
func refusedSelectors(c *engine.Case, e *engine.End) *ipsec.Event {
	if ev := engine.Last(e.Own(e.SinceChildUp()), ipsec.EventSelectorsRefused); ev != nil {
		return ev
	}
	ev := engine.Last(e.Own(e.Events), ipsec.EventSelectorsRefused)
	if ev == nil || len(ev.Received) == 0 || !e.Shows(ipsec.AreaChildSAs) {
		return nil
	}
	for _, end := range c.Ends() {
		for _, sa := range end.ChildrenUp() {
			if mentions(ev.Received, sa.LocalTS) && mentions(ev.Received, sa.RemoteTS) {
				return nil
			}
		}
	}
	if len(e.ChildrenUp()) == 1 && len(policies(e)) < 2 {
		return nil
	}
	return ev
}

// mentions reports whether a printed list names one of the selectors.
func mentions(printed []string, selectors []ipsec.Selector) bool {
	text := strings.Join(printed, " ")
	for _, s := range selectors {
		if strings.Contains(text, s.String()) || s.From.IsValid() && strings.Contains(text, s.From.String()+"/") {
			return true
		}
	}
	return false
}

func selectorDetail(e *engine.End, ev *ipsec.Event) string {
	asked := strings.Join(ev.Received, ", ")
	if asked == "" {
		asked = "the selectors"
	}
	has := strings.Join(ev.Configured, ", ")
	if has == "" {
		has = configuredPairs(e)
	}
	if has == "" {
		return asked + " refused by " + e.Name
	}
	return asked + " refused by " + e.Name + ", configured " + has
}

// configuredPairs prints an end's subnet pairs, a few of them at most.
func configuredPairs(e *engine.End) string {
	var out []string
	for _, p := range policies(e) {
		if len(p.LocalTS) > 0 && len(p.RemoteTS) > 0 && len(out) < 3 {
			out = append(out, pair(p.LocalTS, p.RemoteTS))
		}
	}
	return strings.Join(out, ", ")
}

// notifiedSelectors judges the end that got the notify, which names the cause
// and not the networks.
func notifiedSelectors(c *engine.Case, e *engine.End, ev *ipsec.Event) engine.Verdict {
	far := c.Other(e)
	if failed := engine.Last(far.Own(far.SinceChildUp()), ipsec.EventInstallFailed); failed != nil && swears(far, ipsec.EventSelectorsRefused) {
		return engine.Silent("the peer agrees and could not install the SA", engine.FromEvent(far, failed, "what it answers then"))
	}
	v := engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the peer accepts none of the selectors this end asked for")).Began(ev).
		SettledBy("read the log of " + far.Name + ": it prints the selectors it was asked for; compare them with its own")
	if has := configuredPairs(e); has != "" {
		v = v.With(far.Name + " refuses " + has)
	}
	if swears(far, ipsec.EventSelectorsRefused) {
		v = v.Weakened("the log of " + far.Name + " was read and shows no refusal")
	}
	return v
}
