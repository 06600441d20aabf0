package ciscoasa

import (
	"slices"
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// partAreas are what the parts of a configuration show, by their commands. Parts
// that only complete others show nothing as a whole.
var partAreas = map[string][]ipsec.Area{
	"show running-config crypto":         areas(ipsec.AreaPeers, ipsec.AreaSuites),
	"show running-config crypto map":     areas(ipsec.AreaPeers),
	"show running-config all crypto map": areas(ipsec.AreaPeers),
	"show running-config ipsec":          areas(ipsec.AreaSuites),
	"show running-config access-list":    areas(ipsec.AreaAccessLists),
	"show running-config nat":            areas(ipsec.AreaNAT),
	"show running-config interface":      areas(ipsec.AreaInterfaces),
	"show running-config tunnel-group":   nil,
	"show running-config object":         nil,
	"show running-config object-group":   nil,
	"show running-config route":          nil,
}

// wholeAreas are what a whole configuration shows.
var wholeAreas = areas(ipsec.AreaPeers, ipsec.AreaSuites, ipsec.AreaAccessLists, ipsec.AreaNAT, ipsec.AreaInterfaces)

// configStep reads a configuration or a part of it.
func configStep(command, doc string) parsers.Step {
	reveals, part := partAreas[command]
	switch {
	case !part:
		reveals = wholeAreas
	case len(reveals) == 0:
		reveals = areas(ipsec.AreaPeers) // it completes them
	}
	return parsers.Step{Command: command, Doc: doc, Optional: true, Parse: parseConfig, Recognise: isConfig, Reveals: reveals, Shows: configShows}
}

// configShows returns what a text shows as a whole: all that its command asks
// for where its end was seen, or else what it has, without what its last lines
// are about.
func configShows(t *scan.Text) []ipsec.Area {
	shown, part := partAreas[t.Command()]
	if part && !t.Open() {
		return shown
	}
	var found []ipsec.Area
	last := ipsec.Area("")
	whole := false
	for n := range t.Len() {
		line := t.Trimmed(n)
		if strings.HasPrefix(line, "ASA Version ") {
			whole = true
		} else if whole && line == ": end" {
			return wholeAreas
		}
		if area, opens := configArea(strings.Fields(line)); opens {
			if last = area; area != "" && !slices.Contains(found, area) {
				found = append(found, area)
			}
		}
	}
	if t.Open() {
		found = slices.DeleteFunc(found, func(a ipsec.Area) bool { return a == last })
	}
	return found
}

// configArea returns what a statement is about, and whether a line is one.
func configArea(f []string) (area ipsec.Area, is bool) {
	if len(f) < 2 {
		return "", false
	}
	switch f[0] {
	case "access-list":
		return ipsec.AreaAccessLists, true
	case "nat":
		return ipsec.AreaNAT, true
	case "interface":
		return ipsec.AreaInterfaces, len(f) == 2
	case "crypto":
		if f[1] == "map" || f[1] == "dynamic-map" {
			return ipsec.AreaPeers, true
		}
		return ipsec.AreaSuites, true
	case "tunnel-group", "group-policy", "route", "object", "object-group", "hostname", "telnet", "ssh", "threat-detection", "username":
		return "", true
	}
	return "", false
}
