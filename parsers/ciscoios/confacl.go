package ciscoios

import (
	"net/netip"
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// accessList reads an entry of a list, numbered or named, standard or extended.
// Remarks and "dynamic" are taken for nothing.
func (c *conf) accessList(list string, f []string, at ipsec.Ref) bool {
	if len(f) == 0 {
		return false
	}
	switch f[0] {
	case "remark", "description":
		return true
	case "dynamic-extended", "compiled":
		return true
	}
	if f[0] == "sequence" && len(f) > 1 { // IPv6 lists
		f = f[1:]
	}
	if c.opener[0] == "ipv6" {
		f = inIPv4Words(f)
	}
	e, ok := cisco.AccessEntry(list, strings.Join(f, " "), cisco.Wildcards, at)
	if ok {
		c.snap.AccessLists = append(c.snap.AccessLists, e)
	}
	return ok
}

// bareEntry reads an entry that was pasted without the head of its list, whose
// name is then not known.
func (c *conf) bareEntry(f []string, at ipsec.Ref) bool {
	c.opener = nil
	e, ok := cisco.AccessEntry("", strings.Join(f, " "), cisco.Wildcards, at)
	if ok = ok && e.Destination.Text != ""; ok {
		c.snap.AccessLists = append(c.snap.AccessLists, e)
	}
	return ok
}

// objectLine reads a line of an object group: "host A", "A MASK", "range A B",
// "group-object N". Services restrict nothing that is put together here.
func (c *conf) objectLine(f []string) bool {
	if len(c.opener) < 3 || f[0] == "description" {
		return len(c.opener) > 2
	}
	if c.opener[1] != "network" {
		return !c.lost
	}
	known := f[0] == "host" || f[0] == "range" || f[0] == "group-object" || f[0] == "any" || strings.Contains(f[0], "/")
	if _, err := netip.ParseAddr(f[0]); err != nil && !known {
		return false
	}
	c.objects.Add(c.opener[2], f)
	return true
}

// inIPv4Words writes an entry of an IPv6 list as those of IPv4 are read: there
// "any" is any IPv6 address, and "ipv6" any protocol.
func inIPv4Words(f []string) []string {
	out := make([]string, len(f))
	for i, word := range f {
		switch word {
		case "ipv6":
			word = "ip"
		case "any":
			word = "any6"
		}
		out[i] = word
	}
	return out
}

// route reads "ip route [vrf V] PREFIX MASK [INTERFACE] [NEXTHOP] [DISTANCE]
// [name N] [track T] [permanent] [tag T] [global]" and "ipv6 route PREFIX ...".
func (c *conf) route(f []string, at ipsec.Ref) bool {
	rest := f[2:]
	e := ipsec.RoutingEntry{Protocol: "static", Ref: at}
	if len(rest) > 2 && rest[0] == "vrf" {
		e.Table, rest = rest[1], rest[2:]
	}
	if strings.Contains(rest[0], "/") {
		p, err := netip.ParsePrefix(rest[0])
		if err != nil {
			return false
		}
		e.Prefix, rest = p.Masked().String(), rest[1:]
	} else if len(rest) > 2 {
		s, ok := scan.MaskSelector(rest[0], rest[1], "", "")
		p, isPrefix := s.Prefix()
		if !ok || !isPrefix {
			return false
		}
		e.Prefix, rest = p.String(), rest[2:]
	}
	if e.Prefix == "" || !nextHopWords(&e, rest, at) {
		return false
	}
	c.snap.RoutingTable = append(c.snap.RoutingTable, e)
	return true
}

// nextHopWords reads where a static route leads.
func nextHopWords(e *ipsec.RoutingEntry, f []string, at ipsec.Ref) bool {
	for i := 0; i < len(f); i++ {
		_, err := netip.ParseAddr(f[i])
		n, isNumber := scan.Int(f[i])
		switch {
		case err == nil:
			e.NextHop = ipsec.Saw(f[i], at)
		case isNumber:
			e.Distance = ipsec.Saw(n, at)
		case f[i] == "name" || f[i] == "track" || f[i] == "tag":
			i++
		case f[i] == "permanent" || f[i] == "global" || f[i] == "dhcp" || f[i] == "multicast" || f[i] == "unicast":
		case f[i] == "nexthop-vrf":
			i++
		case i == 0 || i == 1 && strings.Trim(f[i], "0123456789/.") == "": // "GigabitEthernet 0/1"
			e.Interface = ipsec.Saw(e.Interface.Or("")+f[i], at)
		default:
			return false
		}
	}
	return len(f) > 0
}
