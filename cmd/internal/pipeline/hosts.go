package pipeline

import (
	"net/netip"
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// mostNetworks bounds the far networks for which a device is asked for a route.
const mostNetworks = 2

// hosts are the addresses besides the peers that a device is asked for a route
// to: those of the traffic that somebody asks about, else one in each of the far
// networks of the tunnels in question.
func (a *Agent) hosts(snap *ipsec.Snapshot, peers []string) []string {
	var out []string
	add := func(addr netip.Addr) {
		if text := addr.String(); addr.Is4() && !slices.Contains(peers, text) && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	if a.Flow != nil {
		add(a.Flow.Source)
		add(a.Flow.Destination)
		return out
	}
	for i := range snap.ChildSAs {
		sa := &snap.ChildSAs[i]
		if !sa.State.Up() || sa.Counters.OutPackets.Or(1) > 0 {
			continue
		}
		for _, s := range sa.RemoteTS {
			if p, ok := s.Prefix(); ok && p.Bits() > 0 && len(out) < mostNetworks {
				add(hostIn(p))
			}
		}
	}
	return out
}

// hostIn returns an address of a network that can be a host's.
func hostIn(p netip.Prefix) netip.Addr {
	if p.Bits() >= p.Addr().BitLen()-1 {
		return p.Addr()
	}
	return p.Addr().Next()
}
