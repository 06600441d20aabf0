package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// addNAT puts the rules of address translation into the snapshot in the order in
// which they are tried: static ones first. Each works from the interfaces marked
// inside to those marked outside.
func (c *conf) addNAT(snap *ipsec.Snapshot) {
	for _, kind := range []ipsec.NATKind{ipsec.NATStatic, ipsec.NATDynamic} {
		for _, s := range c.natRules {
			if s.rule.Kind != kind {
				continue
			}
			s.rule.Inside, s.rule.Outside = c.marked("inside", s.vrf), c.marked("outside", "")
			if s.virtual { // "ip nat enable" marks no side
				s.rule.Inside, s.rule.Outside = c.marked("enable", s.vrf), c.marked("enable", "")
			}
			snap.NATRules = append(snap.NATRules, c.byRouteMap(s)...)
		}
	}
}

// marked lists the interfaces with a mark, divided by commas.
func (c *conf) marked(nat, vrf string) string {
	var out []string
	for _, i := range c.interfaces {
		if i.nat == nat && (vrf == "" || i.row.VRF.Or("") == vrf) {
			out = append(out, i.row.Name)
		}
	}
	return strings.Join(out, ",")
}

// byRouteMap returns a rule for each entry of the route map that selects the
// traffic: one that denies leaves its traffic as it is. Where the map, or what
// it matches, was not read, the name of the map stands for the list.
func (c *conf) byRouteMap(s *natStatement) []ipsec.NATRule {
	if s.routeMap == "" {
		return []ipsec.NATRule{s.rule}
	}
	var out []ipsec.NATRule
	for _, e := range c.routeMaps {
		if e.name != s.routeMap {
			continue
		}
		if e.otherwise || len(e.lists) == 0 {
			out = nil
			break
		}
		for _, list := range e.lists {
			r := s.rule
			r.List = list
			if e.outside != "" {
				r.Outside = e.outside
			}
			if !e.permit {
				r.Kind = ipsec.NATExempt
			}
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		s.rule.List = s.routeMap
		out = []ipsec.NATRule{s.rule}
	}
	return out
}
