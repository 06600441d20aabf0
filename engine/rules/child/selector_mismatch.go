package child

import (
	"slices"
	"strings"

	"ipsec-diag/engine"
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
			return engine.Hold(engine.Certain, engine.FromEvent(e, ev, "the selectors the peer asked for are not configured here")).
				By(engine.PrintedByVerifier).With(selectorDetail(e, ev)).Began(ev)
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
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("no end refused the selectors of the other")
}

// refusedSelectors returns the last refusal an end printed, unless a Child SA
// for these very selectors is up now.
func refusedSelectors(c *engine.Case, e *engine.End) *ipsec.Event {
	if ev := engine.Last(e.SinceChildUp(), ipsec.EventSelectorsRefused); ev != nil {
		return ev
	}
	ev := engine.Last(e.Events, ipsec.EventSelectorsRefused)
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

// configuredSelectors compares the subnet pairs of both ends. A pair that
// meets none of the other end's cannot come up; one that overlaps is narrowed.
func configuredSelectors(c *engine.Case) (engine.Verdict, bool) {
	mine, theirs := policies(&c.Local), policies(&c.Remote)
	if len(theirs) == 0 {
		return engine.Verdict{}, false
	}
	for _, p := range mine {
		if !whole(p.LocalTS, p.RemoteTS) || meets(p, theirs) || up(c, p) {
			continue
		}
		return engine.Hold(engine.Certain,
			engine.Show(&c.Local, engine.FromConfig, p.Ref, "this end: "+pair(p.LocalTS, p.RemoteTS)),
			engine.Show(&c.Remote, engine.FromConfig, theirs[0].Ref, "the other end: "+pair(theirs[0].LocalTS, theirs[0].RemoteTS))).
			By(engine.ComparedEnds).
			With(pair(p.LocalTS, p.RemoteTS) + " at " + c.Local.Name + ", " + configuredPairs(&c.Remote) + " at " + c.Remote.Name), true
	}
	return engine.Verdict{}, false
}

// meets reports whether a policy overlaps the mirror image of one of theirs. A
// policy that cannot be read as address ranges might be the one.
func meets(p *ipsec.Policy, theirs []*ipsec.Policy) bool {
	for _, t := range theirs {
		if !whole(t.LocalTS, t.RemoteTS) || overlap(p.LocalTS, t.RemoteTS) && overlap(p.RemoteTS, t.LocalTS) {
			return true
		}
	}
	return false
}

// up reports whether a Child SA that serves a policy is up at either end.
func up(c *engine.Case, p *ipsec.Policy) bool {
	for _, sa := range c.Local.ChildrenUp() {
		if overlap(sa.LocalTS, p.LocalTS) && overlap(sa.RemoteTS, p.RemoteTS) {
			return true
		}
	}
	for _, sa := range c.Remote.ChildrenUp() {
		if overlap(sa.LocalTS, p.RemoteTS) && overlap(sa.RemoteTS, p.LocalTS) {
			return true
		}
	}
	return false
}

// notifiedSelectors judges the end that got the notify, which names the cause
// and not the networks.
func notifiedSelectors(c *engine.Case, e *engine.End, ev *ipsec.Event) engine.Verdict {
	far := c.Other(e)
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

// greEndpoint looks for a flow that protects GRE to one host while the peer of
// the crypto map is another, and that has no SA. It can be meant so, when the
// GRE tunnel ends on a loopback of the peer.
func greEndpoint(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	far := c.Other(e)
	for _, sa := range e.ChildSAs {
		host, odd := oddGRE(sa)
		if !odd || far.Shows(ipsec.AreaInterfaces) && slices.Contains(far.Addresses, host) {
			continue
		}
		v := engine.Hold(engine.Likely, engine.Show(e, engine.FromState, sa.Ref, "the flow protects GRE to another host than the peer")).
			Owned(c.OwnerOf(e)).With("GRE to " + host + ", the peer is " + sa.Peer.Address).
			SettledBy("compare the crypto access list with the destination of the GRE tunnel at " + e.Name)
		for _, end := range c.Ends() {
			if n := unsent(end); n.Or(0) > 0 {
				v.Base = 75
				v.Evidence = append(v.Evidence, engine.Show(end, engine.FromCounter, n.Ref(), "packets that could not be sent"))
			}
		}
		return v, true
	}
	return engine.Verdict{}, false
}

// oddGRE returns the host to which a flow without an SA protects GRE, if that
// is not its peer.
func oddGRE(sa *ipsec.ChildSA) (string, bool) {
	if sa.State != ipsec.ChildAbsent || len(sa.RemoteTS) != 1 || sa.Peer.Address == "" {
		return "", false
	}
	ts := sa.RemoteTS[0]
	if ts.Protocol != protocolGRE || !ts.Valid() || ts.From != ts.To {
		return "", false
	}
	host := ts.From.String()
	return host, host != sa.Peer.Address
}

// unsent returns the send errors of an end's flows without an SA.
func unsent(e *engine.End) ipsec.Count {
	for _, sa := range e.ChildSAs {
		if sa.State == ipsec.ChildAbsent && sa.Counters.SendErrors.Or(0) > 0 {
			return sa.Counters.SendErrors
		}
	}
	return ipsec.Count{}
}

// protocolGRE is the IP protocol number of GRE (RFC 2784).
const protocolGRE = 47
