package ciscoasa

import (
	"net/netip"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// mostPairs bounds how many pairs of networks one entry of an access list may
// stand for; what is larger keeps its names.
const mostPairs = 1024

// addPairs adds the pairs of networks of an entry to a policy: object groups
// stand for several on either side.
func (c *config) addPairs(p *ipsec.Policy, e *ipsec.AccessEntry) {
	local, remote := c.networksOf(e.Source), c.networksOf(e.Destination)
	if len(local)*len(remote) > mostPairs {
		local, remote = []ipsec.Selector{e.Source}, []ipsec.Selector{e.Destination}
	}
	for _, l := range local {
		for _, r := range remote {
			p.LocalTS, p.RemoteTS = append(p.LocalTS, l), append(p.RemoteTS, r)
		}
	}
}

// resolveNAT puts the networks in the place of the objects that rules of
// address translation name.
func (c *config) resolveNAT(snap *ipsec.Snapshot) {
	for i := range snap.NATRules {
		r := &snap.NATRules[i]
		r.Source, r.Destination = c.resolved(r.Source), c.resolved(r.Destination)
	}
}

func (c *config) resolved(names []ipsec.Selector) []ipsec.Selector {
	var out []ipsec.Selector
	for _, s := range names {
		networks := c.object("", s.Text, 0)
		switch {
		case s.Text == "any" || s.Text == "any4":
			out = appendNetwork(out, "0.0.0.0", "0", "")
		case len(networks) > 0:
			out = append(out, networks...)
		default:
			out = append(out, s)
		}
	}
	return out
}

// networksOf returns what an end of an entry stands for: itself, or the
// networks of the object that it names.
func (c *config) networksOf(s ipsec.Selector) []ipsec.Selector {
	f := strings.Fields(s.Text)
	if s.Valid() || len(f) < 2 {
		return []ipsec.Selector{s}
	}
	protocol := ""
	if len(f) == 3 {
		protocol, f = f[0], f[1:]
	}
	out := c.object(protocol, f[1], 0)
	if len(out) == 0 {
		return []ipsec.Selector{s}
	}
	return out
}

// object returns the networks of an object or a group, or none where one that
// it refers to was not read: a part would pass for the whole. Groups in groups
// are followed some levels; a loop cannot be configured.
func (c *config) object(protocol, name string, depth int) []ipsec.Selector {
	var out []ipsec.Selector
	for _, line := range c.networks[name] {
		f := strings.Fields(line)
		if f[0] == "network-object" {
			f = f[1:]
		}
		if len(f) < 2 {
			continue
		}
		switch f[0] {
		case "object", "group-object":
			more := c.object(protocol, f[1], depth+1)
			if depth == 8 || len(more) == 0 {
				return nil
			}
			out = append(out, more...)
		case "host":
			out = appendNetwork(out, f[1], "", protocol)
		case "subnet":
			out = appendSubnet(out, f[1:], protocol)
		case "range":
			out = appendRange(out, f[1:])
		default:
			out = appendSubnet(out, f, protocol)
		}
	}
	return out
}

func appendSubnet(out []ipsec.Selector, f []string, protocol string) []ipsec.Selector {
	if len(f) < 2 {
		addr, length, _ := strings.Cut(f[0], "/")
		return appendNetwork(out, addr, length, protocol)
	}
	return appendNetwork(out, f[0], f[1], protocol)
}

func appendNetwork(out []ipsec.Selector, addr, mask, protocol string) []ipsec.Selector {
	if s, ok := scan.MaskSelector(addr, mask, protocol, ""); ok {
		out = append(out, s)
	}
	return out
}

// appendRange reads "range 10.1.0.10 10.1.0.20".
func appendRange(out []ipsec.Selector, f []string) []ipsec.Selector {
	if len(f) < 2 {
		return out
	}
	from, err := netip.ParseAddr(f[0])
	to, errTo := netip.ParseAddr(f[1])
	if err == nil && errTo == nil {
		out = append(out, ipsec.Selector{From: from, To: to, ToPort: ipsec.AnyPort, Text: f[0] + "-" + f[1]})
	}
	return out
}
