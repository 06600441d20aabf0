package engine

import (
	"net/netip"

	"ipsec-diag/parsers/ipsec"
)

// This file holds what the tunnels of one device ask of it in common, so that
// the cost of a tunnel does not grow with their number.

// shared is worked out once for a device.
type shared struct {
	// denied are the last denied packets in the log.
	denied []packet
	// outOfState are the last packets of connections that a firewall does not know.
	outOfState []packet
	// selecting are the access lists that say what is encrypted or translated.
	selecting map[string]bool
	// policies are the kernel's, by direction and destination.
	policies map[policyKey][]*ipsec.KernelPolicy
	// vrfs are the outputs that show the VRF of some interface.
	vrfs map[string]bool
	// inside are the addresses of interfaces and the connected networks.
	inside []place
	// twins are the installed Child SAs by the networks behind their peers.
	twins map[netip.Prefix][]*ipsec.ChildSA
	// keys are the connections to different peers that have one pre-shared key,
	// by the digest of it.
	keys   map[string][]*ipsec.Peer
	tables *tables
}

// A packet is one that a filter denied.
type packet struct {
	event    *ipsec.Event
	from, to ipsec.Selector
}

type policyKey struct {
	direction string
	to        netip.Prefix
}

// A place is where a network is: an interface or a route, and its VRF.
type place struct {
	network   ipsec.Selector
	name, vrf string
	ref       ipsec.Ref
}

func sharedOf(snap *ipsec.Snapshot) *shared {
	s := &shared{selecting: map[string]bool{}, policies: map[policyKey][]*ipsec.KernelPolicy{}, vrfs: map[string]bool{}, twins: map[netip.Prefix][]*ipsec.ChildSA{}}
	s.keys, s.tables = keysOf(snap), tablesOf(snap)
	s.denied, s.outOfState = packetsOf(snap, ipsec.EventFilterDenied), packetsOf(snap, ipsec.EventOutOfState)
	s.lists(snap)
	for i := range snap.KernelPolicies {
		p := &snap.KernelPolicies[i]
		if to, ok := p.Destination.Prefix(); ok {
			key := policyKey{p.Direction, to}
			s.policies[key] = append(s.policies[key], p)
		}
	}
	s.places(snap)
	for i := range snap.ChildSAs {
		if sa := &snap.ChildSAs[i]; sa.State.Up() && len(sa.RemoteTS) > 0 {
			if to, ok := sa.RemoteTS[0].Prefix(); ok {
				s.twins[to] = append(s.twins[to], sa)
			}
		}
	}
	return s
}

// packetsOf takes the last packets of a kind in the log, the newest first.
func packetsOf(snap *ipsec.Snapshot, kind ipsec.EventKind) (out []packet) {
	for i := len(snap.Events) - 1; i >= 0 && len(out) < mostInner; i-- {
		ev := &snap.Events[i]
		if ev.Kind != kind {
			continue
		}
		from, okFrom := hostOf(ev.Remote)
		to, okTo := hostOf(ev.Local)
		if okFrom && okTo {
			out = append(out, packet{ev, from, to})
		}
	}
	return out
}

func (s *shared) lists(snap *ipsec.Snapshot) {
	for i := range snap.Peers {
		for _, q := range snap.Peers[i].Policies {
			s.selecting[q.List.Or("")] = true
		}
	}
	for i := range snap.NATRules {
		s.selecting[snap.NATRules[i].List] = true
	}
}

// places takes what is inside in some VRF. An interface without one is in the
// global table only where the same output shows VRFs of others.
func (s *shared) places(snap *ipsec.Snapshot) {
	for i := range snap.Interfaces {
		if v := snap.Interfaces[i].VRF; v.Known() {
			s.vrfs[v.Ref().Command] = true
		}
	}
	for i := range snap.Interfaces {
		row := &snap.Interfaces[i]
		vrf, known := row.VRF.Get()
		if !known && !s.vrfs[row.Ref.Command] {
			continue
		}
		ref := row.Ref
		if known {
			ref = row.VRF.Ref()
		}
		for _, text := range row.Addresses {
			if one, ok := hostOf(text); ok {
				s.inside = append(s.inside, place{one, row.Name, vrf, ref})
			}
		}
	}
	for i := range snap.RoutingTable {
		row := &snap.RoutingTable[i]
		if p, err := netip.ParsePrefix(row.Prefix); err == nil && row.Protocol == "connected" && p.Bits() > 0 {
			s.inside = append(s.inside, place{ipsec.PrefixSelector(p, row.Prefix), row.Prefix, row.Table, row.Ref})
		}
	}
}
