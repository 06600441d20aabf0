package pipeline

import (
	"net/netip"
	"slices"
	"strings"
	"sync"

	"ipsec-diag/collector"
	"ipsec-diag/parsers/ipsec"
)

// firsts are what the devices of a run showed in their first pass: the end that
// pings looks there for a host behind its peer.
type firsts struct {
	mu   sync.Mutex
	list []*ipsec.Snapshot
}

// show adds what a device showed. It is nil where nobody pings.
func (f *firsts) show(snap *ipsec.Snapshot) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, snap)
}

// otherEnd returns the device that receives what an SA sends, and its view of the
// SA: both SPIs must cross-match (RFC 4301, section 4.1).
func (f *firsts) otherEnd(sa *ipsec.ChildSA, own *ipsec.Snapshot) (*ipsec.Snapshot, *ipsec.ChildSA) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, far := range f.list {
		if far.Device == own.Device {
			continue
		}
		for i := range far.ChildSAs {
			if other := &far.ChildSAs[i]; shares(sa.OutSPI, other.InSPI) && shares(sa.InSPI, other.OutSPI) {
				return far, other
			}
		}
	}
	return nil, nil
}

func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(spi string) bool { return spi != "" && spi != "0" && slices.Contains(b, spi) })
}

// meant reports whether an SA belongs to the tunnel that was asked about, where
// one was.
func (a *Agent) meant(sa *ipsec.ChildSA, r *Reading) bool {
	if a.FlowTunnel == "" || a.Inventory == nil {
		return true
	}
	t := a.Inventory.Tunnel(a.FlowTunnel)
	if t == nil {
		return true
	}
	for i, end := range t.Ends {
		if end != r.Device.Name {
			continue
		}
		other := t.Ends[1-i]
		if far, _ := a.round.firsts.otherEnd(sa, &ipsec.Snapshot{Device: r.Device.Name}); far != nil {
			return far.Device == other
		}
		far := a.Inventory.Device(other)
		return other == sa.Remote.Address || far != nil && slices.Contains(addressesOf(*far), sa.Remote.Address)
	}
	return true
}

// pingFor returns the ends of a ping through an SA, or why there are none. No
// address is guessed or tried out.
func (a *Agent) pingFor(sa *ipsec.ChildSA, platform string, own *ipsec.Snapshot) (p collector.Ping, why string) {
	if len(sa.LocalTS) == 0 || len(sa.RemoteTS) == 0 {
		return p, "the device does not show the selectors of the Child SA"
	}
	if v := sa.VRF.Or(""); !strings.Contains(v, "none") {
		p.VRF = v
	}
	if p.Destination = a.farHost(sa, own); !p.Destination.IsValid() {
		return p, "no host behind the peer is known: its device was not read, or shows no address of its own inside the tunnel's networks; name one with --from and --to"
	}
	if platform == "cisco-asa" {
		p.Interface, p.VRF = insideOf(sa, own), ""
		if p.Interface == "" {
			return p, "which interface the tunnel's networks are behind is not shown"
		}
		return p, ""
	}
	if p.Source = a.ownHost(sa, own); !p.Source.IsValid() {
		return p, "the device has no address of its own inside the networks on its side of the tunnel, as far as it shows"
	}
	return p, ""
}

// farHost is a host behind the peer: the peer's own inside address, else the one
// that somebody named.
func (a *Agent) farHost(sa *ipsec.ChildSA, own *ipsec.Snapshot) netip.Addr {
	if far, other := a.round.firsts.otherEnd(sa, own); far != nil {
		if host := inside(far, other, sa.RemoteTS); host.IsValid() {
			return host
		}
	}
	if a.Flow != nil && carries(sa.RemoteTS, a.Flow.Destination) {
		return a.Flow.Destination
	}
	return netip.Addr{}
}

// ownHost is an address of the device on its side. Where it shows no interfaces at
// all, the one that somebody named is taken: it is refused if it is not its own.
func (a *Agent) ownHost(sa *ipsec.ChildSA, own *ipsec.Snapshot) netip.Addr {
	if host := inside(own, sa, sa.LocalTS); host.IsValid() {
		return host
	}
	if a.Flow != nil && len(own.Interfaces) == 0 && carries(sa.LocalTS, a.Flow.Source) {
		return a.Flow.Source
	}
	return netip.Addr{}
}

// inside returns an own address of a device that an SA's selectors cover, other
// than the one its packets come from. Selectors that cover everything say nothing:
// then it is the address of the SA's own tunnel interface.
func inside(snap *ipsec.Snapshot, sa *ipsec.ChildSA, selectors []ipsec.Selector) netip.Addr {
	for i := range snap.Interfaces {
		row := &snap.Interfaces[i]
		if ipsec.No(row.LinkUp) || coversAll(selectors) && !strings.EqualFold(row.Name, sa.Interface.Or("")) {
			continue
		}
		for _, text := range row.Addresses {
			text, _, _ = strings.Cut(text, "/")
			address, err := netip.ParseAddr(text)
			if err == nil && address.Is4() && text != sa.Local.Address && carries(selectors, address) {
				return address
			}
		}
	}
	return netip.Addr{}
}

// insideOf is the name of the interface that an SA's networks are behind, as the
// exemption from address translation has it.
func insideOf(sa *ipsec.ChildSA, own *ipsec.Snapshot) string {
	for i := range own.NATRules {
		rule := &own.NATRules[i]
		if rule.Kind != ipsec.NATExempt || rule.Inside == "" || rule.Inside == "any" || strings.Contains(rule.Inside, ",") {
			continue
		}
		for _, source := range rule.Source {
			if slices.ContainsFunc(sa.LocalTS, source.Covers) {
				return rule.Inside
			}
		}
	}
	return ""
}

// carries reports whether selectors let echo requests of an address pass (protocol
// 1 of IPv4).
func carries(selectors []ipsec.Selector, address netip.Addr) bool {
	host := ipsec.PrefixSelector(netip.PrefixFrom(address, address.BitLen()), "")
	host.Protocol = 1
	return slices.ContainsFunc(selectors, func(s ipsec.Selector) bool { return s.Covers(host) })
}

func coversAll(selectors []ipsec.Selector) bool {
	return slices.ContainsFunc(selectors, func(s ipsec.Selector) bool {
		p, ok := s.Prefix()
		return ok && p.Bits() == 0
	})
}
