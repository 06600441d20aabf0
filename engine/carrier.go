package engine

import (
	"net/netip"
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// This file tells which of several configured peers carries a tunnel: "set peer A
// B" of a crypto map, a list in remote_addrs.

// A Carrier is the peer that a tunnel is up with, of several that its connection
// is configured with.
type Carrier struct {
	// End has the configuration, Address is the peer that carries the tunnel.
	End     *End
	Address string
	// Unused are the other configured peers, in their order.
	Unused []string
	// Backup says that Address is not the first one.
	Backup bool
}

// Carrier returns which of several peers carries the tunnel; false where there is
// only one, or none carries it.
func (c *Case) Carrier() (Carrier, bool) {
	for _, e := range c.Ends() {
		for _, p := range e.peersOfCarrier() {
			carries := e.carrying()
			at := slices.IndexFunc(p, func(a string) bool { return slices.Contains(carries, a) })
			if at < 0 {
				continue
			}
			unused := slices.DeleteFunc(slices.Clone(p), func(a string) bool { return slices.Contains(carries, a) })
			if len(unused) > 0 {
				return Carrier{End: e, Address: p[at], Unused: unused, Backup: at > 0}, true
			}
		}
	}
	return Carrier{}, false
}

// peersOfCarrier are the lists of peers of which one is to carry the tunnel: those
// that are configured, else those of the sessions that share a flow.
func (e *End) peersOfCarrier() (lists [][]string) {
	for _, p := range e.Peers {
		// a range or a name may stand for the address in use
		addresses := slices.DeleteFunc(slices.Clone(p.RemoteAddrs), func(a string) bool { _, err := netip.ParseAddr(a); return err != nil })
		if len(addresses) > 1 {
			lists = append(lists, addresses)
		}
	}
	if len(e.Peers) > 0 {
		return lists
	}
	var met []string
	for _, s := range e.Sessions {
		if a := s.Peer.Address; isAddress(a) && !slices.Contains(met, a) {
			met = append(met, a)
		}
	}
	if len(met) > 1 {
		lists = append(lists, met)
	}
	return lists
}

// carrying are the peers with which an end has an installed Child SA.
func (e *End) carrying() []string { return carrying(e.ChildSAs, e.Sessions) }

func carrying(children []*ipsec.ChildSA, sessions []*ipsec.Session) (out []string) {
	for _, sa := range children {
		if sa.State.Up() {
			out = append(out, sa.Remote.Address, sa.Peer.Address)
		}
	}
	for _, s := range sessions {
		if ipsec.Yes(s.ChildUp) {
			out = append(out, s.Peer.Address)
		}
	}
	return slices.DeleteFunc(out, func(a string) bool { return a == "" })
}

// farAddresses are the peer addresses of a group, those that carry it first.
func (g *group) farAddresses() []string {
	out := slices.Clone(g.remotes)
	if len(out) < 2 {
		return out
	}
	carries := carrying(g.children, g.sessions)
	slices.SortStableFunc(out, func(a, b string) int {
		return boolRank(slices.Contains(carries, a)) - boolRank(slices.Contains(carries, b))
	})
	return out
}

// joinBackups makes one tunnel of the peers of one flow, where the configuration
// was not read: a device lists the flow once for each peer of the same entry, and
// only the one in use has SAs.
func (b *groupBuilder) joinBackups(snap *ipsec.Snapshot) {
	if len(snap.Peers) > 0 {
		return
	}
	for i := range snap.ChildSAs {
		idle := &snap.ChildSAs[i]
		if idle.State != ipsec.ChildAbsent || len(idle.LocalTS) == 0 || !isAddress(idle.Peer.Address) {
			continue
		}
		for j := range snap.ChildSAs {
			if up := &snap.ChildSAs[j]; up.State.Up() && isAddress(up.Peer.Address) && up.Peer.Address != idle.Peer.Address && sameFlow(idle, up) {
				b.find("", idle.Peer.Address, up.Peer.Address)
				break
			}
		}
	}
}

// sameFlow reports whether two SAs are for the same networks on one interface.
func sameFlow(a, b *ipsec.ChildSA) bool {
	return a.Interface.Known() && a.Interface.Or("") == b.Interface.Or("") && len(a.LocalTS) == len(b.LocalTS) &&
		sameSelectors(a.LocalTS, b.LocalTS) && sameSelectors(a.RemoteTS, b.RemoteTS)
}
