package engine

import (
	"maps"
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// A deviceView is one read device, its own addresses and its tunnels.
type deviceView struct {
	name    string
	reading *Reading
	own     map[string]bool
	tunnels *groupBuilder
	// before are the tunnels of the earlier sample.
	before *groupBuilder
}

func newDeviceView(r *Reading) *deviceView {
	d := &deviceView{name: r.Name, reading: r, own: map[string]bool{}, tunnels: groupsOf(r.Snap), before: groupsOf(r.Earlier)}
	for _, a := range r.Aliases {
		d.own[a] = true
	}
	if r.Snap != nil {
		d.learnAddresses(r.Snap)
	}
	return d
}

// learnAddresses collects the addresses the device uses as its own.
func (d *deviceView) learnAddresses(snap *ipsec.Snapshot) {
	learn := func(a string) {
		if isAddress(a) {
			d.own[a] = true
		}
	}
	for _, i := range snap.Interfaces {
		for _, a := range i.Addresses {
			learn(a)
		}
	}
	for i := range snap.IKESAs {
		learn(snap.IKESAs[i].Local.Address)
	}
	for i := range snap.ChildSAs {
		learn(snap.ChildSAs[i].Local.Address)
	}
	for _, p := range snap.Peers {
		for _, a := range p.LocalAddrs {
			learn(a)
		}
	}
	for i := range snap.Events {
		learn(snap.Events[i].Local)
	}
	for _, g := range d.tunnels.groups {
		for _, a := range g.remotes {
			delete(d.own, a)
		}
	}
}

func (d *deviceView) owns(address string) bool { return d.own[address] }

// groupAt returns the tunnel to an address, or of a connection of that name.
func (d *deviceView) groupAt(name string) *group {
	return d.tunnels.at([]string{name}, []string{name})
}

// groupFacing returns the tunnel that leads to another device: by address, by
// what both show, or by name.
func (d *deviceView) groupFacing(other *deviceView) *group {
	for _, g := range d.tunnels.groups {
		if slices.ContainsFunc(g.remotes, other.owns) {
			return g
		}
	}
	for _, theirs := range other.tunnels.groups {
		if g := d.groupLike(theirs); g != nil {
			return g
		}
	}
	return d.tunnels.byName[other.name]
}

// groupFacingGroup returns this device's view of a tunnel that another device
// shows as theirs (which may be nil: it shows none).
func (d *deviceView) groupFacingGroup(other *deviceView, theirs *group) *group {
	if theirs == nil {
		return d.groupFacing(other)
	}
	if slices.ContainsFunc(theirs.remotes, d.owns) {
		for _, g := range d.tunnels.groups {
			if slices.ContainsFunc(g.remotes, other.owns) {
				return g
			}
		}
	}
	return d.groupLike(theirs)
}

// groupLike returns the group that mirrors another device's, or the only one
// that expects its identity.
func (d *deviceView) groupLike(theirs *group) *group {
	var expecting []*group
	for _, g := range d.tunnels.groups {
		if g.mirrors(theirs) {
			return g
		}
		if g.expects(theirs) {
			expecting = append(expecting, g)
		}
	}
	if len(expecting) == 1 {
		return expecting[0]
	}
	return nil
}

// end returns the device's end of a tunnel towards other, which may be nil.
// Without a group the device shows nothing about the tunnel.
func (d *deviceView) end(g *group, other *deviceView) End {
	r := d.reading
	e := End{Name: d.name, Snap: r.Snap, Failure: r.Failure, Sampled: r.Earlier != nil, Apart: r.Apart}
	e.Addresses = slices.Sorted(maps.Keys(d.own))
	e.Events = d.events(g, other)
	if g == nil {
		return e
	}
	e.IKESAs, e.ChildSAs, e.Sessions, e.Peers = g.ike, g.children, g.sessions, g.peers
	if before := d.before.at(g.remotes, g.names); before != nil {
		e.EarlierIKE, e.EarlierChild = before.ike, before.children
	}
	return e
}

// events returns the log events of a tunnel, in the order of the log: those
// that name it, those that name no tunnel, and those that name an address of
// the other end that this device has no configuration for.
func (d *deviceView) events(g *group, other *deviceView) []*ipsec.Event {
	if d.reading.Snap == nil {
		return nil
	}
	all := d.reading.Snap.Events
	at := slices.Clone(d.tunnels.common)
	if g != nil {
		at = append(at, g.events...)
	}
	if other != nil {
		for _, i := range d.tunnels.strays {
			if other.owns(all[i].Remote) {
				at = append(at, i)
			}
		}
	}
	slices.Sort(at)
	var out []*ipsec.Event
	for _, i := range at {
		out = append(out, &all[i])
	}
	return out
}

// withoutIPsec reports whether a device was read and shows nothing of IPsec: no
// configuration, no SA, no log line about either. It has no tunnel to judge.
func (d *deviceView) withoutIPsec() bool {
	r := d.reading
	if r.Snap == nil || r.Failure != nil || ipsec.Yes(r.Snap.ServiceDown) || len(d.tunnels.strays) > 0 {
		return false
	}
	for _, i := range d.tunnels.common {
		switch r.Snap.Events[i].Kind {
		case ipsec.EventInterfaceChange, ipsec.EventConfigChanged, ipsec.EventDaemonStarted:
		default:
			return false
		}
	}
	return r.Snap.Observed(ipsec.AreaIKESAs) || r.Snap.Observed(ipsec.AreaChildSAs)
}
