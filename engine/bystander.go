package engine

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// withoutBystanders leaves out devices that show nothing but a packet filter,
// such as a router on the way, where others show more: they are no end of a tunnel.
func withoutBystanders(readings []Reading) []Reading {
	filters := func(r Reading) bool { return onlyFilters(r.Snap) }
	if len(readings) < 2 || !slices.ContainsFunc(readings, filters) {
		return readings
	}
	rest := slices.DeleteFunc(slices.Clone(readings), filters)
	if len(rest) == 0 {
		return readings
	}
	return rest
}

// onlyFilters reports whether all that a device answered are access lists and
// rules of translation.
func onlyFilters(snap *ipsec.Snapshot) bool {
	if snap == nil || len(snap.Sources) == 0 {
		return false
	}
	for _, src := range snap.Sources {
		for _, area := range src.Reveals {
			if area != ipsec.AreaAccessLists && area != ipsec.AreaNAT {
				return false
			}
		}
	}
	return true
}
