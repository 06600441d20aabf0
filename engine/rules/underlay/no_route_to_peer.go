package underlay

import (
	"fmt"
	"net/netip"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// noRouteToPeer says that a gateway cannot send to its peer for want of a
// route: its route lookup says so, or its kernel refused the packet.
var noRouteToPeer = engine.Rule{
	ID:       "underlay/no-route-to-peer",
	Title:    "The device has no usable route to the peer address",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaRoutes, ipsec.AreaEvents},
	Explains: []string{"underlay/peer-unreachable", "ike/not-attempted", "ike/no-response", "stability/dpd-timeout"},
	Judge:    judgeNoRouteToPeer,
}

func judgeNoRouteToPeer(c *engine.Case) engine.Verdict {
	if c.IKEUp() {
		return engine.Silent("an IKE SA is established")
	}
	observed := false
	for _, e := range c.Ends() {
		if ref, address := notInTable(e, c.Other(e)); address != "" {
			return engine.Hold(engine.Strong, engine.Show(e, engine.FromState, ref, "the routing table has no entry for "+address+" and no default route")).
				Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s has no route to %s", e.Name, address)).
				SettledBy("ask for the one route: show ip route " + address + " (with vrf NAME if the outside interface is in a VRF)")
		}
		route := e.RouteTo(c.Other(e))
		observed = observed || route != nil || e.Observed(ipsec.AreaEvents)
		ev := networkError(e, "Network is unreachable", "no route found")
		switch {
		case route != nil && ipsec.No(route.Found):
			return routeMissing(c, e, route, ev)
		case ev != nil && route == nil:
			return engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the kernel refuses the packet: no way to the peer")).
				Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s: %s", e.Name, ev.Reason)).
				SettledBy(fmt.Sprintf("look up the route to %s on %s", c.Other(e).Name, e.Name))
		case ev != nil:
			return engine.Silent("the route is there, so the kernel refused the packet for another reason",
				engine.Show(e, engine.FromState, route.Ref, "the route to the peer"))
		}
	}
	if !observed {
		return engine.Unobserved(c.LacksAny(ipsec.AreaRoutes, ipsec.AreaEvents)...)
	}
	return engine.Silent("")
}

// notInTable returns the peer's address that the end's routing table has no
// entry for, and the line that rules a default route out.
func notInTable(e, other *engine.End) (ipsec.Ref, string) {
	if !e.Observed(ipsec.AreaRoutingTable) || e.RouteTo(other) != nil {
		return ipsec.Ref{}, ""
	}
	for _, address := range other.Addresses {
		if addr, err := netip.ParseAddr(address); err == nil && e.Calls(address) {
			if ref, without := e.WithoutRoute(netip.PrefixFrom(addr, addr.BitLen())); without {
				return ref, address
			}
		}
	}
	return ipsec.Ref{}, ""
}

// routeMissing judges a route lookup that found nothing. Older IOS images
// answer so too when only the default route matches.
func routeMissing(c *engine.Case, e *engine.End, route *ipsec.Route, ev *ipsec.Event) engine.Verdict {
	proof := []engine.Evidence{engine.Show(e, engine.FromState, route.Ref, "the route lookup finds nothing")}
	if ev != nil {
		proof = append(proof, engine.FromEvent(e, ev, "the kernel refuses the packet"))
	}
	v := engine.Hold(engine.Certain, proof...).Owned(c.OwnerOf(e)).
		With(fmt.Sprintf("%s has no route to %s", e.Name, route.Destination)).
		SettledBy("look for a default route: show ip route 0.0.0.0")
	if e.Snap.Platform == "cisco-ios" {
		return v.Capped(engine.Cap{Points: engine.CapKeyUnknown.Points, Key: true,
			Why: "IOS can give the same answer for an address that only the default route matches"})
	}
	return v.By(engine.LocalFact)
}

// networkError returns the last line since the tunnel was up that says that a
// packet could not be sent, for one of the reasons.
func networkError(e *engine.End, reasons ...string) *ipsec.Event {
	events := e.SinceIKEUp()
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].Kind != ipsec.EventNetworkError {
			continue
		}
		for _, r := range reasons {
			if strings.Contains(strings.ToLower(events[i].Reason), strings.ToLower(r)) {
				return events[i]
			}
		}
	}
	return nil
}
