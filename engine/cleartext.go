package engine

import (
	"net/netip"
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// This file finds the log lines about packets of the tunnel's hosts, which name
// no gateway.

// mostInner is how many of the last such lines are looked at for one tunnel.
const mostInner = 200

// Inner returns the last log event of a kind about a packet from the networks
// behind the peer to those behind this end, or nil. With back, a packet the
// other way counts too.
func (e *End) Inner(back bool, kinds ...ipsec.EventKind) *ipsec.Event {
	for i, looked := len(e.inner)-1, 0; i >= 0 && looked < mostInner; i, looked = i-1, looked+1 {
		ev := &e.Snap.Events[e.inner[i]]
		if !slices.Contains(kinds, ev.Kind) {
			continue
		}
		if e.carries(ev.Remote, ev.Local) || back && e.carries(ev.Local, ev.Remote) {
			return ev
		}
	}
	return nil
}

// carries reports whether a packet from one address to another is one that
// the tunnel is to carry to this end.
func (e *End) carries(from, to string) bool {
	a, okA := hostOf(from)
	b, okB := hostOf(to)
	if !okA || !okB {
		return false
	}
	covers := func(list []ipsec.Selector, one ipsec.Selector) bool {
		return slices.ContainsFunc(list, func(s ipsec.Selector) bool {
			return s.Valid() && s.From.Compare(one.From) <= 0 && s.To.Compare(one.From) >= 0 && s.From.BitLen() == one.From.BitLen()
		})
	}
	for _, sa := range e.ChildSAs {
		if covers(sa.RemoteTS, a) && covers(sa.LocalTS, b) {
			return true
		}
	}
	for _, p := range e.Peers {
		for i := range p.Policies {
			if covers(p.Policies[i].RemoteTS, a) && covers(p.Policies[i].LocalTS, b) {
				return true
			}
		}
	}
	return false
}

func hostOf(text string) (ipsec.Selector, bool) {
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return ipsec.Selector{}, false
	}
	return ipsec.PrefixSelector(netip.PrefixFrom(addr, addr.BitLen()), text), true
}

// isInner reports kinds whose addresses may be those of hosts.
func isInner(k ipsec.EventKind) bool {
	return k == ipsec.EventNotIPsec || k == ipsec.EventFilterDenied || k == ipsec.EventInnerOutside ||
		k == ipsec.EventOutOfState || k == ipsec.EventTranslationFailed
}
