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
// those of the inventory and those found on a device. With a focus, only the
// tunnels of that device are returned, seen from it.
func Assemble(now time.Time, readings []Reading, intents []inventory.Tunnel, focus string) []*Case {
	a := &assembly{now: now, intents: intents, paired: map[string]bool{}}
	for i := range readings {
		a.devices = append(a.devices, newDeviceView(&readings[i]))
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
	intents []inventory.Tunnel
	cases   []*Case
	// paired are the tunnels that already have a case, as "device group".
	paired map[string]bool
}

// casesOf makes the cases of one device: first the intended tunnels, then
// what else it shows.
func (a *assembly) casesOf(d *deviceView) {
	for i := range a.intents {
		t := &a.intents[i]
		if other, ok := otherEnd(t, d.name); ok && !a.done(t.Name) {
			a.intended(d, t, other)
		}
	}
	for _, g := range d.tunnels.groups {
		if !a.done(g.key(d)) {
			a.found(d, g)
		}
	}
	if len(d.tunnels.groups) == 0 && !a.hasCase(d.name) && !d.withoutIPsec() {
		a.add(&Case{ID: d.name, Local: d.end(nil, nil)})
	}
}

// otherEnd returns the other end of an intended tunnel, if the device is one.
func otherEnd(t *inventory.Tunnel, name string) (string, bool) {
	switch name {
	case t.Ends[0]:
		return t.Ends[1], true
	case t.Ends[1]:
		return t.Ends[0], true
	}
	return "", false
}

// intended makes the case of an inventory tunnel.
func (a *assembly) intended(d *deviceView, t *inventory.Tunnel, other string) {
	c := &Case{ID: t.Name, Intent: t}
	remote := a.device(other)
	var local *group
	if remote != nil {
		local = d.groupFacing(remote)
	} else {
		local = d.groupAt(other)
	}
	if local == nil {
		local = d.groupAt(t.Name)
	}
	if local == nil {
		local = a.leftover(d)
	}
	c.Local = d.end(local, remote)
	c.Remote = a.remoteEnd(d, local, remote, other)
	a.mark(t.Name)
	a.finish(c, d, local, remote)
}

// leftover returns the one tunnel of a device that leads to nobody known, if
// the inventory also has just one tunnel of the device that nothing on it
// matches: then the two are the same.
func (a *assembly) leftover(d *deviceView) *group {
	unmatched := 0
	for i := range a.intents {
		other, ok := otherEnd(&a.intents[i], d.name)
		if !ok {
			continue
		}
		if remote := a.device(other); remote == nil && d.groupAt(other) == nil || remote != nil && d.groupFacing(remote) == nil {
			unmatched++
		}
	}
	if unmatched > 1 {
		return nil
	}
	return a.strangers(d)
}

// strangers returns the only tunnel of a device that faces no read device and
// no end of an intended tunnel; nil when there are several or none.
func (a *assembly) strangers(d *deviceView) *group {
	var found *group
	for _, g := range d.tunnels.groups {
		if a.facesSomeone(d, g) {
			continue
		}
		if found != nil {
			return nil
		}
		found = g
	}
	return found
}

func (a *assembly) facesSomeone(d *deviceView, g *group) bool {
	for _, other := range a.devices {
		if other != d && (slices.ContainsFunc(g.remotes, other.owns) || slices.ContainsFunc(other.tunnels.groups, g.mirrors)) {
			return true
		}
	}
	for i := range a.intents {
		if other, ok := otherEnd(&a.intents[i], d.name); ok && slices.Contains(g.remotes, other) {
			return true
		}
	}
	return false
}

// found makes the case of a tunnel that a device shows.
func (a *assembly) found(d *deviceView, g *group) {
	remote := a.facing(d, g)
	name := g.name()
	if remote != nil {
		name = remote.name
	}
	c := &Case{ID: d.name + " to " + name, Local: d.end(g, remote), Remote: a.remoteEnd(d, g, remote, name)}
	a.finish(c, d, g, remote)
}

// remoteEnd returns the far end: from its device when that was read, or only a
// name otherwise.
func (a *assembly) remoteEnd(d *deviceView, g *group, remote *deviceView, name string) End {
	if remote == nil {
		e := End{Name: name}
		if g != nil {
			e.Addresses = slices.Clone(g.remotes)
		}
		return e
	}
	return remote.end(a.backGroup(d, g, remote), d)
}

// backGroup returns the far device's view of a tunnel. Two devices without an
// inventory, each with a tunnel to nobody known, are taken for its two ends.
func (a *assembly) backGroup(d *deviceView, g *group, remote *deviceView) *group {
	if back := remote.groupFacingGroup(d, g); back != nil {
		return back
	}
	if len(a.devices) == 2 || len(a.intents) > 0 {
		return a.leftover(remote)
	}
	return nil
}

// finish marks both views of the tunnel as done and adds the case.
func (a *assembly) finish(c *Case, d *deviceView, g *group, remote *deviceView) {
	if g != nil {
		a.mark(g.key(d))
	}
	if remote != nil {
		if back := a.backGroup(d, g, remote); back != nil {
			a.mark(back.key(remote))
		}
	}
	a.add(c)
}

func (a *assembly) add(c *Case) {
	c.Now = a.now
	a.cases = append(a.cases, c)
}

func (a *assembly) mark(key string)      { a.paired[key] = true }
func (a *assembly) done(key string) bool { return a.paired[key] }

func (a *assembly) hasCase(device string) bool {
	return slices.ContainsFunc(a.cases, func(c *Case) bool { return c.Local.Name == device || c.Remote.Name == device })
}

// device returns the view of a device by name or by one of its addresses.
func (a *assembly) device(name string) *deviceView {
	for _, d := range a.devices {
		if d.name == name {
			return d
		}
	}
	for _, d := range a.devices {
		if d.owns(name) {
			return d
		}
	}
	return nil
}

// facing returns the read device at the far end of a tunnel: by address, by
// SPI, by identity, or because only two devices were read and both show one
// tunnel.
func (a *assembly) facing(d *deviceView, g *group) *deviceView {
	for _, other := range a.devices {
		if other != d && slices.ContainsFunc(g.remotes, other.owns) {
			return other
		}
	}
	for _, other := range a.devices {
		if other != d && other.groupFacingGroup(d, g) != nil {
			return other
		}
	}
	if len(a.devices) == 2 && len(d.tunnels.groups) == 1 {
		for _, other := range a.devices {
			if other != d && len(other.tunnels.groups) <= 1 {
				return other
			}
		}
	}
	return nil
}

// isAddress reports whether a configured peer names one address.
func isAddress(s string) bool {
	return s != "" && !strings.HasPrefix(s, "%") && s != "0.0.0.0" && s != "::" && s != "any"
}
