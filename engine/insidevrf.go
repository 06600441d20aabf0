package engine

import (
	"net/netip"
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// An Inside is the routing context in which the local networks of an SA are.
type Inside struct {
	// Name is the interface or route that shows it, VRF the context; an empty
	// one is the global table.
	Name, VRF string
	Ref       ipsec.Ref
	// all are the contexts in which a local network was found.
	all []string
	// Known is false when no interface or route was shown with its context.
	Known bool
}

// Fits reports whether one of the local networks is in a context.
func (i Inside) Fits(vrf string) bool { return slices.Contains(i.all, vrf) }

// InsideVRF finds the local networks of an SA among the interfaces and the
// connected networks of the routing tables. An interface without a VRF is in the
// global table only where the same output shows VRFs of others.
func (e *End) InsideVRF(sa *ipsec.ChildSA) Inside {
	var out Inside
	add := func(name, vrf string, ref ipsec.Ref) {
		if !out.Known {
			out = Inside{Name: name, VRF: vrf, Ref: ref, Known: true}
		}
		out.all = append(out.all, vrf)
	}
	for i := range e.Snap.Interfaces {
		row := &e.Snap.Interfaces[i]
		vrf, known := row.VRF.Get()
		if !holdsAny(row, sa.LocalTS) || !known && !e.printsVRFs(row.Ref.Command) {
			continue
		}
		ref := row.Ref
		if known {
			ref = row.VRF.Ref()
		}
		add(row.Name, vrf, ref)
	}
	for i := range e.Snap.RoutingTable {
		row := &e.Snap.RoutingTable[i]
		p, err := netip.ParsePrefix(row.Prefix)
		if err != nil || row.Protocol != "connected" || p.Bits() == 0 {
			continue
		}
		if s := ipsec.PrefixSelector(p, row.Prefix); slices.ContainsFunc(sa.LocalTS, func(l ipsec.Selector) bool { return !isEverything(l) && l.Overlaps(s) }) {
			add(row.Prefix, row.Table, row.Ref)
		}
	}
	return out
}

// holdsAny reports whether an interface has an address in one of the networks.
func holdsAny(row *ipsec.Interface, networks []ipsec.Selector) bool {
	for _, text := range row.Addresses {
		one, ok := hostOf(text)
		if ok && slices.ContainsFunc(networks, func(s ipsec.Selector) bool { return !isEverything(s) && coversAddress(s, one) }) {
			return true
		}
	}
	return false
}

// printsVRFs reports whether an output shows the VRF of some interface.
func (e *End) printsVRFs(command string) bool {
	return slices.ContainsFunc(e.Snap.Interfaces, func(i ipsec.Interface) bool {
		return i.VRF.Known() && i.VRF.Ref().Command == command
	})
}
