package engine

import (
	"slices"
	"strings"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/ipsec"
)

// A Reading is one device as it was read: its snapshot, an earlier sample, or
// why there is none.
type Reading struct {
	// Name is the device's name in the inventory, or how it was called.
	Name string
	// Aliases are addresses the device is known to use.
	Aliases []string
	Snap    *ipsec.Snapshot
	Earlier *ipsec.Snapshot
	Apart   time.Duration
	Failure *collector.Error
}

// Assemble sorts what the devices said into one case per tunnel. Tunnels are
// those of the inventory, in its order, and those found on a device. With a focus, only the
// tunnels of that device are returned, seen from it.
func Assemble(now time.Time, readings []Reading, intents []inventory.Tunnel, focus string) []*Case {
	a := newAssembly(now, readings, intents)
	for i := range intents {
		if d := a.homeOf(&intents[i], focus); d != nil {
			a.intend(d, &intents[i])
		}
	}
	for _, d := range a.devices {
		if focus == "" || d.name == focus {
			a.casesOf(d)
		}
	}
	return a.cases
}

// An assembly is the work in progress.
type assembly struct {
	now     time.Time
	devices []*deviceView
	byName  map[string]*deviceView
	links   *linker
	planned bool // the inventory has tunnels
	cases   []*Case
	// paired are the shown tunnels that already have a case, named the ends of
	// the cases.
	paired map[*group]bool
	named  map[string]bool
}

func newAssembly(now time.Time, readings []Reading, intents []inventory.Tunnel) *assembly {
	a := &assembly{
		now: now, byName: map[string]*deviceView{}, planned: len(intents) > 0,
		paired: map[*group]bool{}, named: map[string]bool{},
	}
	for i := range readings {
		d := newDeviceView(&readings[i])
		a.devices = append(a.devices, d)
		if a.byName[d.name] == nil {
			a.byName[d.name] = d
		}
	}
	a.links = link(a.devices)
	for i := range intents {
		for _, name := range intents[i].Ends {
			if d := a.byName[name]; d != nil {
				d.intents = append(d.intents, &intents[i])
			}
		}
	}
	for _, d := range a.devices {
		d.stranger = a.strangerOf(d)
	}
	return a
}

// homeOf returns the device an intended tunnel is seen from: the one in focus,
// else its first end, or the second when only that was read.
func (a *assembly) homeOf(t *inventory.Tunnel, focus string) *deviceView {
	first, second := a.byName[t.Ends[0]], a.byName[t.Ends[1]]
	switch {
	case focus != "" && t.Ends[0] == focus:
		return first
	case focus != "" && t.Ends[1] == focus:
		return second
	case focus != "":
		return nil
	case first == nil || first.reading.Snap == nil && second != nil && second.reading.Snap != nil:
		return second
	}
	return first
}

// casesOf makes the cases of what one device shows besides intended tunnels.
func (a *assembly) casesOf(d *deviceView) {
	for _, g := range d.tunnels.groups {
		if !a.paired[g] && !(len(d.intents) > 0 && g.waits(a.wasRead)) {
			a.find(d, g)
		}
	}
	if len(d.tunnels.groups) == 0 && !a.named[d.name] && !d.withoutIPsec() {
		a.add(&Case{ID: d.name, Local: d.end(nil, nil)})
	}
}

// otherEnd returns the other end of an intended tunnel of a device.
func otherEnd(t *inventory.Tunnel, name string) string {
	if t.Ends[0] == name {
		return t.Ends[1]
	}
	return t.Ends[0]
}

// intend makes the case of an inventory tunnel.
func (a *assembly) intend(d *deviceView, t *inventory.Tunnel) {
	other := otherEnd(t, d.name)
	remote := a.device(other)
	local := a.localOf(d, t, remote)
	if local == nil {
		local = d.stranger
	}
	if local == nil {
		local = d.forAnyPeer(remote)
	}
	c := &Case{ID: t.Name, Intent: t, Local: d.end(local, remote)}
	back := a.backOf(d, local, remote)
	c.Remote = remoteEnd(d, local, remote, back, other)
	a.finish(c, local, back)
}

