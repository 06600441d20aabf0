package engine

import "ipsec-diag/parsers/ipsec"

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
	if t := e.InterfaceTo(other.Addresses...); t != nil && t.Name == name {
		return r
	}
	return nil
}
