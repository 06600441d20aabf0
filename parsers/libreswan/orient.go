package libreswan

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
)

// orientConfig turns connections of a configuration file so that this host is
// the local side, by what else the snapshot shows. Where nothing tells, which
// side is which stays unknown, and only what holds for both is kept.
func orientConfig(snap *ipsec.Snapshot) {
	for i := range snap.Peers {
		p := &snap.Peers[i]
		if !isFromFile(p) {
			continue
		}
		switch left, right := isOwn(snap, p, true), isOwn(snap, p, false); {
		case left && !right:
		case right && !left:
			linux.Turn(p)
		default:
			forget(p)
		}
	}
}

// isFromFile reports whether a connection was read from a configuration file.
func isFromFile(p *ipsec.Peer) bool {
	return isConfigCommand(p.Ref.Command)
}

// isOwn reports whether one side of a connection is this host.
func isOwn(snap *ipsec.Snapshot, p *ipsec.Peer, left bool) bool {
	mine, theirs, id := p.LocalAddrs, p.RemoteAddrs, p.LocalID.Or("")
	if !left {
		mine, theirs, id = theirs, mine, p.RemoteID.Or("")
	}
	if len(mine) == 1 && (mine[0] == "%defaultroute" || strings.HasPrefix(mine[0], "%eth")) || len(theirs) == 1 && theirs[0] == "%any" {
		return true
	}
	if linux.Holds(snap, mine) {
		return true
	}
	for i := range snap.Events {
		ev := &snap.Events[i]
		if ev.Remote != "" && slices.Contains(theirs, ev.Remote) || ev.Local != "" && slices.Contains(mine, ev.Local) {
			return true
		}
	}
	// A host whose name is the first part of an identity.
	name, _, _ := strings.Cut(id, ".")
	return name != "" && strings.EqualFold(name, snap.Device)
}

// forget drops what differs between the sides.
func forget(p *ipsec.Peer) {
	p.LocalAddrs, p.RemoteAddrs = nil, nil
	p.LocalID, p.RemoteID = ipsec.Text{}, ipsec.Text{}
	if p.LocalAuth.Or("") != p.RemoteAuth.Or("") {
		p.LocalAuth, p.RemoteAuth = ipsec.Text{}, ipsec.Text{}
	}
	for i := range p.Policies {
		p.Policies[i].LocalTS, p.Policies[i].RemoteTS = nil, nil
	}
}
