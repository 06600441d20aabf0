package intent

import (
	"cmp"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// idleByDesign says that nothing is up because nothing asks for it. It needs
// a reason to wait for traffic, and no sign that an attempt was ever made: a
// tunnel that tried and failed is down, whatever its configuration.
var idleByDesign = engine.Rule{
	ID:       "intent/idle-by-design",
	Title:    "No SA exists because the tunnel is on demand or a backup and nothing asks for it",
	Severity: engine.Info,
	Kind:     engine.State,
	Owner:    engine.OwnerNone,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs},
	Explains: []string{"intent/configured-not-up", "intent/some-selectors-down", "ike/not-attempted", "child/none-established", "stability/idle-timeout"},
	Judge:    judgeIdleByDesign,
}

func judgeIdleByDesign(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaIKESAs, ipsec.AreaChildSAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	if c.IKEUp() || c.ChildUp() {
		return engine.Silent("an SA is up")
	}
	if tried, proof := triedBefore(c); tried {
		return engine.Silent("a negotiation was tried", proof...)
	}
	v := waiting(c)
	if v.Outcome == engine.Holds && len(c.LacksAny(ipsec.AreaEvents)) > 0 {
		return v.Capped(engine.CapKeyUnknown)
	}
	return v
}

// triedBefore returns what shows an attempt at either end: a log line, an IKE
// SA under negotiation, packets that could not be sent, a dead daemon.
func triedBefore(c *engine.Case) (bool, []engine.Evidence) {
	for _, e := range c.Ends() {
		if e.ServiceDown() {
			return true, nil
		}
		if ev := e.Attempt(); ev != nil {
			return true, []engine.Evidence{engine.FromEvent(e, ev, "a negotiation")}
		}
		for _, sa := range e.IKESAs {
			return true, []engine.Evidence{engine.Show(e, engine.FromState, sa.Ref, "an IKE SA exists or did a moment ago")}
		}
		for _, sa := range e.ChildSAs {
			if sa.Counters.SendErrors.Or(0) > 0 {
				return true, []engine.Evidence{engine.Show(e, engine.FromCounter, sa.Counters.SendErrors.Ref(), "packets asked for the tunnel")}
			}
		}
		for _, s := range e.Sessions {
			if ipsec.Yes(s.Negotiating) {
				return true, []engine.Evidence{engine.Show(e, engine.FromState, s.Ref, "the session is negotiating")}
			}
		}
	}
	return false, nil
}

// waiting judges the reasons to wait, the best first.
func waiting(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		proof, ok := trapped(e)
		if ok {
			return engine.Hold(engine.Strong, proof...).With(e.Name + " starts the tunnel when traffic asks for it")
		}
	}
	if c.Intent != nil && c.Intent.OnDemand {
		who := "the inventory"
		if c.Mark != nil && c.Mark.Kind == engine.MarkOnDemand {
			who = "the site"
		}
		return engine.Hold(engine.Strong).With(who + " has this tunnel on demand")
	}
	for _, e := range c.Ends() {
		if flow, peer := flowOfMap(e); flow != nil {
			return engine.Hold(engine.Likely, engine.Show(e, engine.FromCounter, cmp.Or(flow.Counters.SendErrors.Ref(), flow.Ref), "no packet asked for an SA"),
				engine.Show(e, engine.FromConfig, peer.Ref, "the crypto map is complete and bound")).
				With(e.Name + " builds the tunnel when traffic matches its crypto access list").
				SettledBy("send one packet from a host inside the crypto access list and look at the send errors again")
		}
	}
	return engine.Silent("nothing says that this tunnel waits for traffic")
}

// trapped returns what shows a trap policy: it is listed, or configured.
func trapped(e *engine.End) ([]engine.Evidence, bool) {
	for _, sa := range e.ChildSAs {
		if sa.State == ipsec.ChildRouted {
			return []engine.Evidence{engine.Show(e, engine.FromState, sa.Ref, "a trap policy waits for traffic")}, true
		}
	}
	for _, p := range e.Peers {
		for i := range p.Policies {
			if trap(&p.Policies[i]) {
				return []engine.Evidence{engine.Show(e, engine.FromConfig, p.Policies[i].StartAction.Ref(), "the child starts by a trap")}, true
			}
		}
	}
	return nil, false
}

func trap(policy *ipsec.Policy) bool {
	switch policy.StartAction.Or("") {
	case "trap", "route", "ondemand":
		return true
	}
	return false
}

// flowOfMap returns a flow of a bound, complete crypto map without an SA and
// without a packet that failed.
func flowOfMap(e *engine.End) (*ipsec.ChildSA, *ipsec.Peer) {
	for _, p := range e.Peers {
		if !ipsec.Yes(p.Bound) || ipsec.Yes(p.Incomplete) {
			continue
		}
		for _, sa := range e.ChildSAs {
			if errors, known := sa.Counters.SendErrors.Get(); sa.State == ipsec.ChildAbsent && known && errors == 0 {
				return sa, p
			}
		}
	}
	return nil, nil
}
