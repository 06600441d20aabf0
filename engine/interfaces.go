package engine

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// This file answers which interface and route of an end serve the tunnel.

// LocalAddresses returns the addresses that the end itself uses for the outer
// packets of this tunnel, as its SAs and configuration name them.
func (e *End) LocalAddresses() []string {
	var out []string
	add := func(a string) {
		if isAddress(a) && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	for _, sa := range e.IKESAs {
		add(sa.Local.Address)
	}
	for _, sa := range e.ChildSAs {
		add(sa.Local.Address)
	}
	for _, p := range e.Peers {
		for _, a := range p.LocalAddrs {
			add(a)
		}
	}
	return out
}

// RouteTo returns the end's route lookup for the other end, or what its routing
// table has for it, or nil.
func (e *End) RouteTo(other *End) *ipsec.Route {
	if !e.Read() {
		return nil
	}
	for i := range e.Snap.Routes {
		if r := &e.Snap.Routes[i]; slices.Contains(other.Addresses, r.Destination) || e.Calls(r.Destination) {
			return r
		}
	}
	for _, address := range other.Addresses {
		if row := e.entryFor(address); row != nil {
			return &ipsec.Route{Destination: address, Found: ipsec.Saw(true, row.Ref), Interface: row.Interface, NextHop: row.NextHop, Ref: row.Ref}
		}
	}
	return nil
}

// Calls reports whether an address is that of the peer in the end's own view.
func (e *End) Calls(address string) bool {
	for _, p := range e.Peers {
		if slices.Contains(p.RemoteAddrs, address) {
			return true
		}
	}
	for _, sa := range e.IKESAs {
		if sa.Remote.Address == address {
			return true
		}
	}
	return slices.ContainsFunc(e.ChildSAs, func(sa *ipsec.ChildSA) bool {
		return sa.Remote.Address == address || sa.Peer.Address == address
	})
}

// OutsideInterface returns the interface by which the end's outer packets
// leave: it holds the tunnel's local address, or carries the crypto map, or
// the route to the peer. It is nil when that cannot be told.
func (e *End) OutsideInterface(other *End) *ipsec.Interface {
	if !e.Read() {
		return nil
	}
	addresses := e.LocalAddresses()
	if row := e.InterfaceWith(addresses...); row != nil {
		return row
	}
	for _, p := range e.Peers {
		for _, name := range strings.Split(p.Interface.Or(""), ",") {
			if row := e.interfaceNamed(name); row != nil && !isTunnelName(name) {
				return row
			}
		}
	}
	if r := e.RouteTo(other); r != nil && !isTunnelName(r.Interface.Or("")) {
		return e.interfaceNamed(r.Interface.Or(""))
	}
	return nil
}

// TunnelInterface returns the tunnel interface this tunnel belongs to, or nil.
func (e *End) TunnelInterface() *ipsec.Interface {
	if !e.Read() {
		return nil
	}
	var names []string
	for _, p := range e.Peers {
		names = append(names, strings.Split(p.Interface.Or(""), ",")...)
	}
	for _, sa := range e.ChildSAs {
		names = append(names, sa.Interface.Or(""))
	}
	for _, s := range e.Sessions {
		names = append(names, s.Interface)
	}
	for _, name := range names {
		if isTunnelName(name) {
			if row := e.interfaceNamed(name); row != nil {
				return row
			}
		}
	}
	return nil
}

func (e *End) interfaceNamed(name string) *ipsec.Interface {
	return e.first(e.tables().byName, []string{name})
}

// isTunnelName reports whether an interface name is that of a tunnel interface
// of one of the vendors.
func isTunnelName(name string) bool {
	name = strings.ToLower(name)
	for _, prefix := range []string{"tunnel", "tu", "vti", "ipsec", "xfrm", "st0", "virtual-access"} {
		rest, ok := strings.CutPrefix(name, prefix)
		if ok && strings.Trim(rest, "0123456789./-") == "" {
			return true
		}
	}
	return false
}
