package engine

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// A linker finds, for each tunnel a device shows, the read device at its far
// end and that device's view of the same tunnel. It looks everything up, so
// that a hub with thousands of tunnels costs no more than its lines.
type linker struct {
	devices []*deviceView
	owners  map[string][]*deviceView // by address
	inbound map[string][]held        // by inbound SPI
	facing  map[direction]*faced     // by the two devices
	alike   map[identities][]*group  // by the identities of both ends
}

// held is a Child SA and the tunnel it belongs to.
type held struct {
	group *group
	child *ipsec.ChildSA
}

// direction is "tunnels of from that lead to an address of to".
type direction struct{ from, to *deviceView }

// faced are the tunnels of a direction; the first of them are taken.
type faced struct {
	groups []*group
	taken  int
}

type identities struct{ local, remote string }

// link finds the far end of every tunnel. What the evidence proves comes
// first: SPIs that cross-match, then addresses, then identities that both ends
// name, then an identity that one end expects.
func link(devices []*deviceView) *linker {
	l := &linker{devices: devices, owners: map[string][]*deviceView{}, inbound: map[string][]held{}, facing: map[direction]*faced{}, alike: map[identities][]*group{}}
	for _, d := range devices {
		for address := range d.own {
			l.owners[address] = append(l.owners[address], d)
		}
	}
	l.each(l.index)
	l.each(l.bySPI)
	l.each(l.byAddress)
	l.each(l.indexIdentities)
	l.each(l.byIdentities)
	l.each(l.byExpectation)
	l.each(l.byAnswer)
	l.each(func(g *group) {
		if g.far != nil {
			g.at.towards[g.far] = append(g.at.towards[g.far], g)
		}
	})
	return l
}

// each visits the tunnels of all devices.
func (l *linker) each(visit func(*group)) {
	for _, d := range l.devices {
		for _, g := range d.tunnels.groups {
			visit(g)
		}
	}
}

func (l *linker) index(g *group) {
	for _, child := range g.children {
		for _, spi := range child.InSPI {
			if isSPI(spi) {
				l.inbound[spi] = append(l.inbound[spi], held{g, child})
			}
		}
	}
	for _, address := range g.remotes {
		for _, owner := range l.owners[address] {
			if owner != g.at {
				l.face(direction{g.at, owner}, g)
			}
		}
	}
}

func (l *linker) face(way direction, g *group) {
	f := l.facing[way]
	if f == nil {
		f = &faced{}
		l.facing[way] = f
	}
	if n := len(f.groups); n == 0 || f.groups[n-1] != g {
		f.groups = append(f.groups, g)
	}
}

// bySPI pairs tunnels of which one end sends what the other receives.
func (l *linker) bySPI(g *group) {
	for _, child := range g.children {
		for _, spi := range child.OutSPI {
			for _, other := range l.inbound[spi] {
				if other.group.at != g.at && crossMatch(child, other.child) {
					tie(g, other.group)
				}
			}
		}
	}
}

// crossMatch reports whether two Child SAs are the two ends of one: each
// direction that both print has an SPI in common. An SPI is unique only at its
// receiver (RFC 4301, section 4.1), so one direction is not enough.
func crossMatch(a, b *ipsec.ChildSA) bool {
	there, back := share(a.OutSPI, b.InSPI), share(a.InSPI, b.OutSPI)
	return there && (back || !hasSPI(a.InSPI) || !hasSPI(b.OutSPI)) || back && (!hasSPI(a.OutSPI) || !hasSPI(b.InSPI))
}

func isSPI(s string) bool       { return s != "" && s != "0" }
func hasSPI(spis []string) bool { return slices.ContainsFunc(spis, isSPI) }
func paired(g *group) bool      { return g.back != nil }

// tie makes two tunnels the two views of one, as far as they have none yet.
func tie(g, other *group) {
	if g.back == nil {
		g.far, g.back = other.at, other
	}
	if other.back == nil {
		other.far, other.back = g.at, g
	}
}

// byAddress pairs a tunnel with the one of the device that owns its peer
// address. Without one there, that device still is the far end.
func (l *linker) byAddress(g *group) {
	if paired(g) {
		return
	}
	for _, address := range g.remotes {
		owner := l.ownerOf(address, g.at)
		if owner == nil {
			continue
		}
		if g.far == nil {
			g.far = owner
		}
		if other := l.counterpart(g, owner); other != nil && !other.facesAnother(g.at) {
			tie(g, other)
			return
		}
	}
}

// facesAnother reports whether a tunnel is proven to be that of another device
// than this one, which may have had the same address before or after it.
func (g *group) facesAnother(d *deviceView) bool { return g.back != nil && g.far != d }

// byAnswer pairs a tunnel of a device whose own addresses are not known, a log
// alone, with the only tunnel of its peer that leads to nobody known.
func (l *linker) byAnswer(g *group) {
	if paired(g) || g.far == nil || len(g.at.own) > 0 {
		return
	}
	var only *group
	for _, other := range g.far.tunnels.groups {
		switch {
		case other.far != nil:
		case only != nil:
			return
		default:
			only = other
		}
	}
	if only != nil {
		tie(g, only)
	}
}

// ownerOf returns the device an address belongs to. An address that several
// have, such as that of a redundant pair or a private one behind NAT, belongs
// to the one with a tunnel back; without such a one nothing is known.
func (l *linker) ownerOf(address string, asking *deviceView) *deviceView {
	var others []*deviceView
	for _, d := range l.owners[address] {
		if d == asking {
			continue
		}
		others = append(others, d)
		if l.facing[direction{d, asking}] != nil {
			return d
		}
	}
	if len(others) == 1 {
		return others[0]
	}
	return nil
}

// counterpart returns the tunnel of owner that leads back: the one between the
// same two addresses, else the first that nothing contradicts.
func (l *linker) counterpart(g *group, owner *deviceView) *group {
	locals := g.locals()
	for _, address := range locals {
		if other := owner.tunnels.byAddress[address]; other != nil && share(other.locals(), g.remotes) {
			return other
		}
	}
	back := l.facing[direction{owner, g.at}]
	if back == nil {
		return nil
	}
	for back.taken < len(back.groups)-1 && paired(back.groups[back.taken]) {
		back.taken++
	}
	other := back.groups[back.taken]
	theirs := other.locals()
	if len(locals) > 0 && len(theirs) > 0 && !share(locals, other.remotes) && !share(theirs, g.remotes) {
		return nil
	}
	return other
}
