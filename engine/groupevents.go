package engine

import "ipsec-diag/parsers/ipsec"

// addEvents gives each log event to the tunnel it names. An event of an
// address nobody configured makes a tunnel of its own only when the device
// shows no tunnel at all: the Internet is full of strangers.
func (b *groupBuilder) addEvents(snap *ipsec.Snapshot) {
	empty := len(b.groups) == 0
	if empty {
		b.linkNames(snap)
	}
	interfaces := b.tunnelInterfaces()
	for i := range snap.Events {
		ev := &snap.Events[i]
		if ev.OfHosts() {
			continue // no tunnel is named; see [End.Inner]
		}
		g := b.ofEvent(ev)
		if ev.Remote == "" && ev.Connection == "" {
			g = interfaces[ev.Subject]
		}
		switch {
		case g != nil:
			g.events = append(g.events, i)
			if len(g.remotes) == 0 && isAddress(ev.Remote) {
				// A connection for any peer: of this one, should it be a known device.
				b.strays[ev.Remote] = append(b.strays[ev.Remote], i)
			}
		case ev.Remote == "" && ev.Connection == "":
			b.common = append(b.common, i)
		case empty && (isAddress(ev.Remote) || !b.shared[ev.Connection]):
			g = b.find(ev.Connection, ev.Remote)
			g.events = append(g.events, i)
		default:
			b.strays[ev.Remote] = append(b.strays[ev.Remote], i)
		}
	}
}

// tunnelInterfaces are the groups by the name of the tunnel interface that is
// theirs alone: a line about it concerns no other tunnel.
func (b *groupBuilder) tunnelInterfaces() map[string]*group {
	out := map[string]*group{}
	for _, g := range b.groups {
		for _, p := range g.peers {
			name := p.Interface.Or("")
			if !isTunnelName(name) {
				continue
			}
			if other, known := out[name]; known && other != g {
				out[name] = nil // of several tunnels
				continue
			}
			out[name] = g
		}
	}
	return out
}

// ofEvent returns the group an event names: by address, by connection, or by
// the number of the IKE SA where many peers share the connection.
func (b *groupBuilder) ofEvent(ev *ipsec.Event) *group {
	if g := b.byAddress[ev.Remote]; g != nil {
		return g
	}
	g := b.byName[ev.Connection]
	if g == nil || ev.Connection == "" {
		return nil
	}
	stranger := isAddress(ev.Remote) && b.isForMany(g, ev.Connection)
	if stranger || b.shared[ev.Connection] {
		return b.ofID(ev)
	}
	return g
}

func (b *groupBuilder) ofID(ev *ipsec.Event) *group {
	if ev.IKEID == "" || ev.Remote != "" {
		return nil
	}
	return b.byID[ev.IKEID]
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
