package engine

import (
	"slices"

	"ipsec-diag/inventory"
)

// This file decides what each end shows of a tunnel where the links alone do
// not: by names, and by what is left over when all else is told apart.

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

// remoteEnd returns the far end: from its device when that was read, or only a
// name otherwise.
func remoteEnd(d *deviceView, g *group, remote *deviceView, back *group, name string) End {
	if remote == nil {
		e := End{Name: name}
		if g != nil {
			e.Addresses = g.farAddresses()
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
	other := a.soleOther(d)
	if g.far != nil || other == nil || len(d.tunnels.groups) != 1 {
		return g.far
	}
	theirs := other.tunnels.groups
	if len(theirs) > 1 || len(theirs) == 1 && g.differs(theirs[0]) {
		return nil
	}
	return other
}
