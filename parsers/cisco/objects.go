package cisco

import (
	"net/netip"
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// mostPairs bounds how many pairs of networks one entry of an access list may
// stand for; what is larger keeps its names.
const mostPairs = 1024

// Objects are the lines below "object network NAME" and "object-group network
// NAME" of a configuration, by name.
type Objects map[string][]string

// Add keeps a line of an object.
func (o Objects) Add(name string, line []string) {
	o[name] = append(o[name], strings.Join(line, " "))
}

// Pairs returns the pairs of networks that an entry of an access list stands
// for: objects stand for several on either side. An entry of which one end is no
// network keeps its words at both.
func (o Objects) Pairs(e *ipsec.AccessEntry) (local, remote []ipsec.Selector) {
	from, to := o.End(e.Source), o.End(e.Destination)
	isNone := func(s ipsec.Selector) bool { return !s.Valid() }
	if len(from)*len(to) > mostPairs || slices.ContainsFunc(from, isNone) || slices.ContainsFunc(to, isNone) {
		from, to = []ipsec.Selector{e.Source}, []ipsec.Selector{e.Destination}
	}
	for _, l := range from {
		for _, r := range to {
			local, remote = append(local, l), append(remote, r)
		}
	}
	return local, remote
}

// Expand puts the networks in the place of the objects that entries of access
// lists name. An entry with an object that was not read stays as it is.
func (o Objects) Expand(entries []ipsec.AccessEntry) []ipsec.AccessEntry {
	if len(o) == 0 {
		return entries
	}
	out := make([]ipsec.AccessEntry, 0, len(entries))
	for i := range entries {
		e := &entries[i]
		if e.Source.Valid() && (e.Destination.Valid() || e.Destination.Text == "") {
			out = append(out, *e)
			continue
		}
		sources, destinations := o.Pairs(e)
		for k := range sources {
			one := *e
			one.Source, one.Destination = sources[k], destinations[k]
			out = append(out, one)
		}
	}
	return out
}

// End returns what an end of an entry stands for: itself, or the networks of
// the object that it names.
func (o Objects) End(s ipsec.Selector) []ipsec.Selector {
	f := strings.Fields(s.Text)
	if s.Valid() || len(f) < 2 {
		return []ipsec.Selector{s}
	}
	protocol := ""
	if len(f) == 3 {
		protocol, f = f[0], f[1:]
	}
	if len(f) != 2 || !isObject(f[0]) {
		return []ipsec.Selector{s}
	}
	out := o.Networks(protocol, f[1])
	if len(out) == 0 {
		return []ipsec.Selector{s}
	}
	return out
}

// Networks returns the networks of an object or a group, or none where one that
// it refers to was not read: a part would pass for the whole.
func (o Objects) Networks(protocol, name string) []ipsec.Selector {
	return o.networks(protocol, name, 0)
}

// networks follows groups in groups some levels; a loop cannot be configured.
func (o Objects) networks(protocol, name string, depth int) []ipsec.Selector {
	var out []ipsec.Selector
	for _, line := range o[name] {
		f := strings.Fields(line)
		if f[0] == "network-object" {
			f = f[1:]
		}
		if len(f) < 2 && f[0] != "any" && !strings.Contains(f[0], "/") {
			continue
		}
		switch f[0] {
		case "description", "nat":
		case "object", "group-object":
			more := o.networks(protocol, f[1], depth+1)
			if depth == 8 || len(more) == 0 {
				return nil
			}
			out = append(out, more...)
		default:
			one, ok := objectLine(f, protocol)
			if !ok {
				return nil
			}
			out = append(out, one)
		}
	}
	return out
}

// objectLine reads "host A", "subnet A MASK", "range A B", "any", "A MASK" and
// "A/24".
func objectLine(f []string, protocol string) (ipsec.Selector, bool) {
	switch f[0] {
	case "any":
		return scan.MaskSelector("0.0.0.0", "0", protocol, "")
	case "host":
		return scan.MaskSelector(f[1], "", protocol, "")
	case "range":
		if len(f) > 2 {
			return addressRange(f[1], f[2], protocol)
		}
		return ipsec.Selector{}, false
	case "subnet":
		f = f[1:]
	}
	if len(f) < 2 {
		addr, length, _ := strings.Cut(f[0], "/")
		return scan.MaskSelector(addr, length, protocol, "")
	}
	return scan.MaskSelector(f[0], f[1], protocol, "")
}

// addressRange is the selector of "range 10.1.0.10 10.1.0.20".
func addressRange(first, last, protocol string) (ipsec.Selector, bool) {
	from, err := netip.ParseAddr(first)
	to, errTo := netip.ParseAddr(last)
	number, known := scan.Protocol(protocol)
	return ipsec.Selector{From: from, To: to, Protocol: number, ToPort: ipsec.AnyPort, Text: first + "-" + last}, err == nil && errTo == nil && known
}
