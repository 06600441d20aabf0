package ike

import (
	"fmt"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// peerLostState is a session that only one end remembers. Liveness checks end
// it (RFC 7296, section 2.4); until then traffic goes into the void.
var peerLostState = engine.Rule{
	ID:       "ike/peer-lost-state",
	Title:    "The peer restarted or lost its state while this end still uses the old session",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerPeer,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs},
	Explains: []string{"data/spi-mismatch", "data/sends-only", "data/counter-stall"},
	Judge:    judgePeerLostState,
}

func judgePeerLostState(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		if v, ok := remembersAlone(c, e, c.Other(e)); ok {
			return v
		}
	}
	if missing := c.LacksAny(ipsec.AreaIKESAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		if other := c.Other(e); e.IKEUp() != nil && !other.Observed(ipsec.AreaIKESAs) && other.Name != "" {
			return engine.Unobserved(other.Lacks(ipsec.AreaIKESAs))
		}
	}
	return engine.Silent("")
}

// remembersAlone judges an end with an established SA against one that lists
// none for this tunnel.
func remembersAlone(c *engine.Case, e, other *engine.End) (engine.Verdict, bool) {
	sa := e.IKEUp()
	if sa == nil || !other.Shows(ipsec.AreaIKESAs) || len(other.IKESAs) > 0 || len(other.ChildrenUp()) > 0 || other.Standby() || other.ServiceDown() {
		return engine.Verdict{}, false
	}
	if other.Reason() != nil {
		return engine.Verdict{}, false // it refused this session, it did not lose it
	}
	v := engine.Hold(engine.Likely, engine.Show(e, engine.FromState, sa.Ref, "this end holds the session")).
		Owned(c.OwnerOf(other)).
		With(fmt.Sprintf("%s holds an IKE SA, %s has none", e.Name, other.Called()))
	if ev := engine.Last(other.Events, ipsec.EventUnknownSA); ev != nil {
		v.Base = engine.Strong
		v.Evidence = append(v.Evidence, engine.FromEvent(other, ev, "messages arrive for an IKE SA that this end does not hold"))
	}
	if ev := gaveUp(other); ev != nil {
		v.Base = engine.Strong
		v.Evidence = append(v.Evidence, engine.FromEvent(other, ev, "this end gave the other up for dead and dropped the session"))
		return v.With(fmt.Sprintf("%s gave %s up for dead, which does not know", other.Called(), e.Name)), true
	}
	began, known := sinceOf(e, sa)
	started, told := startOf(other)
	switch {
	case !known || !told || started.Sub(began).Abs() <= stampGrain:
		return v, true
	case started.After(began):
		v.Evidence = append(v.Evidence, engine.Show(other, engine.FromState, other.Snap.Started.Ref(), "the daemon started after the session began"))
		return v.By(engine.ComparedEnds).With(fmt.Sprintf("%s started at %s, after the session of %s began", other.Called(), started.Format(time.RFC3339), e.Name)), true
	}
	return v.Weakened(other.Called() + " has not restarted since the session began"), true
}

// stampGrain is by how much two stamps of one moment may differ: some devices
// print their uptime in whole minutes.
const stampGrain = 2 * time.Minute

// gaveUp returns the line in which an end found its peer dead after the last
// time the tunnel came up, or nil.
func gaveUp(e *engine.End) *ipsec.Event {
	all := e.Lives()
	if len(all) == 0 {
		return nil
	}
	down := all[len(all)-1].Down
	if down != nil && (down.Kind == ipsec.EventPeerDead || down.Kind == ipsec.EventGaveUp) {
		return down
	}
	return nil
}

// sinceOf returns when an SA was established, by the collector's clock where the
// end's offset is known.
func sinceOf(e *engine.End, sa *ipsec.IKESA) (time.Time, bool) {
	age, ok := sa.Age.Get()
	clock, known := e.Snap.Clock.Get()
	offset, _ := e.ClockOffset()
	return clock.Add(-age - offset), ok && known
}

// startOf returns when the end's daemon started, by the same clock.
func startOf(e *engine.End) (time.Time, bool) {
	started, told := e.Snap.Started.Get()
	offset, _ := e.ClockOffset()
	return started.Add(-offset), told
}
