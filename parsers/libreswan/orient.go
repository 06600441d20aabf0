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
			turn(p)
		default:
			forget(p)
		}
	}
}

// isFromFile reports whether a connection was read from a configuration file.
func isFromFile(p *ipsec.Peer) bool {
	return strings.HasPrefix(p.Ref.Command, "cat /etc/ipsec.d/") || slices.Contains(configCommands, p.Ref.Command)
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
	for _, address := range mine {
		if holds(snap, address) {
			return true
		}
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

// holds reports whether an address is one of this host's.
func holds(snap *ipsec.Snapshot, address string) bool {
	for i := range snap.Interfaces {
		if slices.Contains(snap.Interfaces[i].Addresses, address) {
			return true
		}
	}
	for i := range snap.IKESAs {
		if snap.IKESAs[i].Local.Address == address {
			return true
		}
	}
	return slices.ContainsFunc(snap.ChildSAs, func(sa ipsec.ChildSA) bool { return sa.Word != linux.Kernel && sa.Local.Address == address })
}

// turn exchanges the sides.
func turn(p *ipsec.Peer) {
	p.LocalAddrs, p.RemoteAddrs = p.RemoteAddrs, p.LocalAddrs
	p.LocalID, p.RemoteID = p.RemoteID, p.LocalID
	p.LocalAuth, p.RemoteAuth = p.RemoteAuth, p.LocalAuth
	for i := range p.Policies {
		p.Policies[i].LocalTS, p.Policies[i].RemoteTS = p.Policies[i].RemoteTS, p.Policies[i].LocalTS
	}
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
