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

// Standin returns the stand-in of the end's tunnel, nil where the device shows
// none. Of several, one that is up goes first.
func (e *End) Standin() *Standin {
	var found *Standin
	consider := func(p *ipsec.Peer, ref ipsec.Ref) {
		if slices.Contains(e.Peers, p) || len(p.RemoteAddrs) != 1 || e.Calls(p.RemoteAddrs[0]) || ipsec.Yes(p.Disabled) {
			return
		}
		t := &Standin{Name: p.Name, Remote: p.RemoteAddrs[0], Ref: ref, Peer: p}
		t.Up, t.Child = e.stateTo(t.Remote)
		if found == nil || t.better(found) {
			found = t
		}
	}
	for _, own := range e.Peers {
		for i := range own.Policies {
			for _, c := range e.claimants(&own.Policies[i]) {
				consider(c.peer, c.policy.Ref)
			}
		}
		for _, r := range e.routed[own.Interface.Or("")] {
			consider(r.peer, r.ref)
		}
	}
	return found
}

// claimants returns the policies of the device that are for the same networks.
// Two tunnels that protect everything need not lead to the same place, and GRE
// between two hosts names no network.
func (e *End) claimants(own *ipsec.Policy) []claim {
	if len(own.LocalTS) != 1 || len(own.RemoteTS) != 1 || own.RemoteTS[0].Protocol != 0 {
		return nil
	}
	prefix, ok := own.RemoteTS[0].Prefix()
	if !ok || prefix.Bits() == 0 {
		return nil
	}
	var out []claim
	list := e.claims[prefix]
	for _, c := range list[:min(len(list), mostClaims)] {
		if sameSelectors(own.LocalTS, c.policy.LocalTS) && sameSelectors(own.RemoteTS, c.policy.RemoteTS) {
			out = append(out, c)
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

// routedToo is the connection of another tunnel interface to which a route for
// the same network leads, and that route.
type routedToo struct {
	peer *ipsec.Peer
	ref  ipsec.Ref
}

// routedOf finds the tunnel interfaces of a device to which routes for one
// network lead. The default route leads everywhere and says nothing.
func routedOf(snap *ipsec.Snapshot) map[string][]routedToo {
	peers := map[string]*ipsec.Peer{}
	for i := range snap.Peers {
		if name := snap.Peers[i].Interface.Or(""); isTunnelName(name) {
			peers[name] = &snap.Peers[i]
		}
	}
	type network struct{ prefix, table string }
	byNetwork := map[network][]*ipsec.RoutingEntry{}
	var order []network // that of the table, so that the answer is always the same
	for i := range snap.RoutingTable {
		r := &snap.RoutingTable[i]
		if peers[r.Interface.Or("")] == nil || r.Protocol == "connected" || r.Protocol == "local" || r.Prefix == "0.0.0.0/0" || r.Prefix == "::/0" {
			continue
		}
		n := network{r.Prefix, r.Table}
		if byNetwork[n] == nil {
			order = append(order, n)
		}
		if len(byNetwork[n]) < mostClaims {
			byNetwork[n] = append(byNetwork[n], r)
		}
	}
	out := map[string][]routedToo{}
	for _, n := range order {
		for _, a := range byNetwork[n] {
			for _, b := range byNetwork[n] {
				if mine, other := a.Interface.Or(""), b.Interface.Or(""); mine != other && len(out[mine]) < mostClaims {
					out[mine] = append(out[mine], routedToo{peers[other], b.Ref})
				}
			}
		}
	}
	return out
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
