package engine

import "slices"

// This file pairs tunnels by the identities of their ends, which outlive what
// an address translator does to addresses.

func (l *linker) indexIdentities(g *group) {
	remote := g.remoteIDs()
	for _, there := range remote {
		g.at.expecting[there] = append(g.at.expecting[there], g)
	}
	for _, here := range g.localIDs() {
		g.at.uses[here] = true
		for _, there := range remote {
			if !paired(g) {
				l.alike[identities{here, there}] = append(l.alike[identities{here, there}], g)
			}
		}
	}
}

// byIdentities pairs two tunnels each of which names the other's identity,
// unless several devices use the same ones.
func (l *linker) byIdentities(g *group) {
	if paired(g) {
		return
	}
	for _, here := range g.localIDs() {
		for _, there := range g.remoteIDs() {
			other := l.onlyAlike(g, identities{there, here})
			if other == nil {
				continue
			}
			if back := l.onlyAlike(other, identities{here, there}); back != nil && back.at == g.at {
				tie(g, other)
				return
			}
		}
	}
}

func (l *linker) onlyAlike(g *group, ids identities) *group {
	var found *group
	for _, other := range l.alike[ids] {
		switch {
		case other.at == g.at || paired(other) || g.far != nil && other.at != g.far:
		case found == nil:
			found = other
		case found.at != other.at:
			return nil
		}
	}
	return found
}

// byExpectation pairs a tunnel with the only one of its far device that
// expects an identity of this one: a tunnel that does not come up because the
// address configured there is wrong.
func (l *linker) byExpectation(g *group) {
	if paired(g) || g.far == nil {
		return
	}
	if other := g.far.onlyExpecting(g.localIDs()); other != nil && (other.far == nil || other.far == g.at) {
		tie(g, other)
	}
}

// onlyExpecting returns the only tunnel without a counterpart that expects one
// of the identities; nil when there is none or more.
func (d *deviceView) onlyExpecting(ids []string) *group {
	var found *group
	for _, id := range ids {
		for _, g := range d.expecting[id] {
			switch {
			case paired(g) || g == found:
			case found != nil:
				return nil
			default:
				found = g
			}
		}
	}
	return found
}

// identitiesUsed returns what the device calls itself.
func (d *deviceView) identitiesUsed() []string {
	var out []string
	for id := range d.uses {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}
