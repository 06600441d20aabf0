package cisco

import (
	"net/netip"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// routeCodes are the protocols of a routing table by their letters, in the
// words of the other platforms. The letters of a row's second word (E2, IA)
// only refine the first.
var routeCodes = map[string]string{
	"L": "local", "C": "connected", "S": "static", "R": "rip", "M": "mobile", "B": "bgp", "D": "eigrp", "EX": "eigrp", "O": "ospf",
	"i": "isis", "U": "static", "o": "odr", "P": "static", "H": "nhrp", "l": "lisp", "a": "application", "m": "omp",
	"n": "nat", "V": "vpn", "SI": "static", "I": "igrp", "G": "nhrp", "g": "nhrp",
}

// A RoutingTable reads the rows of "show ip route" (IOS) and "show route"
// (ASA). A row may go on in the lines after it, with more next hops; under a
// heading "10.0.0.0/24 is subnetted" old IOS leaves the length of the prefix
// out of the rows.
type RoutingTable struct {
	table  string
	length string // of the prefixes below a heading, "/24"
	last   *ipsec.RoutingEntry
	snap   *ipsec.Snapshot
}

// NewRoutingTable returns a reader that adds to a snapshot.
func NewRoutingTable(snap *ipsec.Snapshot) *RoutingTable { return &RoutingTable{snap: snap} }

// IsRoutingTable reports whether a text is a whole routing table, and whether
// its rows print masks (ASA) rather than lengths of prefixes (IOS).
func IsRoutingTable(t *scan.Text) (table, masks bool) {
	for n := range t.Len() {
		line := t.Trimmed(n)
		table = table || strings.HasPrefix(line, "Gateway of last resort is ")
		if protocol, rest := routeProtocol(strings.Fields(line)); protocol != "" && len(rest) > 1 && strings.Count(rest[1], ".") == 3 {
			masks = true
		}
	}
	return table, masks
}

// Line reads line n and reports whether it understood it. That no default
// route exists is said by the table itself, and becomes a lookup that found
// nothing.
func (r *RoutingTable) Line(t *scan.Text, n int, line string) bool {
	switch {
	case isRouteLegend(line):
		return true
	case strings.HasPrefix(line, "Routing Table:"):
		r.table, r.last = strings.TrimSpace(strings.TrimPrefix(line, "Routing Table:")), nil
		return true
	case strings.HasPrefix(line, "Gateway of last resort is "):
		r.lastResort(line, t.At(n))
		return true
	case strings.Contains(line, " is subnetted, "), strings.Contains(line, " is variably subnetted, "):
		r.length, r.last = headingLength(line), nil
		return true
	}
	return r.row(t, n, line)
}

// lastResort reads the line about the default route. Its presence has a row of
// its own further down.
func (r *RoutingTable) lastResort(line string, at ipsec.Ref) {
	if strings.HasSuffix(line, " is not set") && r.table == "" {
		r.snap.Routes = append(r.snap.Routes, ipsec.Route{Destination: "0.0.0.0/0", Found: ipsec.Saw(false, at), Ref: at})
	}
}

func isRouteLegend(line string) bool {
	code, meaning, ok := strings.Cut(strings.TrimPrefix(line, "Codes: "), " - ")
	return ok && len(code) <= 2 && meaning != ""
}

// headingLength returns "/24" of "10.0.0.0/24 is subnetted, 3 subnets", which
// stands for every row below, and "" of a heading whose rows have their own.
func headingLength(line string) string {
	prefix, _, _ := strings.Cut(line, " ")
	if _, length, ok := strings.Cut(prefix, "/"); ok && strings.Contains(line, " is subnetted, ") {
		return "/" + length
	}
	return ""
}

// row reads a row, or the line that goes on with the row before.
func (r *RoutingTable) row(t *scan.Text, n int, line string) bool {
	f := strings.Fields(line)
	protocol, rest := routeProtocol(f)
	if protocol == "" {
		return r.more(f, t.At(n))
	}
	prefix, rest, ok := r.prefix(rest)
	if !ok {
		return false
	}
	r.add(ipsec.RoutingEntry{Prefix: prefix, Table: r.table, Protocol: protocol, Ref: t.At(n)})
	hop(r.last, rest, t.At(n))
	return true
}

func (r *RoutingTable) add(e ipsec.RoutingEntry) {
	r.snap.RoutingTable = append(r.snap.RoutingTable, e)
	r.last = &r.snap.RoutingTable[len(r.snap.RoutingTable)-1]
}

// routeProtocol returns the protocol of a row and the words from its prefix on.
func routeProtocol(f []string) (string, []string) {
	if len(f) < 2 {
		return "", nil
	}
	protocol := routeCodes[strings.TrimRight(f[0], "*+%&p")]
	for rest := f[1:]; protocol != "" && len(rest) > 0; rest = rest[1:] {
		if strings.Contains(rest[0], ".") || strings.Contains(rest[0], ":") {
			return protocol, rest
		}
		if len(rest[0]) > 3 {
			break
		}
	}
	return "", nil
}

// prefix reads "10.1.0.0/16", "10.1.0.0" below a heading with the length, or
// "10.1.0.0 255.255.0.0".
func (r *RoutingTable) prefix(f []string) (string, []string, bool) {
	if p, err := netip.ParsePrefix(f[0]); err == nil {
		return p.Masked().String(), f[1:], true
	}
	addr, err := netip.ParseAddr(f[0])
	if err != nil {
		return "", nil, false
	}
	if len(f) > 1 {
		if bits, ok := scan.MaskLength(f[1], addr); ok {
			return netip.PrefixFrom(addr, bits).Masked().String(), f[2:], true
		}
	}
	p, err := netip.ParsePrefix(addr.String() + r.length)
	return p.Masked().String(), f[1:], err == nil
}

// more reads a line that goes on with a row: its first next hop where the row
// was too long for one line, or a further one.
func (r *RoutingTable) more(f []string, at ipsec.Ref) bool {
	if r.last == nil || len(f) == 0 {
		return false
	}
	if !strings.HasPrefix(f[0], "[") && f[0] != "via" && f[0] != "is" && f[0] != "connected" {
		return false
	}
	if r.last.NextHop.Known() || r.last.Interface.Known() {
		first := *r.last
		r.add(ipsec.RoutingEntry{Prefix: first.Prefix, Table: first.Table, Protocol: first.Protocol, Distance: first.Distance, Metric: first.Metric, Ref: at})
	}
	r.last.Ref.Last = at.Last
	hop(r.last, f, at)
	return true
}

// hop reads "[110/20] via 192.0.2.1, 00:10:11, GigabitEthernet0/1",
// "is directly connected, outside" and "is a summary, 00:01:02, Null0".
func hop(e *ipsec.RoutingEntry, f []string, at ipsec.Ref) {
	for i, word := range f {
		word = strings.TrimSuffix(word, ",")
		switch {
		case strings.HasPrefix(word, "["):
			distance(e, strings.Trim(word, "[]"), at)
		case i > 0 && f[i-1] == "via":
			e.NextHop = ipsec.Saw(word, at)
		}
	}
	if n := len(f); n > 0 && f[n-1] == "tunneled" { // the ASA's route for decrypted traffic
		f = f[:n-1]
	}
	if n := len(f); n > 1 && strings.HasSuffix(f[n-2], ",") && isInterfaceName(f[n-1]) {
		e.Interface = ipsec.Saw(f[n-1], at)
	}
}

// distance reads "110/20", and "10", which old ASA print.
func distance(e *ipsec.RoutingEntry, text string, at ipsec.Ref) {
	first, second, both := strings.Cut(text, "/")
	if n, ok := scan.Int(first); ok {
		e.Distance = ipsec.Saw(n, at)
	}
	if n, ok := scan.Int(second); ok && both {
		e.Metric = ipsec.Saw(n, at)
	}
}

// isInterfaceName tells an interface from the age of the route, "00:10:11",
// "1d05h", "3w4d".
func isInterfaceName(word string) bool {
	if word == "" || strings.Contains(word, ":") || strings.HasSuffix(word, ",") {
		return false
	}
	return strings.Trim(word, "0123456789ywdhms") != "" && (word[0] < '0' || word[0] > '9')
}
