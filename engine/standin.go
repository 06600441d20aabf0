package engine

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// A Standin is another tunnel of the end's device that stands in for this one: it
// leads elsewhere and protects the same networks, or routes lead to the same
// network by both of their interfaces.
type Standin struct {
	// Name and Remote are what the device calls it and where it leads.
	Name, Remote string
	// Up is its IKE SA if it is established, Child whether one of its Child SAs is
	// installed. Ref quotes what makes it a stand-in.
	Up    *ipsec.IKESA
	Child bool
	Ref   ipsec.Ref
	// Peer is its connection.
	Peer *ipsec.Peer
}

// Standin returns the stand-in of the end's tunnel, nil where the device shows none. Of
// several, one that is up goes first.
func (e *End) Standin() *Standin {
	if !e.Read() {
		return nil
	}
	var found *Standin
	for _, p := range e.mayStandIn() {
		if slices.Contains(e.Peers, p) || len(p.RemoteAddrs) != 1 || e.Calls(p.RemoteAddrs[0]) || ipsec.Yes(p.Disabled) {
			continue
		}
		ref, same := e.standsIn(p)
		if !same {
			continue
		}
		t := &Standin{Name: p.Name, Remote: p.RemoteAddrs[0], Ref: ref, Peer: p}
		t.Up, t.Child = e.stateTo(t.Remote)
		if found == nil || t.better(found) {
			found = t
		}
	}
	return found
}

// mayStandIn returns the connections that may protect what one of the end's does:
// those with a policy for the same first network, and where the end has a tunnel
// interface those that have one too.
func (e *End) mayStandIn() []*ipsec.Peer {
	if e.shared == nil {
		return nil
	}
	var out []*ipsec.Peer
	for _, own := range e.Peers {
		for i := range own.Policies {
			if to := own.Policies[i].RemoteTS; narrow(to) {
				out = append(out, e.shared.protecting[to[0].String()]...)
			}
		}
		if isTunnelName(own.Interface.Or("")) && len(e.Snap.RoutingTable) > 0 {
			out = append(out, e.shared.tunnelled...)
		}
	}
	return out
}

// StaysUp reports whether a connection is up without being asked for: that of a
// tunnel interface, or one whose children its end starts. One that waits for
// traffic is down while another carries it.
func StaysUp(p *ipsec.Peer) bool {
	if isTunnelName(p.Interface.Or("")) {
		return true
	}
	return len(p.Policies) > 0 && !slices.ContainsFunc(p.Policies, func(q ipsec.Policy) bool {
		return !slices.Contains([]string{"start", "up", "trap|start"}, q.StartAction.Or(""))
	})
}

// better reports whether a stand-in goes before another: up before down, then by
// name, so that the order of the device's output does not matter.
func (t *Standin) better(than *Standin) bool {
	if t.Child != than.Child {
		return t.Child
	}
	return t.Name < than.Name
}

// standsIn reports whether a connection protects what one of the end's does.
func (e *End) standsIn(p *ipsec.Peer) (ipsec.Ref, bool) {
	for _, own := range e.Peers {
		for i := range own.Policies {
			for k := range p.Policies {
				a, b := &own.Policies[i], &p.Policies[k]
				if narrow(a.RemoteTS) && sameSelectors(a.LocalTS, b.LocalTS) && sameSelectors(a.RemoteTS, b.RemoteTS) {
					return b.Ref, true
				}
			}
		}
		if ref, same := e.routedToo(own, p); same {
			return ref, true
		}
	}
	return ipsec.Ref{}, false
}

// narrow reports whether selectors name networks: two tunnels that protect
// everything need not lead to the same place. GRE between two hosts names none.
func narrow(selectors []ipsec.Selector) bool {
	if len(selectors) == 0 {
		return false
	}
	for _, s := range selectors {
		if p, ok := s.Prefix(); !s.Valid() || ok && p.Bits() == 0 || s.Protocol != 0 {
			return false
		}
	}
	return true
}

// routedToo reports whether routes lead to one network by the tunnel interfaces
// of two connections. The default route leads everywhere and says nothing.
func (e *End) routedToo(own, p *ipsec.Peer) (ipsec.Ref, bool) {
	mine, theirs := own.Interface.Or(""), p.Interface.Or("")
	if mine == theirs || !isTunnelName(mine) || !isTunnelName(theirs) {
		return ipsec.Ref{}, false
	}
	for i := range e.Snap.RoutingTable {
		a := &e.Snap.RoutingTable[i]
		if a.Interface.Or("") != theirs || a.Protocol == "connected" || a.Protocol == "local" || a.Prefix == "0.0.0.0/0" || a.Prefix == "::/0" {
			continue
		}
		for k := range e.Snap.RoutingTable {
			if b := &e.Snap.RoutingTable[k]; b.Interface.Or("") == mine && b.Prefix == a.Prefix && b.Table == a.Table {
				return a.Ref, true
			}
		}
	}
	return ipsec.Ref{}, false
}

// stateTo returns what the device holds with a remote address.
func (e *End) stateTo(remote string) (up *ipsec.IKESA, child bool) {
	for i := range e.Snap.IKESAs {
		if sa := &e.Snap.IKESAs[i]; sa.Remote.Address == remote && sa.State.Up() && (up == nil || sa.Age.Or(0) > up.Age.Or(0)) {
			up = sa
		}
	}
	for i := range e.Snap.ChildSAs {
		if sa := &e.Snap.ChildSAs[i]; sa.Remote.Address == remote && sa.State.Up() {
			child = true
		}
	}
	return up, child
}
