package data

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// peerDoesNotReturn says that the peer decrypts what this end sends and sends
// nothing back.
var peerDoesNotReturn = engine.Rule{
	ID:       "data/peer-does-not-return",
	Title:    "The peer decrypts our traffic and sends nothing back",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerPeer,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Explains: []string{"data/sends-only", "data/counter-stall"},
	Judge:    judgePeerDoesNotReturn,
}

func judgePeerDoesNotReturn(c *engine.Case) engine.Verdict {
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, l := range links(c) {
		if sendsInVain(l.near) && keepsSilent(l.far) && (settled(l.far) || agrees(l.near.Out, l.far.In)) {
			return engine.Hold(engine.Strong,
				shown(&c.Local, l.near, "this end sends and receives nothing"),
				shown(&c.Remote, l.far, "the peer decrypts these packets, with the same SPIs, and encrypts none")).
				By(engine.ComparedEnds).With(c.Remote.Name + ": " + counts(l.far)).
				SettledBy("look for the way back at " + c.Remote.Name + ": the route of its hosts, NAT, and the route for the remote network")
		}
	}
	if v, ok := peerAlone(c); ok {
		return v
	}
	if c.Remote.Observed(ipsec.AreaChildSAs) {
		return engine.Silent("no flow is decrypted by the peer and left unanswered")
	}
	return oneSided(c, func(f engine.Flow) int {
		if ipsec.Yes(f.Child.UDPEncap) {
			return engine.Likely
		}
		return 45
	}, "the peer or what is behind it gives no answer, or the way there or back is cut")
}

// peerAlone judges from the peer's counters where the local end was not read:
// what the peer decrypts was sent from here.
func peerAlone(c *engine.Case) (engine.Verdict, bool) {
	if c.Local.Read() {
		return engine.Verdict{}, false
	}
	for _, f := range flowsOf(c, &c.Remote) {
		if keepsSilent(f) && settled(f) {
			return engine.Hold(engine.Strong, shown(&c.Remote, f, "packets of "+c.Local.Called()+" are decrypted and no answer is encrypted")).
				With(c.Remote.Name + ": " + counts(f) + "; " + c.Local.Called() + " was not read").
				SettledBy("look for the way back at " + c.Remote.Name + ": the route of its hosts, NAT, and the route for the remote network"), true
		}
	}
	return engine.Verdict{}, false
}

// oneSided judges from the local end alone, where the place of the loss cannot
// be told (the base depends on the encapsulation: with NAT traversal ESP takes
// the way that IKE takes).
func oneSided(c *engine.Case, base func(engine.Flow) int, says string) engine.Verdict {
	for _, f := range flowsOf(c, &c.Local) {
		if sendsInVain(f) && settled(f) {
			if name, _ := refused(f); name != "" {
				return engine.Silent("packets of the peer do arrive: " + name)
			}
			return engine.Hold(base(f), shown(&c.Local, f, says)).Capped(engine.CapUnreadEnd).
				With(c.Local.Name + ": " + counts(f) + "; the other end was not read").
				SettledBy("read the packet counters of the Child SA at " + c.Remote.Name)
		}
	}
	return engine.Unobserved(c.Remote.Lacks(ipsec.AreaChildSAs))
}
