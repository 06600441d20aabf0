package engine

import (
	"net/netip"

	"ipsec-diag/parsers/ipsec"
)

// This file looks addresses up in a whole routing table that a device printed.

// entryFor returns the most specific entry of the main routing table that
// covers an address, or nil.
func (e *End) entryFor(address string) *ipsec.RoutingEntry {
	addr, err := netip.ParseAddr(address)
	if err != nil || !e.Read() {
		return nil
	}
	if list := e.covering(netip.PrefixFrom(addr, addr.BitLen())); len(list) > 0 {
		return list[0]
	}
	return nil
}

// WithoutRoute reports whether the main routing table is there, has no entry
// for any part of a prefix, and says itself that there is no default route.
// The line that says so is the proof. Devices with further tables (VRFs) may
// use another one for the tunnel.
func (e *End) WithoutRoute(p netip.Prefix) (ipsec.Ref, bool) {
	if !e.Read() || !e.Observed(ipsec.AreaRoutingTable) {
		return ipsec.Ref{}, false
	}
	if len(e.covering(p)) > 0 {
		return ipsec.Ref{}, false
	}
	for i := range e.Snap.RoutingTable {
		row := &e.Snap.RoutingTable[i]
		if q, err := netip.ParsePrefix(row.Prefix); err == nil && row.Table == "" && q.Overlaps(p) {
			return ipsec.Ref{}, false
		}
	}
	for i := range e.Snap.Routes {
		if r := &e.Snap.Routes[i]; r.Destination == defaultOf(p) && ipsec.No(r.Found) {
			return r.Ref, true
		}
	}
	return ipsec.Ref{}, false
}

func defaultOf(p netip.Prefix) string {
	if p.Addr().Is4() {
		return "0.0.0.0/0"
	}
	return "::/0"
}

// RouteFor returns the lines of the routing table or of a lookup that lead to an
// address.
func (e *End) RouteFor(addr netip.Addr) (ipsec.Ref, bool) {
	if row := e.entryFor(addr.String()); row != nil {
		return row.Ref, true
	}
	if !e.Read() {
		return ipsec.Ref{}, false
	}
	for i := range e.Snap.Routes {
		if r := &e.Snap.Routes[i]; r.Destination == addr.String() && ipsec.Yes(r.Found) {
			return r.Ref, true
		}
	}
	return ipsec.Ref{}, false
}
