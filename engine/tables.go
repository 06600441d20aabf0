package engine

import (
	"cmp"
	"net/netip"
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// tables are a device's interfaces and its main routing table by what they are
// asked for, so that a hub with a tunnel interface and a route for each of
// thousands of peers stays cheap.
type tables struct {
	// byName, byAddress and byDestination are the first interfaces of that name,
	// with that address, or whose tunnel leads there; first is the place of each.
	byName, byAddress, byDestination map[string]int
	routes                           map[netip.Prefix][]*ipsec.RoutingEntry
	// lengths are those of the prefixes, longest first.
	lengths []int
}

func tablesOf(snap *ipsec.Snapshot) *tables {
	t := &tables{byName: map[string]int{}, byAddress: map[string]int{}, byDestination: map[string]int{}, routes: map[netip.Prefix][]*ipsec.RoutingEntry{}}
	note := func(m map[string]int, key string, i int) {
		if _, known := m[key]; !known && key != "" {
			m[key] = i
		}
	}
	for i := range snap.Interfaces {
		row := &snap.Interfaces[i]
		note(t.byName, row.Name, i)
		note(t.byDestination, row.TunnelDestination.Or(""), i)
		for _, a := range row.Addresses {
			note(t.byAddress, a, i)
		}
	}
	for i := range snap.RoutingTable {
		row := &snap.RoutingTable[i]
		p, err := netip.ParsePrefix(row.Prefix)
		if err != nil || row.Table != "" {
			continue
		}
		p = p.Masked()
		if !slices.Contains(t.lengths, p.Bits()) {
			t.lengths = append(t.lengths, p.Bits())
		}
		t.routes[p] = append(t.routes[p], row)
	}
	slices.SortFunc(t.lengths, func(a, b int) int { return cmp.Compare(b, a) })
	return t
}

// tables returns those of the end, which was read.
func (e *End) tables() *tables {
	if e.shared != nil {
		return e.shared.tables
	}
	return tablesOf(e.Snap)
}

// first returns the interface that stands first of those with one of the keys.
func (e *End) first(m map[string]int, keys []string) *ipsec.Interface {
	best := -1
	for _, k := range keys {
		if i, ok := m[k]; ok && (best < 0 || i < best) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	return &e.Snap.Interfaces[best]
}

// InterfaceWith returns the interface that has one of the addresses, or nil.
func (e *End) InterfaceWith(addresses ...string) *ipsec.Interface {
	if !e.Read() {
		return nil
	}
	return e.first(e.tables().byAddress, addresses)
}

// InterfaceTo returns the interface whose tunnel leads to one of the addresses, or
// nil.
func (e *End) InterfaceTo(addresses ...string) *ipsec.Interface {
	if !e.Read() {
		return nil
	}
	return e.first(e.tables().byDestination, addresses)
}

// covering returns the entries of the main routing table that cover a whole
// prefix, the most specific first.
func (e *End) covering(p netip.Prefix) []*ipsec.RoutingEntry {
	if !e.Read() {
		return nil
	}
	t := e.tables()
	var out []*ipsec.RoutingEntry
	for _, n := range t.lengths {
		if n > p.Bits() || n > p.Addr().BitLen() {
			continue
		}
		if wider, err := p.Addr().Prefix(n); err == nil {
			out = append(out, t.routes[wider]...)
		}
	}
	return out
}

// Connected returns the directly connected networks that cover a whole prefix.
func (e *End) Connected(p netip.Prefix) []*ipsec.RoutingEntry {
	return slices.DeleteFunc(e.covering(p), func(r *ipsec.RoutingEntry) bool { return r.Protocol != "connected" })
}
