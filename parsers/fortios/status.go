package fortios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseStatus reads "get system status". Its clock has no zone and therefore
// says nothing certain.
func parseStatus(text *scan.Text, snap *ipsec.Snapshot) {
	for n := range text.Len() {
		key, value, found := strings.Cut(text.Trimmed(n), ":")
		value = strings.TrimSpace(value)
		if !found || value == "" || !strings.HasPrefix(text.Line(n), key) {
			continue
		}
		switch key {
		case "Version":
			snap.Version = ipsec.Saw(value, text.At(n))
		case "Hostname":
			snap.Hostname = ipsec.Saw(value, text.At(n))
		case "Current HA mode":
			role(snap, value, text.At(n))
		}
		text.Take(n)
	}
}

// role reads "a-p, primary". The secondary member of an active-passive cluster
// has no tunnels of its own.
func role(snap *ipsec.Snapshot, value string, at ipsec.Ref) {
	mode, word, found := strings.Cut(value, ", ")
	if !found || mode != "a-p" {
		return
	}
	switch word {
	case "master", "primary":
		snap.Standby = ipsec.Saw(false, at)
	case "backup", "slave", "secondary":
		snap.Standby = ipsec.Saw(true, at)
	}
}

// parseRoute reads "get router info routing-table details ADDRESS".
func parseRoute(text *scan.Text, snap *ipsec.Snapshot) {
	words := strings.Fields(text.Command())
	if len(words) == 0 {
		return
	}
	route := ipsec.Route{Destination: words[len(words)-1]}
	for n := range text.Len() {
		line := text.Trimmed(n)
		switch {
		case strings.HasPrefix(line, "% Network not in table"):
			route.Found, route.Ref = ipsec.Saw(false, text.At(n)), text.At(n)
		case strings.HasPrefix(line, "Routing entry for ") && !route.Found.Known():
			route.Found, route.Ref = ipsec.Saw(true, text.At(n)), text.At(n)
		case strings.HasPrefix(line, "* ") && route.Found.Known():
			hop(&route, line, text.At(n))
		case strings.HasPrefix(line, "Routing table for VRF="), strings.HasPrefix(line, "Known via "), strings.HasPrefix(line, "Last update "):
		default:
			continue
		}
		text.Take(n)
	}
	if route.Found.Known() {
		snap.Routes = append(snap.Routes, route)
	}
}

// hop reads "* 203.0.113.254, via wan1" and "* directly connected, wan1". The
// first one counts.
func hop(route *ipsec.Route, line string, at ipsec.Ref) {
	to, via, found := strings.Cut(strings.TrimPrefix(line, "* "), ", ")
	if !found || route.Interface.Known() {
		return
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(via, "via "), ",")
	route.Interface = ipsec.Saw(strings.TrimSpace(name), at)
	if to != "directly connected" {
		route.NextHop = ipsec.Saw(strings.TrimSpace(to), at)
	}
}
