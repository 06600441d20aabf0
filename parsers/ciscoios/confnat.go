package ciscoios

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A natStatement is one "ip nat inside source". routeMap selects its traffic in
// place of a list.
type natStatement struct {
	rule     ipsec.NATRule
	routeMap string
	vrf      string
	virtual  bool // of the NAT virtual interface: "ip nat source"
}

// A routeMapEntry is an entry of a route map: the access lists that it matches,
// and the interface by which the traffic leaves.
type routeMapEntry struct {
	name      string
	permit    bool
	lists     []string
	outside   string
	otherwise bool // it matches something that was not read
	ref       ipsec.Ref
}

// nat reads what follows "ip nat". What changes outside addresses is not read.
func (c *conf) nat(f []string, at ipsec.Ref) bool {
	virtual := false
	switch f[0] {
	case "pool", "translation", "log", "service", "settings", "create", "switchover":
		return true
	case "source":
		f = append([]string{"inside"}, f...)
		virtual = true
	}
	if f[0] != "inside" || len(f) < 5 || f[1] != "source" {
		return false
	}
	s := &natStatement{rule: ipsec.NATRule{Kind: ipsec.NATDynamic, Ref: at}, virtual: virtual}
	if i := slices.Index(f, "vrf"); i > 0 && i+1 < len(f) {
		s.vrf = f[i+1]
	}
	ok := true
	switch f[2] {
	case "list":
		s.rule.List = f[3]
		s.rule.To = translatedTo(f[4:], at)
	case "route-map":
		s.routeMap = f[3]
		s.rule.To = translatedTo(f[4:], at)
	case "static":
		s.rule.Kind = ipsec.NATStatic
		ok = s.static(f[3:], at)
	default:
		ok = false
	}
	if ok {
		c.natRules = append(c.natRules, s)
	}
	return ok
}

// translatedTo reads "interface GigabitEthernet0/0 overload" and "pool P".
func translatedTo(f []string, at ipsec.Ref) ipsec.Text {
	if len(f) < 2 {
		return ipsec.Text{}
	}
	if f[0] == "interface" {
		return ipsec.Saw("the address of "+f[1], at)
	}
	return ipsec.Saw(strings.Join(f[:2], " "), at)
}

// static reads "LOCAL GLOBAL", "network LOCAL GLOBAL /24" and "tcp LOCAL 80
// GLOBAL 80", with a route map behind it.
func (s *natStatement) static(f []string, at ipsec.Ref) bool {
	mask, protocol, port := "", "", ""
	switch {
	case f[0] == "network" && len(f) > 3:
		f = f[1:]
		mask = strings.TrimPrefix(f[2], "/")
	case (f[0] == "tcp" || f[0] == "udp" || f[0] == "esp") && len(f) > 3:
		protocol, f = f[0], f[1:]
		if protocol != "esp" {
			port = f[1]
			f = append([]string{f[0]}, f[2:]...)
		}
	}
	local, ok := scan.MaskSelector(f[0], mask, protocol, port)
	s.rule.Source = []ipsec.Selector{local}
	if len(f) > 1 {
		s.rule.To = ipsec.Saw(strings.TrimSuffix(f[1], ","), at)
	}
	if i := slices.Index(f, "route-map"); i > 0 && i+1 < len(f) {
		// Its list restricts the traffic further; that is not put together here.
		s.rule.Destination = []ipsec.Selector{{Text: "route-map " + f[i+1]}}
	}
	return ok && len(f) > 1
}

// routeMap reads "NAME permit 10".
func (c *conf) routeMap(f []string, at ipsec.Ref) bool {
	permit := len(f) < 2 || f[1] == "permit"
	c.routeMaps = append(c.routeMaps, &routeMapEntry{name: f[0], permit: permit, ref: at})
	return len(f) < 2 || permit || f[1] == "deny"
}

// inRouteMap reads a line of a route map.
func (c *conf) inRouteMap(f []string, at ipsec.Ref) bool {
	e := c.routeMaps[len(c.routeMaps)-1]
	switch {
	case len(f) > 3 && f[0] == "match" && f[1] == "ip" && f[2] == "address" && f[3] != "prefix-list":
		e.lists = append(e.lists, f[3:]...)
	case len(f) == 3 && f[0] == "match" && f[1] == "interface":
		e.outside = f[2]
	case f[0] == "match":
		e.otherwise = true
	case f[0] != "set" && f[0] != "description" && f[0] != "continue":
		return false
	}
	e.ref.Last = at.Last
	return true
}
