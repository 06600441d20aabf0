package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A confEntry is an entry of a crypto map or a dynamic map, or an IPsec profile.
type confEntry struct {
	name, sequence string
	peers          []string
	list           ipsec.Text
	sets           []string
	pfs            ipsec.Text // "" where the word stands without a group
	lifetime       ipsec.Duration
	lifetimeKB     ipsec.Count
	ikev2, isakmp  ipsec.Text // profiles
	dynamic        string     // the dynamic map it refers to
	manual         bool       // keys are configured by hand, or come from a group
	incomplete     ipsec.Flag
	ended          bool // its last line was read
	ref            ipsec.Ref
}

// entryOf returns an entry, which it makes with its first line.
func entryOf(list *[]*confEntry, name, sequence string, at ipsec.Ref) *confEntry {
	for _, e := range *list {
		if e.name == name && e.sequence == sequence {
			return e
		}
	}
	e := &confEntry{name: name, sequence: sequence, ref: at}
	*list = append(*list, e)
	return e
}

// openEntry returns the entry whose block is read, or nil.
func (c *conf) openEntry() *confEntry {
	o := c.opener
	if len(o) < 4 || o[0] != "crypto" {
		return nil
	}
	var list []*confEntry
	name, sequence := o[2], o[3]
	switch {
	case o[1] == "map" && o[2] == "ipv6" && len(o) > 4:
		list, name, sequence = c.maps, o[3], o[4]
	case o[1] == "map":
		list = c.maps
	case o[1] == "dynamic-map":
		list = c.dynamic
	case o[1] == "ipsec" && o[2] == "profile":
		list, name, sequence = c.profiles, o[3], ""
	}
	for i := len(list) - 1; i >= 0; i-- { // the open one is the last, as a rule
		if list[i].name == name && list[i].sequence == sequence {
			return list[i]
		}
	}
	return nil
}

// mapStatement reads "NAME 10 ipsec-isakmp [dynamic D] [profile P]", "NAME
// local-address Loopback0" and what a map says about clients.
func (c *conf) mapStatement(f []string, at ipsec.Ref) bool {
	if len(f) > 1 && f[0] == "ipv6" {
		f = f[1:]
	}
	switch {
	case len(f) == 1: // of an interface, whose name was not printed
		c.bind(f[0], "", at)
		return true
	case len(f) > 2 && f[1] == "local-address":
		c.sources[f[0]] = boundTo{f[2], at}
		return true
	case len(f) > 2 && (f[1] == "client" || f[1] == "isakmp" || f[1] == "isakmp-profile" || f[1] == "redundancy" || f[1] == "gdoi"):
		return true
	}
	if _, ok := scan.Uint(f[1]); !ok {
		return false
	}
	e := entryOf(&c.maps, f[0], f[1], at)
	for i := 2; i+1 < len(f); i++ {
		if f[i] == "dynamic" {
			e.dynamic = f[i+1]
		}
	}
	e.manual = len(f) > 2 && f[2] != "ipsec-isakmp"
	return len(f) == 2 || !e.manual || f[2] == "ipsec-manual" || f[2] == "gdoi"
}

// bind notes that an interface uses a crypto map.
func (c *conf) bind(name, interfaceName string, at ipsec.Ref) {
	key := strings.ToLower(name)
	c.bound[key] = append(c.bound[key], boundTo{interfaceName, at})
}

// entryLine reads a line of an entry.
func (c *conf) entryLine(e *confEntry, f []string, at ipsec.Ref) bool {
	ok := false
	switch {
	case len(f) == 3 && f[0] == "match" && f[1] == "address":
		e.list, ok = ipsec.Saw(f[2], at), true
	case len(f) == 4 && f[0] == "match" && f[1] == "address" && f[2] == "ipv6":
		e.list, ok = ipsec.Saw(f[3], at), true
	case f[0] == "set" && len(f) > 1:
		ok = e.set(f[1:], at)
	case f[0] == "description", f[0] == "reverse-route", f[0] == "qos", f[0] == "responder-only":
		ok = true
	}
	if ok && at.Command == e.ref.Command {
		e.ref.Last = max(e.ref.Last, at.Last)
	}
	return ok
}

// set reads what follows "set" in an entry.
func (e *confEntry) set(f []string, at ipsec.Ref) bool {
	last := f[len(f)-1]
	switch {
	case f[0] == "pfs":
		e.pfs = ipsec.Saw(strings.Join(f[1:], " "), at)
	case len(f) < 2:
		return false
	case f[0] == "peer":
		if last == "default" && len(f) > 2 { // tried first
			e.peers = append([]string{f[1]}, e.peers...)
		} else {
			e.peers = append(e.peers, f[1])
		}
	case f[0] == "transform-set":
		e.sets = append(e.sets, f[1:]...)
	case f[0] == "ikev2-profile":
		e.ikev2 = ipsec.Saw(last, at)
	case f[0] == "isakmp-profile":
		e.isakmp = ipsec.Saw(last, at)
	case f[0] == "security-association" && f[1] == "lifetime":
		return lifetime(f[2:], at, &e.lifetime, &e.lifetimeKB)
	case f[0] == "security-association":
		return f[1] == "idle-time" || f[1] == "level" || f[1] == "replay" || f[1] == "dfbit"
	default:
		return f[0] == "reverse-route" || f[0] == "identity" || f[0] == "nat" || f[0] == "mixed-mode" || f[0] == "ip" || f[0] == "dscp"
	}
	return true
}
