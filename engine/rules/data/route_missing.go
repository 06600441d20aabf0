package data

import (
	"fmt"
	"net/netip"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// routeMissing says that an end has no route for an address of the remote
// networks.
var routeMissing = engine.Rule{
	ID:       "data/route-missing",
	Title:    "There is no route for the remote network into the tunnel",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaRoutes},
	Explains: []string{"ike/not-attempted", "data/not-selected", "data/receives-only", "data/peer-does-not-return"},
	Judge:    judgeRouteMissing,
}

func judgeRouteMissing(c *engine.Case) engine.Verdict {
	asked := false
	for _, e := range c.Ends() {
		if !e.Read() {
			continue
		}
		for i := range e.Snap.Routes {
			r := &e.Snap.Routes[i]
			inside := insideRemote(e, r.Destination)
			asked = asked || inside
			if inside && ipsec.No(r.Found) {
				return noRoute(c, e, r)
			}
		}
	}
	for _, e := range c.Ends() {
		if ref, prefix, without := remoteWithoutRoute(e); without {
			return engine.Hold(engine.Strong, engine.Show(e, engine.FromState, ref, "the routing table has no entry for "+prefix+" and no default route")).
				Owned(c.OwnerOf(e)).With("no route to " + prefix + " at " + e.Name).
				SettledBy("ask for the one route (with vrf NAME if the inside is in a VRF)")
		}
		asked = asked || e.Observed(ipsec.AreaRoutingTable)
	}
	if v, ok := notIntoTunnel(c); ok {
		return v
	}
	if !asked {
		return engine.Unobserved(fmt.Sprintf("a route lookup of %s for an address of the remote network", c.Local.Name))
	}
	return engine.Silent("the remote network has a route")
}

func noRoute(c *engine.Case, e *engine.End, r *ipsec.Route) engine.Verdict {
	return engine.Hold(engine.Certain, engine.Show(e, engine.FromState, r.Ref, "no route for an address of the remote network")).
		By(engine.LocalFact).Owned(c.OwnerOf(e)).With("no route to " + r.Destination + " at " + e.Name)
}

// remoteWithoutRoute returns the first network behind the peer that the end's
// whole routing table has no entry for, and the line that rules a default out.
func remoteWithoutRoute(e *engine.End) (ipsec.Ref, string, bool) {
	for _, s := range remoteNetworks(e) {
		if p, ok := s.Prefix(); ok && p.Bits() > 0 {
			if ref, without := e.WithoutRoute(p); without {
				return ref, p.String(), true
			}
		}
	}
	return ipsec.Ref{}, "", false
}

// insideRemote reports whether an address lies in the networks behind the peer.
func insideRemote(e *engine.End, destination string) bool {
	addr, err := netip.ParseAddr(destination)
	if err != nil {
		return false
	}
	one := ipsec.PrefixSelector(netip.PrefixFrom(addr, addr.BitLen()), destination)
	for _, s := range remoteNetworks(e) {
		if p, ok := s.Prefix(); ok && p.Bits() > 0 && s.Overlaps(one) && !e.Calls(destination) {
			return true
		}
	}
	return false
}

// remoteNetworks returns the selectors of what lies behind the peer.
func remoteNetworks(e *engine.End) []ipsec.Selector {
	var out []ipsec.Selector
	for _, sa := range e.ChildSAs {
		out = append(out, sa.RemoteTS...)
	}
	for _, p := range e.Peers {
		for _, policy := range p.Policies {
			out = append(out, policy.RemoteTS...)
		}
	}
	return out
}

// notIntoTunnel looks for an end that decrypts packets and whose route for the
// answers is the way to the Internet, past its tunnel interface.
func notIntoTunnel(c *engine.Case) (engine.Verdict, bool) {
	for _, e := range c.Ends() {
		for _, f := range flowsOf(c, e) {
			if !keepsSilent(f) || !settledAtBoth(c, e, f) {
				continue
			}
			way, known := e.WayOut(c.Other(e))
			if !known || !way.Avoids || !way.Default {
				continue
			}
			by := way.Route.Interface.Or("")
			return engine.Hold(engine.Certain, engine.Show(e, engine.FromState, way.Route.Ref, "answers leave by "+by+", as packets to the peer do"),
				shown(e, f, "packets are decrypted and no answer is encrypted")).By(engine.LocalFact).Owned(c.OwnerOf(e)).
				With(fmt.Sprintf("%s sends packets for %s by %s and not into %s", e.Name, way.Network, by, strings.Join(way.Should, ", "))), true
		}
	}
	return engine.Verdict{}, false
}
