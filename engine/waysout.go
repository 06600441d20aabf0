package engine

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// This file compares the route for the far networks with where the policy is.

// A WayOut is the route of an end for a network behind its peer, compared with
// the interface that its policy is on.
type WayOut struct {
	Network ipsec.Selector
	Route   *ipsec.Route
	// Should are the interfaces that the policy is on.
	Should []string
	// Avoids says that the route leaves by another one.
	Avoids bool
	// Default says that it is the way that packets to the peer take too: the
	// way to the Internet.
	Default bool
}

// WayOut returns the end's way out for the first of the far networks whose
// route and policy interface are both known.
func (e *End) WayOut(other *End) (WayOut, bool) {
	should := e.policyInterfaces()
	if len(should) == 0 {
		return WayOut{}, false
	}
	for _, p := range e.SelectorPairs() {
		if !p.Remote.Valid() || isEverything(p.Remote) || e.Calls(p.Remote.From.String()) {
			continue
		}
		r := e.HostRoute(p.Remote)
		if r == nil || !ipsec.Yes(r.Found) || r.Interface.Or("") == "" {
			continue
		}
		w := WayOut{Network: p.Remote, Route: r, Should: should, Avoids: !slices.Contains(should, r.Interface.Or(""))}
		peer := e.RouteTo(other)
		if peer == nil && isTunnelName(should[0]) {
			continue // whether it is the way to the Internet is not known
		}
		if peer != nil {
			w.Default = peer.Interface.Or("") == r.Interface.Or("") && peer.NextHop.Or("") == r.NextHop.Or("")
		}
		return w, true
	}
	return WayOut{}, false
}

// policyInterfaces are the interfaces by which packets must leave to meet the
// policy: those with the crypto map, or the tunnel interface. On Linux a policy
// of the kernel is on all of them, so only a tunnel interface of the end counts.
func (e *End) policyInterfaces() []string {
	if !e.Read() {
		return nil
	}
	if t := e.TunnelInterface(); t != nil {
		return []string{t.Name}
	}
	var out []string
	for _, p := range e.Peers {
		for _, name := range strings.Split(p.Interface.Or(""), ",") {
			if name = strings.TrimSpace(name); name != "" && strings.HasPrefix(e.Snap.Platform, "cisco-") {
				out = append(out, name)
			}
		}
	}
	if len(out) > 0 || strings.HasPrefix(e.Snap.Platform, "cisco-") {
		return out
	}
	return e.onlyTunnelInterface()
}

// onlyTunnelInterface is the tunnel interface of a Linux host that has one, and
// whose SAs need it: they belong to an interface, or the kernel holds none of
// them, so that the daemon itself takes packets from it.
func (e *End) onlyTunnelInterface() []string {
	belongs := slices.ContainsFunc(e.ChildSAs, func(sa *ipsec.ChildSA) bool { return sa.IfID.Known() })
	if !belongs && (!e.Observed(ipsec.AreaKernelSAs) || e.kernelHolds()) {
		return nil
	}
	var out []string
	for i := range e.Snap.Interfaces {
		if name := e.Snap.Interfaces[i].Name; isTunnelName(name) {
			out = append(out, name)
		}
	}
	if len(out) != 1 {
		return nil
	}
	return out
}

// LeavesBy returns the interface by which packets of a connection leave before
// they are encrypted: the one that its policy is on, or that of their route. Where
// the policies are the kernel's it is the way to the peer; empty when unknown.
func (e *End) LeavesBy(p *ipsec.Peer, to ipsec.Selector, other *End) string {
	if name := p.Interface.Or(""); name != "" {
		return name
	}
	if r := e.HostRoute(to); r != nil {
		return r.Interface.Or("")
	}
	if len(e.Snap.KernelPolicies) == 0 || slices.ContainsFunc(e.ChildSAs, func(sa *ipsec.ChildSA) bool { return sa.IfID.Known() }) {
		return ""
	}
	if row := e.OutsideInterface(other); row != nil {
		return row.Name
	}
	return ""
}
