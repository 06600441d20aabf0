package ciscoios

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// addConfPeer adds a connection of the configuration, or fills with it what
// "show crypto map" said of the same one.
func addConfPeer(s *ipsec.Snapshot, p ipsec.Peer) {
	merged := false
	for i := range s.Peers {
		q := &s.Peers[i]
		switch {
		case isConfCommand(q.Ref.Command):
		case strings.EqualFold(q.Name, p.Name) && (q.Name == p.Name || shareAddress(q, &p)):
			fillPeer(q, &p)
			merged = true
		case strings.HasPrefix(q.Name, p.Name+"-head-"): // an instance of a tunnel's profile
			fillPeer(q, &p)
			merged = merged || shareAddress(q, &p)
		}
	}
	if !merged {
		s.Peers = append(s.Peers, p)
	}
}

func shareAddress(a, b *ipsec.Peer) bool {
	return slices.ContainsFunc(a.RemoteAddrs, func(addr string) bool { return slices.Contains(b.RemoteAddrs, addr) })
}

func fillPeer(to, from *ipsec.Peer) {
	to.Version.Fill(from.Version)
	if len(to.LocalAddrs) == 0 {
		to.LocalAddrs = from.LocalAddrs
	}
	if len(to.RemoteAddrs) == 0 {
		to.RemoteAddrs = from.RemoteAddrs
	}
	if len(to.Proposals) == 0 {
		to.Proposals = from.Proposals
	}
	for _, pair := range [][2]*ipsec.Text{{&to.LocalID, &from.LocalID}, {&to.RemoteID, &from.RemoteID}, {&to.LocalAuth, &from.LocalAuth},
		{&to.RemoteAuth, &from.RemoteAuth}, {&to.Interface, &from.Interface}} {
		pair[0].Fill(*pair[1])
	}
	to.Aggressive.Fill(from.Aggressive)
	to.DPD.Fill(from.DPD)
	to.Lifetime.Fill(from.Lifetime)
	to.Disabled.Fill(from.Disabled)
	to.Incomplete.Fill(from.Incomplete)
	to.Bound.Fill(from.Bound)
	if shareAddress(to, from) {
		to.Key.Fill(from.Key)
		to.KeyFor.Fill(from.KeyFor)
		to.KeyElsewhere.Fill(from.KeyElsewhere)
		to.KeyRival.Fill(from.KeyRival)
	}
	if len(to.Policies) == 1 && len(from.Policies) == 1 {
		fillPolicy(&to.Policies[0], &from.Policies[0])
	}
}

func fillPolicy(to, from *ipsec.Policy) {
	if len(to.LocalTS) == 0 && len(to.RemoteTS) == 0 {
		to.LocalTS, to.RemoteTS = from.LocalTS, from.RemoteTS
	}
	if len(to.Proposals) == 0 {
		to.Proposals = from.Proposals
	}
	to.Mode.Fill(from.Mode)
	to.PFS.Fill(from.PFS)
	to.List.Fill(from.List)
	to.Lifetime.Fill(from.Lifetime)
	to.LifetimeKB.Fill(from.LifetimeKB)
}

// oneSuites keeps the first of suites that several outputs show.
func oneSuites(s *ipsec.Snapshot) {
	type key struct {
		layer, name string
		version     int
	}
	first := map[key]string{}
	s.Suites = slices.DeleteFunc(s.Suites, func(one ipsec.Suite) bool {
		k := key{one.Layer, one.Name, one.Version.Or(0)}
		if command, seen := first[k]; seen && command != one.Ref.Command {
			return true
		}
		first[k] = one.Ref.Command
		return false
	})
}

// oneLists keeps an access list of one output: of the device's list with its
// counters, or of the first part of the configuration that has it.
func oneLists(s *ipsec.Snapshot) {
	first := map[string]string{}
	for i := range s.AccessLists {
		if e := &s.AccessLists[i]; !isConfCommand(e.Ref.Command) {
			first[e.List] = e.Ref.Command
		}
	}
	s.AccessLists = slices.DeleteFunc(s.AccessLists, func(e ipsec.AccessEntry) bool {
		if command, seen := first[e.List]; seen && command != e.Ref.Command {
			return true
		}
		first[e.List] = e.Ref.Command
		return false
	})
}

// oneRoutes leaves configured routes out where the routing table was read: it
// tells which of them are in use.
func oneRoutes(s *ipsec.Snapshot) {
	tables := map[string]bool{}
	for i := range s.RoutingTable {
		if e := &s.RoutingTable[i]; !isConfCommand(e.Ref.Command) {
			tables[e.Table] = true
		}
	}
	seen := map[ipsec.RoutingEntry]bool{}
	s.RoutingTable = slices.DeleteFunc(s.RoutingTable, func(e ipsec.RoutingEntry) bool {
		if !isConfCommand(e.Ref.Command) {
			return false
		}
		plain := ipsec.RoutingEntry{Prefix: e.Prefix, Table: e.Table, NextHop: ipsec.Saw(e.NextHop.Or(""), ipsec.Ref{}), Interface: ipsec.Saw(e.Interface.Or(""), ipsec.Ref{})}
		again := seen[plain]
		seen[plain] = true
		return tables[e.Table] || again
	})
}
