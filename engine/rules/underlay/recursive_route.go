package underlay

import (
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// recursiveRoute says that a gateway reaches its peer by the tunnel to that
// peer: a route learned in the tunnel covers the peer's outer address.
var recursiveRoute = engine.Rule{
	ID:       "underlay/recursive-route",
	Title:    "The route to the peer leads into the tunnel itself",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaRoutes, ipsec.AreaEvents},
	Explains: []string{"underlay/no-route-to-peer", "child/tunnel-interface-down", "data/overlay-routing-down", "stability/flapping"},
	Judge:    judgeRecursiveRoute,
}

func judgeRecursiveRoute(c *engine.Case) engine.Verdict {
	asked := false
	for _, e := range c.Ends() {
		asked = asked || e.RouteTo(c.Other(e)) != nil || e.Observed(ipsec.AreaEvents)
		if times, ev := recursions(e); ev != nil {
			v := engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the device takes the tunnel down because its route leads into itself")).
				Began(ev).Owned(c.OwnerOf(e)).With(e.Name + " reaches the peer of " + ev.Subject + " by " + ev.Subject)
			if times > 1 || !c.ChildUp() {
				return v.By(engine.PrintedByVerifier)
			}
			return v.Capped(engine.CapOldLog)
		}
		if r := e.RouteIntoItself(c.Other(e)); r != nil {
			return intoItself(c, e, r)
		}
	}
	if !asked {
		return engine.Unobserved(c.LacksAny(ipsec.AreaRoutes, ipsec.AreaEvents)...)
	}
	return engine.Silent("")
}

// intoItself judges a route lookup. While the tunnel is up something else, such
// as policy routing, may carry its own packets.
func intoItself(c *engine.Case, e *engine.End, r *ipsec.Route) engine.Verdict {
	name := r.Interface.Or("")
	v := engine.Hold(engine.Strong, engine.Show(e, engine.FromState, r.Ref, "the route to the peer leaves by the tunnel's interface")).
		Owned(c.OwnerOf(e)).With(e.Name + " reaches " + r.Destination + " by " + name).
		SettledBy("look up the route of the tunnel's own packets (front VRF, mark) on " + e.Name)
	if c.ChildUp() {
		return v.Weakened("the tunnel is up, so its own packets may be routed otherwise").Capped(engine.CapKeyUnknown)
	}
	return v.By(engine.LocalFact)
}

// recursions counts the lines that say that the end's tunnel interface was taken
// down for a route into itself, and returns the last.
func recursions(e *engine.End) (times int, last *ipsec.Event) {
	t := e.TunnelInterface()
	for _, ev := range e.Events {
		if ev.Kind != ipsec.EventInterfaceChange || !strings.Contains(ev.Reason, "recursive routing") {
			continue
		}
		if t != nil && t.Name == ev.Subject || e.OnlyTunnel() {
			times, last = times+1, ev
		}
	}
	return times, last
}
