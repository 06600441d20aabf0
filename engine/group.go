package engine

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// A group is what one device shows about one tunnel: everything with the same
// peer addresses or the same connection name.
type group struct {
	remotes  []string // peer addresses
	names    []string // connection names
	ike      []*ipsec.IKESA
	children []*ipsec.ChildSA
	sessions []*ipsec.Session
	peers    []*ipsec.Peer
	// events are positions in the snapshot's log.
	events []int
}

// name is what to call the far end: its address, or the connection.
func (g *group) name() string {
	if len(g.remotes) > 0 {
		return g.remotes[0]
	}
	if len(g.names) > 0 {
		return g.names[0]
	}
	return "unknown peer"
}

// key identifies the group among those of all devices.
func (g *group) key(d *deviceView) string { return d.name + "\x00" + g.name() }

// takesAnyPeer reports whether the connection is configured without a concrete
// peer address and has a peer already.
func (g *group) takesAnyPeer() bool {
	if len(g.peers) == 0 || len(g.remotes) == 0 {
		return false
	}
	for _, p := range g.peers {
		if slices.ContainsFunc(p.RemoteAddrs, isAddress) {
			return false
		}
	}
	return true
}

// isOther reports whether addresses name a peer, and not one of this group.
func (g *group) isOther(addresses []string) bool {
	named := false
	for _, a := range addresses {
		if slices.Contains(g.remotes, a) {
			return false
		}
		named = named || isAddress(a)
	}
	return named
}

// localIDs and remoteIDs are the identities the device uses and expects.
func (g *group) localIDs() []string {
	return g.ids(func(p *ipsec.Peer) ipsec.Text { return p.LocalID }, func(sa *ipsec.IKESA) ipsec.Text { return sa.LocalID })
}

func (g *group) remoteIDs() []string {
	return g.ids(func(p *ipsec.Peer) ipsec.Text { return p.RemoteID }, func(sa *ipsec.IKESA) ipsec.Text { return sa.RemoteID })
}

func (g *group) ids(ofPeer func(*ipsec.Peer) ipsec.Text, ofSA func(*ipsec.IKESA) ipsec.Text) []string {
	var out []string
	keep := func(t ipsec.Text) {
		if id, ok := t.Get(); ok && id != "" && !strings.HasPrefix(id, "%any") && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	for _, p := range g.peers {
		keep(ofPeer(p))
	}
	for _, sa := range g.ike {
		keep(ofSA(sa))
	}
	return out
}

// mirrors reports whether two groups of two devices are the two views of one
// tunnel: their SPIs cross-match, or each expects the other's identity.
func (g *group) mirrors(other *group) bool {
	for _, a := range g.children {
		for _, b := range other.children {
			if share(a.OutSPI, b.InSPI) || share(a.InSPI, b.OutSPI) {
				return true
			}
		}
	}
	return share(g.localIDs(), other.remoteIDs()) && share(g.remoteIDs(), other.localIDs())
}

// expects reports whether g is configured for the identity that other uses: the
// weaker sign of one tunnel, for one that does not come up.
func (g *group) expects(other *group) bool { return share(g.remoteIDs(), other.localIDs()) }

func share(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return x != "" && x != "0" && slices.Contains(b, x) })
}

// groupBuilder sorts a snapshot into groups. The maps hold each address and
// each connection name to its group, so that thousands of tunnels stay cheap.
type groupBuilder struct {
	groups    []*group
	byAddress map[string]*group
	byName    map[string]*group
	// strays are the events that name a peer no group belongs to, common those
	// that name none: positions in the log.
	strays, common []int
}

// groupsOf sorts the tunnels a snapshot shows, in the order of its lines.
func groupsOf(snap *ipsec.Snapshot) *groupBuilder {
	b := &groupBuilder{byAddress: map[string]*group{}, byName: map[string]*group{}}
	if snap == nil {
		return b
	}
	for i := range snap.Peers {
		p := &snap.Peers[i]
		g := b.find(p.Name, p.RemoteAddrs...)
		g.peers = append(g.peers, p)
	}
	for i := range snap.IKESAs {
		sa := &snap.IKESAs[i]
		g := b.find(sa.Name, sa.Remote.Address)
		g.ike = append(g.ike, sa)
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
	b.addEvents(snap)
	return b
}

// find returns the group of a connection name or of one of the addresses, and
// joins the name and the addresses to it.
func (b *groupBuilder) find(name string, addresses ...string) *group {
	g := b.known(name, addresses)
	if g != nil && g.takesAnyPeer() && g.isOther(addresses) {
		// A connection for any peer: each peer is a tunnel of its own.
		other := &group{peers: g.peers, names: g.names}
		b.groups = append(b.groups, other)
		g = other
	}
	if g == nil {
		g = &group{}
		b.groups = append(b.groups, g)
	}
	if name != "" && b.byName[name] == nil {
		b.byName[name] = g
		g.names = append(g.names, name)
	}
	for _, addr := range addresses {
		if isAddress(addr) && b.byAddress[addr] == nil {
			b.byAddress[addr] = g
			g.remotes = append(g.remotes, addr)
		}
	}
	return g
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

// addEvents gives each log event to the tunnel it names. An event of an
// address nobody configured makes a tunnel of its own only when the device
// shows no tunnel at all: the Internet is full of strangers.
func (b *groupBuilder) addEvents(snap *ipsec.Snapshot) {
	empty := len(b.groups) == 0
	if empty {
		b.linkNames(snap)
	}
	for i := range snap.Events {
		ev := &snap.Events[i]
		g := b.known(ev.Connection, []string{ev.Remote})
		switch {
		case g != nil:
			g.events = append(g.events, i)
		case ev.Remote == "" && ev.Connection == "":
			b.common = append(b.common, i)
		case empty:
			g = b.find(ev.Connection, ev.Remote)
			g.events = append(g.events, i)
		default:
			b.strays = append(b.strays, i)
		}
	}
}

// linkNames makes the groups of a log without any state beside it: first from
// the lines that give both connection and address, so that lines that give
// only one of them find the same group.
func (b *groupBuilder) linkNames(snap *ipsec.Snapshot) {
	for i := range snap.Events {
		if ev := &snap.Events[i]; ev.Connection != "" && isAddress(ev.Remote) {
			b.find(ev.Connection, ev.Remote)
		}
	}
}

// at returns the group of one of the addresses or names.
func (b *groupBuilder) at(addresses, names []string) *group {
	for _, a := range addresses {
		if g := b.byAddress[a]; g != nil {
			return g
		}
	}
	for _, n := range names {
		if g := b.byName[n]; g != nil {
			return g
		}
	}
	return nil
}
