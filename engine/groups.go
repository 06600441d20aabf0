package engine

import (
	"cmp"
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// groupBuilder sorts a snapshot into groups. The maps hold each address and
// each connection name to its group, so that thousands of tunnels stay cheap.
type groupBuilder struct {
	groups    []*group
	byAddress map[string]*group
	byName    map[string]*group
	// shared are the names of more than one group: a profile, or a connection
	// that takes any peer. Such a name alone tells no tunnel.
	shared map[string]bool
	// byID are the groups by the device's number of their IKE SA.
	byID map[string]*group
	// strays are the events that name a peer no group belongs to, by its
	// address; common are those that name none: positions in the log.
	strays map[string][]int
	common []int
	// nameless is the group of what names neither connection nor peer.
	nameless *group
}

// groupsOf sorts the tunnels a snapshot shows, in the order of its lines.
func groupsOf(snap *ipsec.Snapshot) *groupBuilder {
	b := &groupBuilder{
		byAddress: map[string]*group{}, byName: map[string]*group{}, shared: map[string]bool{},
		byID: map[string]*group{}, strays: map[string][]int{},
	}
	if snap == nil {
		return b
	}
	b.addPeers(snap)
	b.joinBackups(snap)
	b.linkSAs(snap)
	b.addSAs(snap)
	b.placeNameless()
	b.addEvents(snap)
	return b
}

// placeNameless puts what names neither connection nor peer, such as a flow of
// which only the counters were pasted, with the device's only tunnel.
func (b *groupBuilder) placeNameless() {
	if b.nameless == nil || len(b.groups) != 2 {
		return
	}
	b.groups = slices.DeleteFunc(b.groups, func(g *group) bool { return g == b.nameless })
	g := b.groups[0]
	g.ike = append(g.ike, b.nameless.ike...)
	g.children = append(g.children, b.nameless.children...)
	g.sessions = append(g.sessions, b.nameless.sessions...)
	b.nameless = g
}

// addPeers makes the groups of the configuration. Those with most addresses
// come first, so that entries for one of the addresses join them in any order.
func (b *groupBuilder) addPeers(snap *ipsec.Snapshot) {
	peers := make([]*ipsec.Peer, len(snap.Peers))
	for i := range snap.Peers {
		peers[i] = &snap.Peers[i]
	}
	slices.SortStableFunc(peers, func(p, q *ipsec.Peer) int { return cmp.Compare(len(q.RemoteAddrs), len(p.RemoteAddrs)) })
	for _, p := range peers {
		g := b.find(p.Name, p.RemoteAddrs...)
		g.peers = append(g.peers, p)
	}
}

// linkSAs learns connection and address from the SAs that give both, so that
// lines with only one of them find the same group.
func (b *groupBuilder) linkSAs(snap *ipsec.Snapshot) {
	for i := range snap.IKESAs {
		if sa := &snap.IKESAs[i]; sa.Name != "" && isAddress(sa.Remote.Address) {
			b.find(sa.Name, sa.Remote.Address)
		}
	}
	for i := range snap.ChildSAs {
		if sa := &snap.ChildSAs[i]; sa.IKEName != "" && isAddress(sa.Remote.Address) {
			b.find(sa.IKEName, sa.Remote.Address, sa.Peer.Address)
		}
	}
}

func (b *groupBuilder) addSAs(snap *ipsec.Snapshot) {
	for i := range snap.IKESAs {
		sa := &snap.IKESAs[i]
		g := b.find(sa.Name, sa.Remote.Address)
		g.ike = append(g.ike, sa)
		if sa.ID != "" {
			b.byID[sa.ID] = g
		}
	}
	for i := range snap.ChildSAs {
		sa := &snap.ChildSAs[i]
		g := b.find(sa.IKEName, sa.Remote.Address, sa.Peer.Address)
		g.children = append(g.children, sa)
	}
	for i := range snap.Sessions {
		s := &snap.Sessions[i]
		g := b.find("", s.Peer.Address)
		g.sessions = append(g.sessions, s)
	}
}

// find returns the group of a connection name or of one of the addresses, and
// joins the name and the addresses to it.
func (b *groupBuilder) find(name string, addresses ...string) *group {
	g := b.known(name, addresses)
	if g != nil && g.isOther(addresses) && b.isForMany(g, name) {
		// A connection for any peer: each peer is a tunnel of its own.
		g = &group{peers: slices.Clip(g.peers), names: slices.Clip(g.names)}
		b.groups = append(b.groups, g)
	}
	if g == nil {
		g = b.add(name, addresses)
	}
	b.name(g, name)
	for _, addr := range addresses {
		if isAddress(addr) && b.byAddress[addr] == nil {
			b.byAddress[addr] = g
			g.remotes = append(g.remotes, addr)
		}
	}
	return g
}

// add makes a group. All that names neither connection nor peer is one.
func (b *groupBuilder) add(name string, addresses []string) *group {
	anonymous := name == "" && !slices.ContainsFunc(addresses, isAddress)
	if anonymous && b.nameless != nil {
		return b.nameless
	}
	g := &group{}
	if anonymous {
		b.nameless = g
	}
	b.groups = append(b.groups, g)
	return g
}

func (b *groupBuilder) name(g *group, name string) {
	if name == "" {
		return
	}
	first := b.byName[name]
	if first == nil {
		b.byName[name] = g
	}
	if first != nil && first != g {
		b.shared[name] = true
	}
	if !slices.Contains(g.names, name) {
		g.names = append(g.names, name)
	}
}

// isForMany reports whether a connection that has a peer can have another one
// besides: it is configured for any, or its configuration was not read.
func (b *groupBuilder) isForMany(g *group, name string) bool {
	return len(g.remotes) > 0 && (b.shared[name] || len(g.peers) == 0 || g.takesAnyPeer())
}

func (b *groupBuilder) known(name string, addresses []string) *group {
	for _, addr := range addresses {
		if g := b.byAddress[addr]; g != nil {
			return g
		}
	}
	if name == "" {
		return nil
	}
	return b.byName[name]
}

// at returns the group of one of the addresses or names.
func (b *groupBuilder) at(addresses, names []string) *group {
	if g := b.known("", addresses); g != nil {
		return g
	}
	for _, n := range names {
		if g := b.byName[n]; g != nil {
			return g
		}
	}
	return nil
}

// keepGone adds the tunnels of an earlier sample that this one does not show at
// all, without SAs: a tunnel that went down in between must not vanish.
func (b *groupBuilder) keepGone(before *groupBuilder) {
	for _, g := range before.groups {
		if len(g.remotes) == 0 || b.at(g.remotes, g.names) != nil {
			continue
		}
		name := ""
		if len(g.names) > 0 {
			name = g.names[0]
		}
		b.find(name, g.remotes...)
	}
}
