package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseInterfaces reads "show ip interface brief": name, address, OK?, method,
// status (which may be two words) and protocol.
func parseInterfaces(t *scan.Text, snap *ipsec.Snapshot) {
	each(t, func(n int, line string) bool {
		if isInterfaceHeading(line) {
			return true
		}
		f := strings.Fields(line)
		if len(f) < 6 || (f[2] != "YES" && f[2] != "NO") {
			return false
		}
		at := t.At(n)
		status, protocol := strings.Join(f[4:len(f)-1], " "), f[len(f)-1]
		one := ipsec.Interface{Name: f[0], AdminUp: ipsec.Saw(status != "administratively down", at), Ref: at}
		if protocol == "up" || protocol == "down" {
			one.LinkUp = ipsec.Saw(protocol == "up", at)
		}
		if f[1] != "unassigned" {
			one.Addresses = []string{f[1]}
		}
		snap.Interfaces = append(snap.Interfaces, one)
		return true
	})
}

func isInterfaceHeading(line string) bool {
	return strings.HasPrefix(line, "Interface ") && strings.Contains(line, "IP-Address") && strings.Contains(line, "OK?")
}

func recogniseInterfaces(t *scan.Text) bool { return contains(t, "OK? Method Status") }

// parseRoutingTable reads "show ip route" and "show ip route vrf NAME".
func parseRoutingTable(t *scan.Text, snap *ipsec.Snapshot) {
	table := cisco.NewRoutingTable(snap)
	each(t, func(n int, line string) bool { return table.Line(t, n, line) })
}

func recogniseRoutingTable(t *scan.Text) bool {
	table, masks := cisco.IsRoutingTable(t)
	return table && !masks
}

// parseRoute reads "show ip route <address>". Where only a default route
// matches, older images say "% Network not in table" too.
func parseRoute(t *scan.Text, snap *ipsec.Snapshot) {
	command := strings.Fields(t.Command())
	route := ipsec.Route{}
	if len(command) > 0 {
		route.Destination = command[len(command)-1]
	}
	each(t, func(n int, line string) bool {
		if !routeLine(&route, line, t.At(n)) {
			return false
		}
		span(&route.Ref, t, n)
		return true
	})
	if route.Found.Known() {
		snap.Routes = append(snap.Routes, route)
	}
}

func routeLine(route *ipsec.Route, line string, at ipsec.Ref) bool {
	switch {
	case strings.HasPrefix(line, "% Network not in table"), strings.HasPrefix(line, "% Subnet not in table"):
		route.Found = ipsec.Saw(false, at)
	case strings.HasPrefix(line, "Routing entry for "):
		route.Found = ipsec.Saw(true, at)
	case strings.HasPrefix(line, "* "):
		nextHop(route, line[2:], at)
	case strings.HasPrefix(line, "Known via"), strings.HasPrefix(line, "Routing Descriptor Blocks"), strings.HasPrefix(line, "Route metric"),
		strings.HasPrefix(line, "Last update"), strings.HasPrefix(line, "Redistributing"), strings.HasPrefix(line, "Advertised by"),
		strings.HasPrefix(line, "Tag "), strings.HasPrefix(line, "Total delay"), strings.HasPrefix(line, "Reliability"), strings.HasPrefix(line, "Loading"),
		strings.HasPrefix(line, "AS Hops"), strings.HasPrefix(line, "MPLS label"), strings.HasPrefix(line, "Routing table:"):
	default:
		return false
	}
	return true
}

// nextHop reads "192.0.2.254, from 192.0.2.254, 00:01:10 ago, via Gi0/0" and
// "directly connected, via Gi0/0". The star marks the path in use.
func nextHop(route *ipsec.Route, text string, at ipsec.Ref) {
	for i, part := range strings.Split(text, ", ") {
		part = strings.TrimSpace(part)
		if name, ok := strings.CutPrefix(part, "via "); ok {
			route.Interface = ipsec.Saw(name, at)
		} else if i == 0 && part != "directly connected" {
			route.NextHop = ipsec.Saw(part, at)
		}
	}
}

func recogniseRoute(t *scan.Text) bool {
	return contains(t, "Routing entry for ", "% Network not in table", "% Subnet not in table")
}
