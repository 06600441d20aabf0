package engine

import "ipsec-diag/parsers/ipsec"

// GrewSince returns by how much a counter of a Child SA grew since the earlier
// sample of the same SA; false without two samples far enough apart.
func (e *End) GrewSince(child *ipsec.ChildSA, counter func(*ipsec.Counters) ipsec.Count) (uint64, bool) {
	before := e.earlierOf(child)
	if before == nil || e.Apart < LeastApart {
		return 0, false
	}
	return ipsec.Grew(counter(&before.Counters), counter(&child.Counters))
}

// Earlier returns the same Child SA in the earlier sample, or nil.
func (e *End) Earlier(child *ipsec.ChildSA) *ipsec.ChildSA { return e.earlierOf(child) }
