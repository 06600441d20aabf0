package platform

import (
	"fmt"
	"slices"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// deviceRestarted says that a gateway lost its SAs because it started anew: it
// has been up for less time than an SA that its peer still holds.
var deviceRestarted = engine.Rule{
	ID:       "platform/device-restarted",
	Title:    "A gateway restarted or failed over",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaUptime, ipsec.AreaEvents},
	Explains: []string{"ike/peer-lost-state", "data/spi-mismatch", "stability/dpd-timeout", "stability/flapping"},
	Judge:    judgeDeviceRestarted,
}

// startsTogether is by how much an uptime may be shorter than the age of an SA
// without saying anything: the two ends are not read at one moment.
const startsTogether = time.Minute

func judgeDeviceRestarted(c *engine.Case) engine.Verdict {
	known := false
	for _, e := range c.Ends() {
		uptime, at, ok := uptimeOf(e)
		known = known || ok || e.Observed(ipsec.AreaEvents)
		if sa := olderThan(c.Other(e), uptime+startsTogether, e); ok && sa != nil {
			return engine.Hold(engine.Certain,
				engine.Show(e, engine.FromState, at, "the device or its IKE daemon started "+uptime.String()+" ago"),
				engine.Show(c.Other(e), engine.FromState, sa.Ref, "the other end holds an SA that is older")).
				By(engine.ComparedEnds).Owned(c.OwnerOf(e)).
				With(fmt.Sprintf("%s started %s ago, the SA of %s is %s old", e.Name, uptime, c.Other(e).Called(), sa.Age.Or(0)))
		}
	}
	for _, e := range c.Ends() {
		if starts := interruptions(e); len(starts) > 0 {
			last := starts[len(starts)-1]
			v := engine.Hold(engine.Strong, engine.FromEvent(e, last, "the daemon or device starts anew")).Began(last).
				Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s started anew %d times while the tunnel was up", e.Name, len(starts)))
			if len(starts) == 1 {
				return v.With(e.Name + " started anew while the tunnel was up").Capped(engine.CapOldLog)
			}
			return v
		}
	}
	if !known {
		return engine.Unobserved(c.LacksAny(ipsec.AreaUptime, ipsec.AreaEvents)...)
	}
	return engine.Silent("")
}

// uptimeOf returns for how long an end has run, by its own clock.
func uptimeOf(e *engine.End) (time.Duration, ipsec.Ref, bool) {
	if !e.Read() {
		return 0, ipsec.Ref{}, false
	}
	now, okNow := e.Snap.Clock.Get()
	start, okStart := e.Snap.Started.Get()
	if !okNow || !okStart || start.After(now) {
		return 0, ipsec.Ref{}, false
	}
	return now.Sub(start).Round(time.Second), e.Snap.Started.Ref(), true
}

// holdsToo reports whether an end holds the other end of an IKE SA, as a member
// of a redundant pair that took over does.
func holdsToo(e *engine.End, sa *ipsec.IKESA) bool {
	return slices.ContainsFunc(e.IKESAs, func(own *ipsec.IKESA) bool {
		return own.State.Up() && own.LocalSPI.Known() && own.LocalSPI.Or("") == sa.RemoteSPI.Or("")
	})
}

// olderThan returns an established IKE SA of an end that is older than a time
// and that the other one does not hold, or nil.
func olderThan(e *engine.End, d time.Duration, than *engine.End) *ipsec.IKESA {
	for _, sa := range e.IKESAs {
		if age, ok := sa.Age.Get(); ok && sa.State.Up() && age > d && !holdsToo(than, sa) {
			return sa
		}
	}
	return nil
}

// interruptions returns the starts in an end's log that found the tunnel up.
func interruptions(e *engine.End) []*ipsec.Event {
	var out []*ipsec.Event
	up := false
	for _, ev := range e.Own(e.Events) {
		switch ev.Kind {
		case ipsec.EventIKEEstablished, ipsec.EventTunnelUp, ipsec.EventChildEstablished:
			up = true
		case ipsec.EventIKEClosed, ipsec.EventTunnelDown, ipsec.EventDeleteReceived, ipsec.EventPeerDead, ipsec.EventDaemonStopped:
			up = up && ev.Kind == ipsec.EventDaemonStopped
		case ipsec.EventDaemonStarted:
			if up {
				out = append(out, ev)
			}
			up = false
		}
	}
	return out
}
