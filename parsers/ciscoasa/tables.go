package ciscoasa

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	interfaceRow = regexp.MustCompile(`^(\S+)\s+(\S+)\s+(YES|NO)\s+(\S+)\s+(up|down|administratively down|deleted)\s+(up|down)$`)
	dropRow      = regexp.MustCompile(`^(.*?)(?: \(([\w-]+)\)?)?\s{1,}(\d+)$`)
)

// parseInterfaces reads "show interface ip brief".
func parseInterfaces(t *scan.Text, snap *ipsec.Snapshot) {
	each(t, func(n int, line string) bool {
		m := interfaceRow.FindStringSubmatch(line)
		if m == nil {
			return strings.HasPrefix(line, "Interface ") && strings.Contains(line, "Protocol")
		}
		at := t.At(n)
		row := ipsec.Interface{Name: m[1], AdminUp: ipsec.Saw(!strings.HasPrefix(m[5], "admin"), at), LinkUp: ipsec.Saw(m[6] == "up", at), Ref: at}
		if m[2] != "unassigned" {
			row.Addresses = []string{m[2]}
		}
		snap.Interfaces = append(snap.Interfaces, row)
		return true
	})
}

// parseRoute reads "show route <address>".
func parseRoute(t *scan.Text, snap *ipsec.Snapshot) {
	_, destination, _ := strings.Cut(t.Command(), "route ")
	route := ipsec.Route{Destination: strings.TrimSpace(destination)}
	each(t, func(n int, line string) bool { return routeLine(&route, t.At(n), line) })
	if !route.Ref.IsZero() {
		snap.Routes = append(snap.Routes, route)
	}
}

// routeLine reads one line of a route entry: "* 192.0.2.1, via outside", "*
// directly connected, via inside", "Known via "static", distance 1, metric 0".
func routeLine(route *ipsec.Route, at ipsec.Ref, line string) bool {
	switch {
	case strings.Contains(line, "not in table"), strings.HasPrefix(line, "% Subnet not in"):
		route.Found = ipsec.Saw(false, at)
	case strings.HasPrefix(line, "Routing entry for "):
		route.Found = ipsec.Saw(true, at)
	case strings.HasPrefix(line, "Known via "):
		source, _, _ := strings.Cut(line[len("Known via "):], ",")
		route.Source = text(strings.Trim(source, `"`), at)
	case strings.HasPrefix(line, "* "):
		hop, iface, ok := strings.Cut(line[2:], ", via ")
		if ok && !strings.HasPrefix(hop, "directly connected") {
			first, _, _ := strings.Cut(hop, ",")
			route.NextHop = text(first, at)
		}
		route.Interface = text(iface, at)
	case strings.HasPrefix(line, "Routing Descriptor Blocks"), strings.HasPrefix(line, "Route metric is"), strings.HasPrefix(line, "Redistributing"), strings.HasPrefix(line, "Tag "), strings.HasPrefix(line, "Last update"), strings.HasPrefix(line, "Advertised by"):
	default:
		return false
	}
	if route.Ref.IsZero() {
		route.Ref = at
	}
	route.Ref.Last = at.Last
	return true
}

// parseDrops reads "show asp drop". The short name in parentheses is the
// counter's name; a long text may cut it off.
func parseDrops(t *scan.Text, snap *ipsec.Snapshot) {
	scope := ""
	each(t, func(n int, line string) bool {
		if strings.HasSuffix(line, " drop:") {
			scope = strings.ToLower(strings.TrimSuffix(line, " drop:"))
			return true
		}
		if strings.HasPrefix(line, "Last clearing:") {
			return true
		}
		m := dropRow.FindStringSubmatch(line)
		if m == nil || scope == "" {
			return false
		}
		name := m[2]
		if name == "" {
			name = strings.TrimSpace(m[1])
		}
		snap.Drops = append(snap.Drops, ipsec.Named{Name: name, Scope: scope, Count: count(m[3], t.At(n))})
		return true
	})
}
