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

	// at is the device that shows it, far the device it leads to, back that
	// device's view of the same tunnel; nil while not known.
	at, far *deviceView
	back    *group
	// stood says that it stood for a tunnel of which the device shows nothing.
	stood bool
}

// name is what to call the far end: its address, or the connection.
func (g *group) name() string {
	if len(g.remotes) > 0 {
		return g.remotes[0]
	}
	if len(g.names) > 0 {
		return g.names[0]
	}
	return "the peer"
}

// takesAnyPeer reports whether the connection is configured without a concrete
// peer address.
func (g *group) takesAnyPeer() bool {
	if len(g.peers) == 0 {
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
	seen := map[string]bool{}
	keep := func(t ipsec.Text) {
		if id, ok := t.Get(); ok && id != "" && !strings.HasPrefix(id, "%any") && !seen[id] {
			seen[id] = true
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

// locals are the addresses the device uses for this tunnel.
func (g *group) locals() []string {
	e := End{IKESAs: g.ike, ChildSAs: g.children, Peers: g.peers}
	return e.LocalAddresses()
}

// differs reports whether two groups are known to be different tunnels: both
// list the SPIs of installed SAs, and none of them match.
func (g *group) differs(other *group) bool {
	listed := false
	for _, mine := range g.children {
		for _, theirs := range other.children {
			if !mine.State.Up() || !theirs.State.Up() || !hasSPI(mine.OutSPI) || !hasSPI(theirs.InSPI) {
				continue
			}
			if share(mine.OutSPI, theirs.InSPI) || share(mine.InSPI, theirs.OutSPI) {
				return false
			}
			listed = true
		}
	}
	return listed
}

func share(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return x != "" && x != "0" && slices.Contains(b, x) })
}
