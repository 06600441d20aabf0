package libreswan

import "ipsec-diag/parsers/ipsec"

// This file joins the SAs with their connections.

// sas returns the SAs in the order of the output, completed by what their
// connections say.
func (r *statusReader) sas() (ikes []ipsec.IKESA, children []ipsec.ChildSA) {
	ikes, children = make([]ipsec.IKESA, 0, len(r.ike)), make([]ipsec.ChildSA, 0, len(r.children))
	for _, number := range r.numbers {
		c := r.connOf(r.names[number])
		if sa := r.ike[number]; sa != nil {
			if c != nil {
				c.completeIKE(sa)
			}
			ikes = append(ikes, *sa)
		}
		if sa := r.children[number]; sa != nil {
			if c != nil {
				c.completeChild(sa)
			}
			r.nameIKE(sa, r.names[number])
			children = append(children, *sa)
		}
	}
	return ikes, children
}

// connOf returns the connection of an SA: the instance, else what it was made of.
func (r *statusReader) connOf(name connName) *conn {
	if c := r.conns[name.key()]; c != nil {
		return c
	}
	return r.conns[name.full]
}

// completeIKE gives an IKE SA its ends. The identities are those the
// connection demands; an SA that is established has them.
func (c *conn) completeIKE(sa *ipsec.IKESA) {
	sa.Local.Address = known(sa.Local.Address, c.ours.address)
	sa.Remote.Address = known(sa.Remote.Address, c.theirs.address)
	if sa.State.Up() {
		sa.LocalID, sa.RemoteID, sa.Auth = c.peer.LocalID, c.peer.RemoteID, c.peer.RemoteAuth
	}
	if c.newestIKE == sa.ID {
		sa.Proposal = c.ikeWith
	}
}

// completeChild gives a Child SA its ends, selectors and algorithms.
func (c *conn) completeChild(sa *ipsec.ChildSA) {
	sa.Local.Address = known(sa.Local.Address, c.ours.address)
	sa.Remote.Address = known(sa.Remote.Address, c.theirs.address)
	sa.LocalTS, sa.RemoteTS = c.policy.LocalTS, c.policy.RemoteTS
	if c.policy.Mode.Known() {
		sa.Mode = c.policy.Mode
	}
	if c.newestChild == sa.ID {
		sa.Proposal = c.childWith
	}
}

// known returns the address an SA has, or that of its connection where that is
// one address and not a word for any.
func known(have, configured string) string {
	if have != "" || configured == "" || configured[0] == '%' {
		return have
	}
	return configured
}

// nameIKE names the IKE SA a Child SA hangs under, and takes what it knows.
func (r *statusReader) nameIKE(sa *ipsec.ChildSA, name connName) {
	sa.IKEName = name.base
	ike := r.ike[sa.IKEID]
	if ike == nil {
		return
	}
	sa.IKEName = ike.Name
	sa.Local.Address, sa.Remote.Address = known(sa.Local.Address, ike.Local.Address), known(sa.Remote.Address, ike.Remote.Address)
}

// traps returns the connections that wait for traffic: their packets are
// caught, and no Child SA is there.
func (r *statusReader) traps() []ipsec.ChildSA {
	var out []ipsec.ChildSA
	for _, c := range r.order {
		if c.template || c.route != "prospective erouted" && c.route != "routed-ondemand" {
			continue
		}
		sa := ipsec.ChildSA{Name: c.name.full, IKEName: c.name.base, State: ipsec.ChildRouted, Word: c.route,
			LocalTS: c.policy.LocalTS, RemoteTS: c.policy.RemoteTS, Mode: c.policy.Mode, Ref: c.policy.Ref}
		sa.Ref.Last = sa.Ref.First
		sa.Local.Address, sa.Remote.Address = known("", c.ours.address), known("", c.theirs.address)
		out = append(out, sa)
	}
	return out
}

// peers returns the configured connections. Subnet pairs of one connection are
// its policies; an instance is no configuration of its own, nor are the groups
// for traffic that is let pass or blocked.
func (r *statusReader) peers() []ipsec.Peer {
	out := make([]ipsec.Peer, 0, len(r.order))
	places := make(map[string]int, len(r.order))
	for _, c := range r.order {
		if c.template || c.name.instance != "" && r.hasTemplate(c) {
			continue
		}
		at, known := places[c.name.base]
		if !known {
			at = len(out)
			places[c.name.base] = at
			out = append(out, c.peer)
		}
		out[at].Policies = append(out[at].Policies, c.policy)
	}
	return out
}

func (r *statusReader) hasTemplate(c *conn) bool { return r.conns[c.name.full] != nil }
