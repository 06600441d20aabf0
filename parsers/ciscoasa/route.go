package ciscoasa

import (
	"net/netip"
	"regexp"
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// tableRoute is a row of the routing table, which older releases print instead
// of an entry: "S    198.51.100.0 255.255.255.0 [1/0] via 192.0.2.254, outside".
var tableRoute = regexp.MustCompile(`^([A-Z][A-Z0-9]?\*?(?: (?:[A-Z0-9]{2}|ia))?)\s+([0-9.]+) ([0-9.]+)\s+(?:\[\S+\] via (\S+?)(?:, \S+)?, (\S+)|is directly connected, (\S+))$`)

// parseRoute reads "show route <address>".
func parseRoute(t *scan.Text, snap *ipsec.Snapshot) {
	_, destination, _ := strings.Cut(t.Command(), "route ")
	r := &routeReader{route: ipsec.Route{Destination: strings.TrimSpace(destination)}, bits: -1}
	each(t, func(n int, line string) bool { return r.line(t.At(n), line) })
	if !r.route.Ref.IsZero() {
		snap.Routes = append(snap.Routes, r.route)
	}
}

// A routeReader reads one route entry, or the best row of a table.
type routeReader struct {
	route ipsec.Route
	bits  int // prefix length of the row taken
}

func (r *routeReader) line(at ipsec.Ref, line string) bool {
	if m := tableRoute.FindStringSubmatch(line); m != nil {
		r.row(at, m)
		return true
	}
	if !r.entry(at, line) {
		return isRouteLegend(line)
	}
	if r.route.Ref.IsZero() {
		r.route.Ref = at
	}
	r.route.Ref.Last = at.Last
	return true
}

// row keeps the longest prefix that holds the destination.
func (r *routeReader) row(at ipsec.Ref, m []string) {
	ts, ok := scan.MaskSelector(m[2], m[3], "", "")
	want, err := netip.ParseAddr(r.route.Destination)
	prefix, isPrefix := ts.Prefix()
	if !ok || err != nil || !isPrefix || !prefix.Contains(want) || prefix.Bits() <= r.bits {
		return
	}
	r.bits = prefix.Bits()
	r.route.Found, r.route.Source, r.route.Ref = ipsec.Saw(true, at), ipsec.Saw(m[1], at), at
	r.route.NextHop, r.route.Interface = text(m[4], at), text(m[5]+m[6], at)
}

// entry reads one line of a route entry: "* 192.0.2.1, via outside", "*
// directly connected, via inside", "Known via "static", distance 1, metric 0".
func (r *routeReader) entry(at ipsec.Ref, line string) bool {
	route := &r.route
	switch {
	case strings.Contains(line, "not in table"):
		route.Found = ipsec.Saw(false, at)
	case strings.HasPrefix(line, "Routing entry for "):
		route.Found = ipsec.Saw(true, at)
	case strings.HasPrefix(line, "Known via "):
		source, _, _ := strings.Cut(line[len("Known via "):], ",")
		route.Source = text(strings.Trim(source, `"`), at)
	case strings.HasPrefix(line, "* "):
		hop, iface, ok := strings.Cut(line[2:], ", via ")
		if first, _, _ := strings.Cut(hop, ","); ok && first != "directly connected" {
			route.NextHop = text(first, at)
		}
		route.Interface = text(iface, at)
	default:
		return startsWith(line, "Routing Descriptor Blocks", "Route metric is", "Redistributing", "Tag ", "Last update", "Advertised by")
	}
	return true
}

// isRouteLegend reports the explanation above a routing table.
func isRouteLegend(line string) bool {
	return startsWith(line, "Codes:", "Gateway of last resort") || strings.Contains(line, " - ")
}

func startsWith(line string, words ...string) bool {
	for _, w := range words {
		if strings.HasPrefix(line, w) {
			return true
		}
	}
	return false
}

// parseRoutingTable reads "show route".
func parseRoutingTable(t *scan.Text, snap *ipsec.Snapshot) {
	table := cisco.NewRoutingTable(snap)
	each(t, func(n int, line string) bool { return table.Line(t, n, line) })
}

func isRoutingTable(t *scan.Text) bool {
	_, masks := cisco.IsRoutingTable(t)
	return masks
}
