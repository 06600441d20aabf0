package engine

import (
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
	readings = withoutBystanders(readings)
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
		if !a.paired[g] && !g.waits(a.wasRead) {
			a.find(d, g)
		}
	}
	if len(d.tunnels.groups) == 0 && !a.named[d.name] && !d.withoutIPsec() {
		a.alone(d)
	}
}

// alone makes the case of a device that shows no tunnel, but for a log that
// names none. Of two devices, the other one is taken for its peer, unless
// neither was read: then nothing at all speaks for a tunnel between them.
func (a *assembly) alone(d *deviceView) {
	other := a.soleOther(d)
	if other == nil || d.reading.Snap == nil && other.reading.Snap == nil || a.planned || a.named[other.name] || len(other.tunnels.groups) > 1 {
		a.add(&Case{ID: d.name, Local: d.end(nil, nil), Remote: End{Name: "the peer"}})
		return
	}
	var back *group
	if len(other.tunnels.groups) == 1 {
		back = other.tunnels.groups[0]
	}
	a.finish(&Case{ID: d.name + " to " + other.name, Local: d.end(nil, other), Remote: other.end(back, d)}, back)
}

// soleOther returns the other one of two devices.
func (a *assembly) soleOther(d *deviceView) *deviceView {
	if len(a.devices) != 2 {
		return nil
	}
	if a.devices[0] == d {
		return a.devices[1]
	}
	return a.devices[0]
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

// find makes the case of a tunnel that a device shows.
func (a *assembly) find(d *deviceView, g *group) {
	remote := a.facing(d, g)
	name, far := g.name(), g.name()
	if len(g.remotes) > 1 {
		far = g.farAddresses()[0] // the ID stays when a backup peer takes over
	}
	if remote != nil {
		name, far = remote.name, remote.name
	}
	back := a.backOf(d, g, remote)
	c := &Case{ID: d.name + " to " + name, Local: d.end(g, remote), Remote: remoteEnd(d, g, remote, back, far)}
	a.finish(c, g, back)
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
	c.setAsidePings()
	a.cases = append(a.cases, c)
	a.named[c.Local.Name], a.named[c.Remote.Name] = true, true
}

// isAddress reports whether a configured peer names one address.
func isAddress(s string) bool {
	return s != "" && !strings.HasPrefix(s, "%") && s != "0.0.0.0" && s != "::" && s != "any"
}
