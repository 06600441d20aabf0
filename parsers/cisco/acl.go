package cisco

import (
	"net/netip"
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// Masks says how an access list writes its networks.
type Masks bool

// The ways.
const (
	Wildcards Masks = false // IOS: 10.1.0.0 0.0.255.255
	NetMasks  Masks = true  // ASA: 10.1.0.0 255.255.0.0
)

// AccessEntry reads an entry of an access list from its action on: "permit ip
// 10.1.0.0 0.0.255.255 host 10.2.0.1". It reads them wherever Cisco prints them:
// configurations, lists with hits, crypto maps and the flows of sessions. What refers to an object, or restricts
// more than addresses, protocol and one port range, has only the text.
func AccessEntry(list, text string, masks Masks, at ipsec.Ref) (ipsec.AccessEntry, bool) {
	e := ipsec.AccessEntry{List: list, Ref: at}
	f := strings.Fields(text)
	if len(f) > 0 {
		if n, ok := scan.Int(f[0]); ok {
			e.Sequence, f = ipsec.Saw(n, at), f[1:]
		}
	}
	if len(f) < 2 || f[0] != "permit" && f[0] != "deny" {
		return e, false
	}
	e.Permit = f[0] == "permit"
	e.Disabled = strings.HasSuffix(text, " inactive")
	f = matches(&e, f[1:], at)
	protocol := ""
	if isProtocol(f[0]) && len(f) > 1 {
		protocol, f = f[0], f[1:]
	} else if isObject(f[0]) && len(f) > 2 {
		protocol, f = f[0]+" "+f[1], f[2:]
	}
	e.Source, f = accessEnd(protocol, f, masks)
	if protocol != "" { // a standard list has sources only
		e.Destination, f = accessEnd(protocol, f, masks)
	}
	if limits(f) {
		rest := " " + strings.Join(f, " ")
		from := e.Source.Text
		if e.Source.Valid() { // the text of what is no range begins with it
			from = protocol + " " + from
		}
		e.Source, e.Destination = ipsec.Selector{Text: from}, ipsec.Selector{Text: strings.TrimSpace(e.Destination.Text + rest)}
	}
	return e, e.Source.Text != ""
}

// limits reports whether what stands behind the ends of an entry narrows it to
// some packets: "established", an ICMP type, a time range. Logging does not.
func limits(f []string) bool {
	for i, word := range f {
		switch word {
		case "inactive":
		case "log", "log-input":
			return slices.Contains(f[i:], "time-range")
		default:
			return true
		}
	}
	return false
}

// matches takes "(31 matches)" and "(hitcnt=31)" from the end of an entry.
func matches(e *ipsec.AccessEntry, f []string, at ipsec.Ref) []string {
	for i, word := range f {
		if !strings.HasPrefix(word, "(") {
			continue
		}
		word = strings.TrimPrefix(strings.Trim(word, "()"), "hitcnt=")
		word = strings.TrimSuffix(word, ")")
		if n, ok := scan.Uint(word); ok {
			e.Matches = ipsec.Saw(n, at)
		}
		return f[:max(i, 1)]
	}
	return f
}

func isProtocol(word string) bool {
	_, ok := scan.Protocol(word)
	return ok && word != "any" && !strings.Contains(word, ".")
}

func isObject(word string) bool {
	return word == "object" || word == "object-group" || word == "interface"
}

// accessEnd reads one end: "any", "host A", "A MASK", "A/24" or "object N",
// and the ports behind it.
func accessEnd(protocol string, f []string, masks Masks) (ipsec.Selector, []string) {
	if len(f) == 0 {
		return ipsec.Selector{}, nil
	}
	addr, mask, used := f[0], "", 1
	switch {
	case addr == "any" || addr == "any4":
		addr, mask = "0.0.0.0", "0"
	case addr == "any6":
		addr, mask = "::", "0"
	case addr == "host" && len(f) > 1:
		addr, used = f[1], 2
	case isObject(addr) && len(f) > 1:
		used = 2
	case strings.Contains(addr, "/"):
		addr, mask, _ = strings.Cut(addr, "/")
	case !isAddress(addr): // "log" behind the only end of a standard list
		return ipsec.Selector{}, f
	case len(f) > 1 && isAddress(f[1]):
		mask, used = f[1], 2
	}
	if masks == Wildcards && strings.Contains(mask, ".") {
		mask = FromWildcard(mask)
	}
	s, ok := scan.MaskSelector(addr, mask, protocol, "")
	words := used + portWords(f[used:])
	if ok {
		ok = ports(&s, f[used:words])
	}
	s.Text = strings.Join(f[:words], " ")
	if !ok {
		s = ipsec.Selector{Text: strings.TrimSpace(protocol + " " + s.Text)}
	}
	return s, f[words:]
}

func isAddress(word string) bool {
	_, err := netip.ParseAddr(word)
	return err == nil
}

// portWords returns how many words of f restrict the port of the end before.
func portWords(f []string) int {
	if len(f) < 2 {
		return 0
	}
	switch f[0] {
	case "eq", "gt", "lt", "neq", "port": // "port" as "show crypto session" prints it
		return 2
	case "range":
		return min(3, len(f))
	}
	return 0
}

// ports narrows a selector to "eq 80" or "range 1024 2047". What needs more
// than one range cannot be told by a selector.
func ports(s *ipsec.Selector, f []string) bool {
	if len(f) == 0 {
		return true
	}
	first, ok := Port(f[1])
	if !ok || first > int(ipsec.AnyPort) {
		return false
	}
	last := first
	switch f[0] {
	case "range":
		if last, ok = Port(f[len(f)-1]); !ok || last > int(ipsec.AnyPort) {
			return false
		}
	case "gt":
		first, last = first+1, int(ipsec.AnyPort)
	case "lt":
		first, last = 0, first-1
	case "neq":
		return false
	}
	s.FromPort, s.ToPort = uint16(first), uint16(last)
	return true
}

// FromWildcard turns 0.0.255.255 into 255.255.0.0.
func FromWildcard(s string) string {
	addr, err := netip.ParseAddr(s)
	if err != nil || !addr.Is4() {
		return s
	}
	b := addr.As4()
	for i := range b {
		b[i] = ^b[i]
	}
	return netip.AddrFrom4(b).String()
}
