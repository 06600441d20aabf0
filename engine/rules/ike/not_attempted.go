package ike

import (
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// notAttempted is a tunnel that nobody started: no request out, none in.
var notAttempted = engine.Rule{
	ID:       "ike/not-attempted",
	Title:    "Neither end has tried to negotiate",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaEvents, ipsec.AreaExchanges},
	Explains: []string{"intent/configured-not-up"},
	Judge:    judgeNotAttempted,
}

func judgeNotAttempted(c *engine.Case) engine.Verdict {
	if c.IKEUp() || c.ChildUp() {
		return engine.Silent("an SA is up")
	}
	for _, e := range c.Ends() {
		if ev := e.Attempt(); ev != nil {
			return engine.Silent("a negotiation was tried", engine.FromEvent(e, ev, "a negotiation was tried"))
		}
		for _, sa := range e.IKESAs {
			return engine.Silent("a negotiation was tried", engine.Show(e, engine.FromState, sa.Ref, "an IKE SA exists"))
		}
		if was := wasUp(e); was != nil {
			return engine.Silent("the tunnel was up", *was)
		}
		if e.ServiceDown() {
			return engine.Silent("the IKE daemon of " + e.Name + " is down")
		}
	}
	if !configured(c) {
		return engine.Silent("")
	}
	var proof []engine.Evidence
	for _, e := range c.Ends() {
		if quiet := untouched(e); quiet != nil {
			proof = append(proof, *quiet)
		}
	}
	if len(proof) == 0 {
		return engine.Unobserved(unseenAttempt(c)...)
	}
	v := engine.Hold(engine.Strong, proof...).With("no request sent or received at " + proof[0].Device).
		SettledBy("send a packet from a host behind one end to one behind the other and look again")
	if len(proof) == 1 && !c.BothRead() {
		return v.Weakened("only one end was seen")
	}
	return v
}

// wasUp returns the proof that an end held an SA in the first sample, or that its
// log shows one and no end of it, nil otherwise.
func wasUp(e *engine.End) *engine.Evidence {
	for _, sa := range e.EarlierIKE {
		if sa.State.Up() {
			proof := engine.ShowEarlier(e, sa.Ref, "an IKE SA was up in the first sample")
			return &proof
		}
	}
	if all := e.Lives(); len(all) > 0 && all[len(all)-1].Down == nil {
		proof := engine.FromEvent(e, all[len(all)-1].Up, "it came up, and the log does not show how it ended")
		return &proof
	}
	return nil
}

// configured reports whether the tunnel is meant to exist, or may be as far as
// the ends show.
func configured(c *engine.Case) bool {
	for _, e := range c.Ends() {
		if len(e.Peers)+len(e.Sessions)+len(e.ChildSAs) > 0 {
			return true
		}
	}
	return c.Intent != nil || !c.Local.Observed(ipsec.AreaPeers)
}

// untouched returns the proof that an end neither sent nor received a first
// request: its message counters are zero, or its log goes back to the start of
// the daemon and holds no attempt.
func untouched(e *engine.End) *engine.Evidence {
	if !e.Read() {
		return nil
	}
	if out, in := counter(e, "ike-init-out-req"), counter(e, "ike-init-in-req"); out != nil && in != nil && out.Or(1) == 0 && in.Or(1) == 0 {
		proof := engine.Show(e, engine.FromCounter, out.Ref(), "no first request was ever sent or received")
		return &proof
	}
	if !e.LogFromStart() {
		return nil
	}
	start := engine.Last(e.Events, ipsec.EventDaemonStarted)
	if start == nil {
		return nil
	}
	proof := engine.FromEvent(e, start, "the log goes back to the start of the daemon and holds no negotiation")
	return &proof
}

// counter returns a message counter of the whole daemon, or nil.
func counter(e *engine.End, name string) *ipsec.Count {
	for i := range e.Snap.Exchanges {
		if n := &e.Snap.Exchanges[i]; n.Scope == "" && strings.EqualFold(n.Name, name) && n.Count.Known() {
			return &n.Count
		}
	}
	return nil
}

// unseenAttempt says what could show an attempt.
func unseenAttempt(c *engine.Case) []string {
	if missing := c.LacksAny(ipsec.AreaEvents, ipsec.AreaExchanges); missing != nil {
		return missing
	}
	return []string{"a log of " + c.Local.Name + " that goes back to the start of its IKE daemon"}
}
