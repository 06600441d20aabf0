package linux

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseRoute reads "ip route get": "203.0.113.1 via 198.51.100.2 dev wan0
// table 220 src 10.1.0.1 uid 0", or an error when there is no route.
func parseRoute(text *scan.Text, snap *ipsec.Snapshot) {
	words := strings.Fields(text.Command())
	if len(words) == 0 {
		return
	}
	route := ipsec.Route{Destination: words[len(words)-1]}
	for n := 0; n < text.Len(); n++ {
		line := text.Trimmed(n)
		switch {
		case line == "":
			continue
		case strings.HasPrefix(line, "cache"):
		case noRoute(line):
			route.Found, route.Ref = ipsec.Saw(false, text.At(n)), text.At(n)
		case strings.Contains(line, " dev ") && !route.Found.Known():
			routeLine(&route, line, text.At(n))
		default:
			continue
		}
		text.Take(n)
	}
	if route.Found.Known() {
		snap.Routes = append(snap.Routes, route)
	}
}

func noRoute(line string) bool {
	return strings.Contains(line, "Network is unreachable") || strings.Contains(line, "No route to host") ||
		strings.HasPrefix(line, "unreachable ") || strings.HasPrefix(line, "prohibit ") || strings.HasPrefix(line, "blackhole ")
}

func routeLine(route *ipsec.Route, line string, at ipsec.Ref) {
	route.Found, route.Ref = ipsec.Saw(true, at), at
	words := strings.Fields(line)
	for i := 0; i+1 < len(words); i++ {
		switch words[i] {
		case "via":
			next := words[i+1]
			if (next == "inet" || next == "inet6") && i+2 < len(words) {
				next = words[i+2]
			}
			route.NextHop = ipsec.Saw(next, at)
		case "dev":
			route.Interface = ipsec.Saw(words[i+1], at)
		case "src":
			route.Source = ipsec.Saw(words[i+1], at)
		}
	}
}

// parseBriefAddresses reads "ip -br addr": "wan0@if2 UP 198.51.100.1/30 ...".
// The state is that of the link; a tunnel's UNKNOWN says nothing.
func parseBriefAddresses(text *scan.Text, snap *ipsec.Snapshot) {
	for n := 0; n < text.Len(); n++ {
		words := strings.Fields(text.Trimmed(n))
		if len(words) < 2 {
			continue
		}
		name, _, _ := strings.Cut(words[0], "@")
		itf := ipsec.Interface{Name: name, Ref: text.At(n)}
		switch words[1] {
		case "UP":
			itf.AdminUp, itf.LinkUp = ipsec.Saw(true, itf.Ref), ipsec.Saw(true, itf.Ref)
		case "DOWN", "LOWERLAYERDOWN", "NOTPRESENT", "DORMANT":
			itf.LinkUp = ipsec.Saw(false, itf.Ref)
		case "UNKNOWN":
		default:
			continue
		}
		for i, w := range words[2:] {
			if address, _, ok := strings.Cut(w, "/"); ok {
				itf.Addresses = append(itf.Addresses, address)
			} else if w == "peer" && i+1 < len(words[2:]) {
				continue
			} else {
				itf.Addresses = append(itf.Addresses, w)
			}
		}
		snap.Interfaces = append(snap.Interfaces, itf)
		text.Take(n)
	}
}

// parseXfrmStat reads /proc/net/xfrm_stat, counters since the start of the
// kernel (Documentation/networking/xfrm_proc.rst).
func parseXfrmStat(text *scan.Text, snap *ipsec.Snapshot) {
	for n := 0; n < text.Len(); n++ {
		words := strings.Fields(text.Trimmed(n))
		if len(words) != 2 || !strings.HasPrefix(words[0], "Xfrm") {
			continue
		}
		if v, ok := scan.Uint(words[1]); ok {
			snap.Drops = append(snap.Drops, ipsec.Named{Name: words[0], Scope: "kernel", Count: ipsec.Saw(v, text.At(n))})
			text.Take(n)
		}
	}
}

// parseForwarding reads /proc/sys/net/ipv4/ip_forward.
func parseForwarding(text *scan.Text, snap *ipsec.Snapshot) {
	for n := 0; n < text.Len(); n++ {
		switch line := text.Trimmed(n); line {
		case "0", "1":
			snap.Forwarding = ipsec.Saw(line == "1", text.At(n))
			text.Take(n)
		}
	}
}
