package platform

import (
	"fmt"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// peerMaintenance says that the peer, of which the device has two, closes one
// tunnel in due form while the other one stays: as clouds do when they service
// an endpoint. No line says so; the pattern does.
var peerMaintenance = engine.Rule{
	ID:       "platform/peer-maintenance",
	Title:    "The provider is servicing or replacing the peer gateway",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerPeer,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"ike/peer-lost-state", "stability/peer-deletes", "stability/flapping", "forecast/redundancy-lost"},
	Judge:    judgePeerMaintenance,
}

// service is the time within which an endpoint that is serviced comes back.
const service = 30 * time.Minute

func judgePeerMaintenance(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		other := c.Other(e)
		if other.Read() {
			continue // its own log says why it deletes
		}
		last := closedByPeer(e)
		twin := e.Standin()
		if last == nil || twin == nil || twin.Up == nil || outlived(e, twin.Up, last.Down) == nil {
			continue
		}
		v := engine.Hold(engine.Possible, engine.FromEvent(e, last.Down, "the peer closes the tunnel"), *outlived(e, twin.Up, last.Down)).
			Began(last.Down).With(fmt.Sprintf("%s closed this tunnel, and the one to %s for the same networks stayed", other.Called(), twin.Remote)).
			SettledBy("look for a maintenance notice of the provider of " + other.Called() + " for that time")
		if back, known := gapAfter(e, last); known && back <= service {
			v.Base = engine.Likely
			v.Detail += fmt.Sprintf("; it came back after %s", back.Round(time.Second))
		} else if e.IsUp() {
			return v.Capped(engine.CapOldLog)
		}
		return v.Capped(engine.CapKeyUnknown)
	}
	return engine.Silent("")
}

// closedByPeer returns the last life that the peer ended in due form and that no
// new one of its own followed at once, or nil.
func closedByPeer(e *engine.End) *engine.Life {
	all := engine.Unplanned(e.Lives())
	if len(all) == 0 || all[len(all)-1].Down.Kind != ipsec.EventDeleteReceived {
		return nil
	}
	return &all[len(all)-1]
}

// outlived returns proof that an SA of the other tunnel is older than an event.
func outlived(e *engine.End, sa *ipsec.IKESA, ev *ipsec.Event) *engine.Evidence {
	now, okNow := e.Snap.Clock.Get()
	age, okAge := sa.Age.Get()
	at, dated := ev.At.Get()
	if !okNow || !okAge || !dated || !now.Add(-age).Before(at) {
		return nil
	}
	proof := engine.Show(e, engine.FromState, sa.Ref, "the SA to the other endpoint is older")
	return &proof
}

// gapAfter returns how long the tunnel was down after a life.
func gapAfter(e *engine.End, l *engine.Life) (time.Duration, bool) {
	for _, next := range e.Lives() {
		if gap, timed := l.Down.Until(next.Up); timed && gap >= 0 {
			return gap, true
		}
	}
	return 0, false
}
