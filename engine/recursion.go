package engine

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// RouteIntoItself returns the end's route to the other end's outer address if
// it leaves by the tunnel's own interface, or nil. An interface that is down
// routes nothing.
func (e *End) RouteIntoItself(other *End) *ipsec.Route {
	r := e.RouteTo(other)
	if r == nil || ipsec.No(r.Found) || r.Interface.Or("") == "" {
		return nil
	}
	name := r.Interface.Or("")
	if t := e.TunnelInterface(); t != nil && t.Name == name {
		return r
	}
	for i := range e.Snap.Interfaces {
		row := &e.Snap.Interfaces[i]
		if row.Name == name && slices.Contains(other.Addresses, row.TunnelDestination.Or("")) {
			return r
		}
	}
	return nil
}
