package stability

import (
	"fmt"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// monitorTakesDown says that the tunnel goes down because something watches it,
// or a host behind it, and gets no answer, while IPsec itself works.
var monitorTakesDown = engine.Rule{
	ID:       "stability/monitor-takes-down",
	Title:    "A monitor, track or GRE keepalive fails and takes the tunnel down although IPsec works",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaInterfaces},
	Explains: []string{"child/tunnel-interface-down", "stability/flapping"},
	Judge:    judgeMonitorTakesDown,
}

// follows is the time within which a monitor takes a tunnel down.
const follows = time.Minute

func judgeMonitorTakesDown(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		if v, holds := keepaliveFails(c, e); holds {
			return v
		}
		if v, holds := monitorFirst(c, e); holds {
			return v
		}
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil && len(c.LacksAny(ipsec.AreaInterfaces)) > 0 {
		return engine.Unobserved(append(missing, c.LacksAny(ipsec.AreaInterfaces)...)...)
	}
	return engine.Silent("")
}

// keepaliveFails judges a protected GRE tunnel whose keepalives are on and whose
// interface is down while its SAs are up. With tunnel protection the answers of
// the peer do not come back as they must (Cisco document 118370).
func keepaliveFails(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	i := e.TunnelInterface()
	if i == nil || i.Keepalive.Or(0) == 0 || !i.Protection.Known() || strings.HasPrefix(strings.ToLower(i.TunnelMode.Or("")), "ipsec") {
		return engine.Verdict{}, false
	}
	if !ipsec.No(i.LinkUp) || ipsec.No(i.AdminUp) || len(e.ChildrenUp()) == 0 {
		return engine.Verdict{}, false
	}
	return engine.Hold(75, engine.Show(e, engine.FromConfig, i.Keepalive.Ref(), "GRE keepalives are on"),
		engine.Show(e, engine.FromState, i.LinkUp.Ref(), "the interface is down"),
		engine.Show(e, engine.FromState, e.ChildrenUp()[0].Ref, "its Child SA is up")).Owned(c.OwnerOf(e)).
		With(fmt.Sprintf("%s of %s: keepalives every %s fail, its Child SA is up", i.Name, e.Called(), i.Keepalive.Or(0))).
		SettledBy("compare the counters of the Child SA twice: packets both ways while " + i.Name + " is down clear the path"), true
}

// monitorFirst judges losses that came within a minute after a monitor lost its
// target, with no sign of a dead peer before.
func monitorFirst(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	var v engine.Verdict
	n := 0
	for _, l := range engine.Unplanned(e.Lives()) {
		if l.Down.Kind != ipsec.EventTunnelDown && l.Down.Kind != ipsec.EventIKEClosed {
			continue
		}
		lost := monitorBefore(e, l.Down)
		if lost == nil {
			continue
		}
		n++
		v = engine.Hold(engine.Strong, engine.FromEvent(e, lost, "a monitor loses "+lost.Subject), engine.FromEvent(e, l.Down, "the tunnel goes down")).
			Began(lost).Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s: the tunnel follows the monitor %q, %d times", e.Called(), lost.Subject, n)).
			SettledBy("reach the host that " + lost.Subject + " watches while the tunnel is up")
	}
	if n == 0 {
		return v, false
	}
	if n == 1 && e.IsUp() {
		v = v.Capped(engine.CapOldLog)
	}
	return v, true
}

// monitorBefore returns the loss of a monitor within a minute before an event, or
// nil where the peer was found dead in between.
func monitorBefore(e *engine.End, down *ipsec.Event) *ipsec.Event {
	var found *ipsec.Event
	for _, ev := range e.Events { // with those that name no tunnel, as a monitor's do
		before, timed := ev.Until(down)
		if !timed || before < 0 || before > follows {
			continue
		}
		switch ev.Kind {
		case ipsec.EventMonitorDown:
			found = ev
		case ipsec.EventPeerDead, ipsec.EventGaveUp:
			return nil
		case ipsec.EventInterfaceChange:
			if found == nil && strings.Contains(strings.ToLower(ev.Reason), "to down") && !strings.HasPrefix(strings.ToLower(ev.Subject), "tunnel") {
				return nil // the line went first
			}
		}
	}
	return found
}
