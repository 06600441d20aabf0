package engine

import (
	"ipsec-diag/parsers/ipsec"
)

// This file looks up what an end does with packets of hosts.

// HostRoute returns the end's route for the hosts of a selector: the lookup of
// an address in it, or what its routing table has, or nil.
func (e *End) HostRoute(s ipsec.Selector) *ipsec.Route {
	if !e.Read() || !s.Valid() {
		return nil
	}
	for i := range e.Snap.Routes {
		r := &e.Snap.Routes[i]
		if one, ok := hostOf(r.Destination); ok && coversAddress(s, one) && !e.Calls(r.Destination) {
			return r
		}
	}
	if row := e.entryFor(s.From.String()); row != nil {
		return &ipsec.Route{Destination: row.Prefix, Found: ipsec.Saw(true, row.Ref), Interface: row.Interface, NextHop: row.NextHop, Ref: row.Ref}
	}
	return nil
}

// Denied returns the end's last log event about a denied packet of the traffic,
// or nil.
func (e *End) Denied(from, to ipsec.Selector) *ipsec.Event {
	for i := len(e.inner) - 1; i >= 0; i-- {
		ev := &e.Snap.Events[e.inner[i]]
		if ev.Kind != ipsec.EventFilterDenied {
			continue
		}
		a, okA := hostOf(ev.Remote)
		b, okB := hostOf(ev.Local)
		if okA && okB && coversAddress(from, a) && coversAddress(to, b) {
			return ev
		}
	}
	return nil
}

// DeniedInner returns the end's last log event about a denied packet between
// the networks of the tunnel, either way, and how many there are.
func (e *End) DeniedInner() (last *ipsec.Event, n int) {
	for i, looked := len(e.inner)-1, 0; i >= 0 && looked < mostInner; i, looked = i-1, looked+1 {
		ev := &e.Snap.Events[e.inner[i]]
		if ev.Kind != ipsec.EventFilterDenied || !e.betweenNetworks(ev.Remote, ev.Local) {
			continue
		}
		if n++; last == nil {
			last = ev
		}
	}
	return last, n
}

// betweenNetworks reports whether two addresses are of hosts on both sides of
// the tunnel. Selectors of everything tell no side, and those of the gateways
// themselves carry no hosts.
func (e *End) betweenNetworks(a, b string) bool {
	one, okA := hostOf(a)
	two, okB := hostOf(b)
	if !okA || !okB {
		return false
	}
	for _, p := range e.SelectorPairs() {
		if isEverything(p.Local) || isEverything(p.Remote) || e.Calls(p.Remote.From.String()) {
			continue
		}
		if coversAddress(p.Local, one) && coversAddress(p.Remote, two) || coversAddress(p.Local, two) && coversAddress(p.Remote, one) {
			return true
		}
	}
	return false
}
