package engine

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// An Inside is the routing context in which the local networks of an SA are.
type Inside struct {
	// Name is the interface or route that shows it, VRF the context; an empty
	// one is the global table.
	Name, VRF string
	Ref       ipsec.Ref
	// all are the contexts in which a local network was found.
	all []string
	// Known is false when no interface or route was shown with its context.
	Known bool
}

// Fits reports whether one of the local networks is in a context.
func (i Inside) Fits(vrf string) bool { return slices.Contains(i.all, vrf) }

// InsideVRF finds the local networks of an SA among the interfaces and the
// connected networks of the routing tables.
func (e *End) InsideVRF(sa *ipsec.ChildSA) Inside {
	var out Inside
	if e.shared == nil {
		return out
	}
	for _, local := range sa.LocalTS {
		if isEverything(local) || !local.Valid() {
			continue
		}
		for _, p := range e.shared.inside {
			if !local.Overlaps(p.network) {
				continue
			}
			if !out.Known {
				out = Inside{Name: p.name, VRF: p.vrf, Ref: p.ref, Known: true}
			}
			out.all = append(out.all, p.vrf)
		}
	}
	return out
}
