package underlay

import (
	"fmt"
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// udp500Blocked says that the first IKE packets vanish between two gateways
// that are both alive. Without a capture on the path it cannot be told from an
// address that is unreachable as a whole, so it is never more than likely.
var udp500Blocked = engine.Rule{
	ID:       "underlay/udp500-blocked",
	Title:    "UDP port 500 is blocked between the gateways",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerPath,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaEvents},
	Explains: []string{"ike/no-response", "stability/dpd-timeout"},
	Judge:    judgeUdp500Blocked,
}

func judgeUdp500Blocked(c *engine.Case) engine.Verdict {
	if c.IKEUp() {
		return engine.Silent("an IKE SA is established")
	}
	for _, e := range c.Ends() {
		proof := e.FirstMessageOut()
		if len(proof) == 0 {
			continue
		}
		return blocked500(c, e, proof)
	}
	if missing := c.LacksAny(ipsec.AreaIKESAs, ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}

func blocked500(c *engine.Case, e *engine.End, proof []engine.Evidence) engine.Verdict {
	other := c.Other(e)
	if heard, ok := e.PeerAnswered(); ok {
		return engine.Silent("the first message is answered", heard)
	}
	if !other.Read() {
		return engine.Unobserved(fmt.Sprintf("whether the request arrives at %s: this end was not read", other.Name))
	}
	if other.ServiceDown() {
		return engine.Silent("the IKE daemon of " + other.Name + " is down")
	}
	if heard, ok := other.Hears(); ok {
		return engine.Silent("the request arrives at "+other.Name, heard)
	}
	if ev := networkError(e, "unreachable", "no route", "not permitted", "cannot assign"); ev != nil {
		return engine.Silent("the request does not leave "+e.Name, engine.FromEvent(e, ev, "the packet is not sent"))
	}
	nothing, sure := heardNothing(e, other)
	if !sure {
		return engine.Unobserved(fmt.Sprintf("whether the request arrives at %s: its log does not cover the attempt or does not show arrivals", other.Name))
	}
	if others, reached := other.OtherPeersUp(); reached {
		nothing = append(nothing, others)
	}
	return engine.Hold(engine.Likely, append(proof, nothing...)...).Capped(engine.CapKeyUnknown).
		With(fmt.Sprintf("%s asks, nothing arrives at %s, whose IKE daemon is alive", e.Name, other.Name)).
		SettledBy(fmt.Sprintf("capture UDP port 500 at the outside interface of %s while %s tries", other.Name, e.Name))
}

// heardNothing reports whether an end is known to have received no IKE message
// of the other: its daemon lists its SAs and there is none, and its counters
// have never moved, its log covers the attempt, or two looks at an end that
// would answer found no negotiation.
func heardNothing(e, other *engine.End) ([]engine.Evidence, bool) {
	if !other.Serves() {
		return nil, false
	}
	if _, heard := other.Hears(); heard {
		return nil, false
	}
	if n := neverAsked(other); n != nil {
		return []engine.Evidence{engine.Show(other, engine.FromCounter, n.Count.Ref(), "no IKE_SA_INIT request has arrived since the daemon started")}, true
	}
	return nil, logsArrivals(other) && coversAttempt(e, other) || wouldShow(e, other)
}

// wouldShow reports whether the other end is configured for this one, so that
// it would answer, and had no IKE SA in two looks while this end tried.
func wouldShow(e, other *engine.End) bool {
	return other.Sampled && len(other.IKESAs)+len(other.EarlierIKE) == 0 && e.HalfOpen() != nil &&
		slices.ContainsFunc(other.Peers, func(p *ipsec.Peer) bool { return !ipsec.No(p.Bound) && !ipsec.Yes(p.Incomplete) })
}

// neverAsked returns the counter of received first requests when it is zero.
func neverAsked(e *engine.End) *ipsec.Named {
	n := counter(e, "ike-init-in-req")
	if n == nil || n.Count.Or(1) > 0 {
		return nil
	}
	return n
}

// logsArrivals reports whether the end writes a line for a first message even
// when it refuses it: charon and pluto do, and any device that has done so for
// another peer. IOS does so only when debugging.
func logsArrivals(e *engine.End) bool {
	if !e.Observed(ipsec.AreaEvents) {
		return false
	}
	return e.Snap.Platform == "strongswan" || e.Snap.Platform == "libreswan" ||
		slices.ContainsFunc(e.Snap.Events, func(ev ipsec.Event) bool { return ev.Kind == ipsec.EventResponding })
}

// coversAttempt reports whether the other end's log reaches back to the
// unanswered message of e, or to the start of its daemon.
func coversAttempt(e, other *engine.End) bool {
	if other.LogFromStart() {
		return true
	}
	ev := e.FirstUnanswered()
	if ev == nil {
		return false
	}
	at, known := e.At(ev)
	return known && other.LogReaches(at)
}