// localOf returns what the device shows of an intended tunnel, as far as the
// evidence or a name tells; nil otherwise.
func (a *assembly) localOf(d *deviceView, t *inventory.Tunnel, remote *deviceView) *group {
	other := otherEnd(t, d.name)
	free := func(g *group) bool { return g != nil && !a.paired[g] }
	if remote != nil {
		if g := d.towardsNamed(remote, t.Name, free); g != nil {
			return g
		}
		if g := d.onlyExpecting(remote.identitiesUsed()); free(g) && g.far == nil {
			return g
		}
	} else if g := d.tunnels.byAddress[other]; free(g) {
		return g
	}
	for _, name := range []string{other, t.Name} {
		if g := d.tunnels.byName[name]; free(g) && !d.tunnels.shared[name] && (g.far == nil || g.far == remote) {
			return g
		}
	}
	return nil
}

// strangerOf returns the one tunnel of a device that leads to nobody known, if
// the inventory also has at most one tunnel of the device that nothing on it
// matches: then the two are the same. It is nil when there are several.
func (a *assembly) strangerOf(d *deviceView) *group {
	unmatched := 0
	ends := map[string]bool{}
	for _, t := range d.intents {
		other := otherEnd(t, d.name)
		ends[other] = true
		if a.localOf(d, t, a.device(other)) == nil {
			unmatched++
		}
	}
	if unmatched > 1 {
		return nil
	}
	var found *group
	for _, g := range d.tunnels.groups {
		switch {
		case g.far != nil || slices.ContainsFunc(g.remotes, func(r string) bool { return ends[r] }):
		case found != nil:
			return nil
		default:
			found = g
		}
	}
	return found
}

// find makes the case of a tunnel that a device shows.
func (a *assembly) find(d *deviceView, g *group) {
	remote := a.facing(d, g)
	name := g.name()
	if remote != nil {
		name = remote.name
	}
	back := a.backOf(d, g, remote)
	c := &Case{ID: d.name + " to " + name, Local: d.end(g, remote), Remote: remoteEnd(d, g, remote, back, name)}
	a.finish(c, g, back)
}

// remoteEnd returns the far end: from its device when that was read, or only a
// name otherwise.
func remoteEnd(d *deviceView, g *group, remote *deviceView, back *group, name string) End {
	if remote == nil {
		e := End{Name: name}
		if g != nil {
			e.Addresses = slices.Clone(g.remotes)
		}
		return e
	}
	return remote.end(back, d)
}

// backOf returns the far device's view of a tunnel. Two devices without an
// inventory, each with a tunnel to nobody known, are taken for its two ends.
func (a *assembly) backOf(d *deviceView, g *group, remote *deviceView) *group {
	if remote == nil {
		return nil
	}
	if g != nil && g.back != nil && g.far == remote {
		return g.back
	}
	free := func(g *group) bool { return !a.paired[g] && g.back == nil }
	if back := remote.towardsNamed(d, "", free); back != nil {
		return back
	}
	if back := remote.onlyExpecting(d.identitiesUsed()); back != nil && back.far == nil && !a.paired[back] {
		return back
	}
	if s := remote.stranger; s != nil && !a.paired[s] && (len(a.devices) == 2 || a.planned) {
		return s
	}
	return remote.forAnyPeer(d)
}

// finish marks both views of the tunnel as done and adds the case.
func (a *assembly) finish(c *Case, views ...*group) {
	for _, g := range views {
		if g != nil {
			a.paired[g] = true
		}
	}
	a.add(c)
}

func (a *assembly) add(c *Case) {
	c.Now = a.now
	a.cases = append(a.cases, c)
	a.named[c.Local.Name], a.named[c.Remote.Name] = true, true
}

// wasRead reports whether an address belongs to a device that was read.
func (a *assembly) wasRead(address string) bool { return len(a.links.owners[address]) > 0 }

// device returns the view of a device by name or by one of its addresses.
func (a *assembly) device(name string) *deviceView {
	if d := a.byName[name]; d != nil {
		return d
	}
	if owners := a.links.owners[name]; len(owners) > 0 {
		return owners[0]
	}
	return nil
}

// facing returns the read device at the far end of a tunnel: the linked one,
// or the other of two devices when both show one tunnel and nothing says that
// the two differ.
func (a *assembly) facing(d *deviceView, g *group) *deviceView {
	if g.far != nil || len(a.devices) != 2 || len(d.tunnels.groups) != 1 {
		return g.far
	}
	other := a.devices[0]
	if other == d {
		other = a.devices[1]
	}
	theirs := other.tunnels.groups
	if len(theirs) > 1 || len(theirs) == 1 && g.differs(theirs[0]) {
		return nil
	}
	return other
}

// isAddress reports whether a configured peer names one address.
func isAddress(s string) bool {
	return s != "" && !strings.HasPrefix(s, "%") && s != "0.0.0.0" && s != "::" && s != "any"
}
