package junos

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// release is the version in "JUNOS Software Release [12.1X46-D40.2]".
var release = regexp.MustCompile(`^JUNOS (?:Software Release|Base OS .*) \[([^\]]+)\]`)

// parseVersion reads "show version". In a cluster each node prints its own;
// the first counts.
func parseVersion(text *scan.Text, snap *ipsec.Snapshot) {
	for n := range text.Len() {
		line := text.Trimmed(n)
		name, isName := strings.CutPrefix(line, "Hostname: ")
		version, isVersion := strings.CutPrefix(line, "Junos: ")
		if m := release.FindStringSubmatch(line); m != nil {
			version, isVersion = m[1], true
		}
		switch {
		case isName && !snap.Hostname.Known():
			snap.Hostname = ipsec.Saw(name, text.At(n))
		case isVersion && !snap.Version.Known():
			snap.Version = ipsec.Saw("Junos "+version, text.At(n))
		case isName, isVersion, strings.HasPrefix(line, "JUNOS "), strings.HasPrefix(line, "Model: "), strings.HasPrefix(line, "Family: "),
			node.MatchString(line):
		default:
			continue
		}
		text.Take(n)
	}
}

// node stands above the output of each member of a cluster.
var node = regexp.MustCompile(`^(node\d+:|fpc\d+:|-{10,})$`)

// parseUptime reads "show system uptime". A zone that is only an abbreviation
// other than UTC and GMT says nothing certain: such a clock stays unknown.
func parseUptime(text *scan.Text, snap *ipsec.Snapshot) {
	for n := range text.Len() {
		line := text.Trimmed(n)
		what, value, found := strings.Cut(line, ": ")
		switch {
		case found && what == "Current time" && !snap.Clock.Known():
			if t, ok := moment(value); ok {
				snap.Clock = ipsec.Saw(t, text.At(n))
			}
		case found && what == "System booted" && !snap.Started.Known():
			if t, ok := moment(value); ok {
				snap.Started = ipsec.Saw(t, text.At(n))
			}
		case found && what == "Time Source":
			snap.ClockSynced = ipsec.Saw(strings.HasPrefix(strings.TrimSpace(value), "NTP"), text.At(n))
		case found && (what == "Protocols started" || what == "Last configured"), strings.Contains(line, "load averages:"), node.MatchString(line):
		default:
			continue
		}
		text.Take(n)
	}
}

func moment(s string) (time.Time, bool) {
	s, _, _ = strings.Cut(s, " (")
	s = strings.TrimSpace(s)
	for _, zone := range []string{" UTC", " GMT"} {
		if digits, ok := strings.CutSuffix(s, zone); ok {
			t, err := time.Parse(time.DateTime, digits)
			return t, err == nil
		}
	}
	return time.Time{}, false
}

// destination is the line of a route: "0.0.0.0/0  *[Static/5] 1w2d 03:04:05".
var (
	destination = regexp.MustCompile(`^\S+/\d+\s+([*+-])\[`)
	nextHop     = regexp.MustCompile(`^>?\s*to (\S+) via (\S+)`)
	direct      = regexp.MustCompile(`^>?\s*via (\S+)`)
)

// parseRoute reads "show route ADDRESS". Junos prints nothing where it has no
// route, which is not told from an output that got lost: then it is unknown.
func parseRoute(text *scan.Text, snap *ipsec.Snapshot) {
	words := strings.Fields(text.Command())
	if len(words) == 0 {
		return
	}
	route := ipsec.Route{Destination: words[len(words)-1]}
	for n := range text.Len() {
		line := text.Trimmed(n)
		switch {
		case destination.MatchString(line):
			if !route.Found.Known() {
				route.Found, route.Ref = ipsec.Saw(true, text.At(n)), text.At(n)
			}
		case route.Found.Known() && hop(&route, line, text.At(n)):
		case strings.HasPrefix(line, "+ = Active Route"), strings.Contains(line, " destinations, "):
		default:
			continue
		}
		text.Take(n)
	}
	if route.Found.Known() {
		snap.Routes = append(snap.Routes, route)
	}
}

// hop reads the line of a next hop; the one in use carries ">".
func hop(route *ipsec.Route, line string, at ipsec.Ref) bool {
	m, d := nextHop.FindStringSubmatch(line), direct.FindStringSubmatch(line)
	used := strings.HasPrefix(line, ">")
	switch {
	case m != nil && used:
		route.NextHop, route.Interface = ipsec.Saw(m[1], at), ipsec.Saw(m[2], at)
	case d != nil && used:
		route.Interface = ipsec.Saw(d[1], at)
	}
	return m != nil || d != nil
}
