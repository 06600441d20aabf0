package engine

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// Twin returns an installed Child SA of another tunnel of the end that has the
// same selectors and whose counters fit, with the lines of its counters; nil
// without one. Rekeyed SAs of this tunnel are no twins.
func (e *End) Twin(child *ipsec.ChildSA, fits func(in, out Movement) bool) (*ipsec.ChildSA, ipsec.Ref) {
	if !e.Read() || len(child.LocalTS) == 0 || len(child.RemoteTS) == 0 || len(e.Snap.ChildSAs) == len(e.ChildSAs) {
		return nil, ipsec.Ref{}
	}
	to, ok := child.RemoteTS[0].Prefix()
	if !ok || e.shared == nil {
		return nil, ipsec.Ref{}
	}
	for _, sa := range e.shared.twins[to] {
		if slices.Contains(e.ChildSAs, sa) || !sameSelectors(sa.LocalTS, child.LocalTS) || !sameSelectors(sa.RemoteTS, child.RemoteTS) {
			continue
		}
		in, out := Movement{Total: sa.Counters.InPackets}, Movement{Total: sa.Counters.OutPackets}
		if before := earlierIn(e.earlierSnap, sa); before != nil && e.Apart >= LeastApart {
			in.Grew, in.Compared = ipsec.Grew(before.Counters.InPackets, sa.Counters.InPackets)
			out.Grew, out.Compared = ipsec.Grew(before.Counters.OutPackets, sa.Counters.OutPackets)
		}
		if fits(in, out) {
			return sa, countersRef(sa)
		}
	}
	return nil, ipsec.Ref{}
}

// earlierIn returns the same SA of an earlier snapshot, by its SPIs.
func earlierIn(snap *ipsec.Snapshot, sa *ipsec.ChildSA) *ipsec.ChildSA {
	if snap == nil {
		return nil
	}
	for i := range snap.ChildSAs {
		if before := &snap.ChildSAs[i]; share(before.InSPI, sa.InSPI) && share(before.OutSPI, sa.OutSPI) {
			return before
		}
	}
	return nil
}

// GrewDrop returns by how much a drop counter of the device grew between two
// samples, and the line it stands on. Without two samples it is history.
func (e *End) GrewDrop(name string) (grew uint64, at ipsec.Ref, compared bool) {
	if !e.Read() || e.earlierSnap == nil || e.Apart < LeastApart {
		return 0, ipsec.Ref{}, false
	}
	now, before := drop(e.Snap, name), drop(e.earlierSnap, name)
	grew, compared = ipsec.Grew(before, now)
	return grew, now.Ref(), compared
}

// Drop returns a drop counter of the device, unknown where it is not shown.
func (e *End) Drop(name string) ipsec.Count {
	if !e.Read() {
		return ipsec.Count{}
	}
	return drop(e.Snap, name)
}

func drop(snap *ipsec.Snapshot, name string) ipsec.Count {
	for i := range snap.Drops {
		if snap.Drops[i].Name == name {
			return snap.Drops[i].Count
		}
	}
	return ipsec.Count{}
}

// SAOf returns an installed Child SA of the tunnel that a shadow belongs to and
// that covers the shadowed networks, or nil.
func (e *End) SAOf(s Shadow) *ipsec.ChildSA {
	for i := range e.Snap.ChildSAs {
		sa := &e.Snap.ChildSAs[i]
		if sa.State.Up() && !slices.Contains(e.ChildSAs, sa) && slices.Contains(s.Peer.RemoteAddrs, sa.Remote.Address) &&
			coveredByAny(sa.LocalTS, s.Own.LocalTS[0]) && coveredByAny(sa.RemoteTS, s.Own.RemoteTS[0]) {
			return sa
		}
	}
	return nil
}

func coveredByAny(list []ipsec.Selector, s ipsec.Selector) bool {
	return slices.ContainsFunc(list, func(one ipsec.Selector) bool { return one.Covers(s) })
}
