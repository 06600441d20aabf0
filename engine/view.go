package engine

import (
	"maps"
	"net/netip"
	"slices"

	"ipsec-diag/inventory"
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
	// addresses are its own, sorted.
	addresses []string
	// logFromStart says that its log goes back to the start of the daemon.
	logFromStart bool
	// inner are the positions of the log events about packets of hosts.
	inner []int
	// shared is what every tunnel asks of the device.
	shared *shared
	// redacted is the first line from which a secret was taken.
	redacted ipsec.Ref
	// claims are its policies by the networks behind their peers.
	claims map[netip.Prefix][]claim
	// routed are its tunnel interfaces that share a route with another.
	routed map[string][]routedToo
	// towards are its tunnels by the device they lead to.
	towards map[*deviceView][]*group
	// expecting are its tunnels by the identity they expect, uses the
	// identities it calls itself.
	expecting map[string][]*group
	uses      map[string]bool
	// takers are its connections for any peer.
	takers []*group
	// intents are the inventory's tunnels of the device; stranger is its only
	// tunnel that leads to nobody known.
	intents  []*inventory.Tunnel
	stranger *group
}

func newDeviceView(r *Reading) *deviceView {
	d := &deviceView{
		name: r.Name, reading: r, own: map[string]bool{}, tunnels: groupsOf(r.Snap), before: groupsOf(r.Earlier),
		towards: map[*deviceView][]*group{}, expecting: map[string][]*group{}, uses: map[string]bool{},
	}
	if r.Snap != nil {
		d.tunnels.keepGone(d.before)
	}
	configs := map[*ipsec.Peer]bool{}
	for _, g := range d.tunnels.groups {
		g.at = d
		if g.takesAnyPeer() && !configs[g.peers[0]] {
			configs[g.peers[0]] = true
			d.takers = append(d.takers, g)
		}
	}
	for _, a := range r.Aliases {
		d.own[a] = true
	}
	if r.Snap != nil {
		d.learnAddresses(r.Snap)
		d.claims = claimsOf(r.Snap)
		d.routed = routedOf(r.Snap)
		d.redacted = firstRedacted(r.Snap)
		d.shared = sharedOf(r.Snap)
		for i := range r.Snap.Events {
			d.logFromStart = d.logFromStart || r.Snap.Events[i].Kind == ipsec.EventDaemonStarted
			if isInner(r.Snap.Events[i].Kind) {
				d.inner = append(d.inner, i)
			}
		}
	}
	d.addresses = slices.Sorted(maps.Keys(d.own))
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
		if !snap.Events[i].OfHosts() {
			learn(snap.Events[i].Local)
		}
	}
	for _, g := range d.tunnels.groups {
		for _, a := range g.remotes {
			delete(d.own, a)
		}
	}
}

// towardsNamed returns the device's tunnel to another device that fits: the
// one of that name, else the first.
func (d *deviceView) towardsNamed(other *deviceView, name string, fits func(*group) bool) *group {
	var first *group
	for _, g := range d.towards[other] {
		if !fits(g) {
			continue
		}
		if slices.Contains(g.names, name) {
			return g
		}
		if first == nil {
			first = g
		}
	}
	return first
}

// forAnyPeer returns a view of a tunnel that is not there, of a device whose
// configuration would take it: a connection for any peer, either the one that
// expects an identity of the other device or all that expect none. One that
// expects some other identity may still be meant, but nothing says so.
func (d *deviceView) forAnyPeer(other *deviceView) *group {
	var peers []*ipsec.Peer
	for _, g := range d.takers {
		ids := g.remoteIDs()
		if other != nil && slices.ContainsFunc(ids, func(id string) bool { return other.uses[id] }) {
			g.stood = true
			return &group{at: d, peers: g.peers, names: g.names}
		}
		if len(ids) == 0 {
			g.stood = true
			peers = append(peers, g.peers...)
		}
	}
	if len(peers) == 0 {
		return nil
	}
	return &group{at: d, peers: peers}
}

// waits reports whether a group is only a connection for any peer that stood
// for an intended tunnel: it has no SA, and the log has nothing about it but of
// devices that were read.
func (g *group) waits(read func(address string) bool) bool {
	if !g.stood || len(g.remotes)+len(g.ike)+len(g.children)+len(g.sessions) > 0 {
		return false
	}
	return !slices.ContainsFunc(g.events, func(i int) bool { return !read(g.at.reading.Snap.Events[i].Remote) })
}

// end returns the device's end of a tunnel towards other, which may be nil.
// Without a group the device shows nothing about the tunnel.
func (d *deviceView) end(g *group, other *deviceView) End {
	r := d.reading
	e := End{Name: d.name, Snap: r.Snap, Failure: r.Failure, Sampled: r.Earlier != nil, Apart: r.Apart, logFromStart: d.logFromStart, inner: d.inner, claims: d.claims, routed: d.routed, redacted: d.redacted, earlierSnap: r.Earlier, shared: d.shared}
	e.Addresses = slices.Clip(d.addresses)
	e.Events = d.events(g, other)
	if g == nil {
		return e
	}
	e.IKESAs, e.ChildSAs, e.Sessions, e.Peers = g.ike, g.children, g.sessions, g.peers
	if before := d.before.at(g.remotes, g.names); before != nil && !before.isOther(g.remotes) {
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
	var at []int
	if g != nil {
		at = append(at, g.events...)
	}
	if other != nil {
		for _, address := range other.addresses {
			at = append(at, d.tunnels.strays[address]...)
		}
	}
	if len(at) > 0 {
		at = append(at, d.tunnels.common...)
		slices.Sort(at)
		at = slices.Compact(at)
	} else {
		at = d.tunnels.common
	}
	out := make([]*ipsec.Event, 0, len(at))
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
		case ipsec.EventInterfaceChange, ipsec.EventConfigChanged, ipsec.EventDaemonStarted, ipsec.EventNeighbourDown, ipsec.EventNeighbourUp:
		default:
			return false
		}
	}
	return r.Snap.Observed(ipsec.AreaIKESAs) || r.Snap.Observed(ipsec.AreaChildSAs)
}
