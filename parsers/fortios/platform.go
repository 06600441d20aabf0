// Package fortios reads Fortinet FortiOS. What shows the SAs in full there
// ("diagnose vpn tunnel list", "diagnose vpn ike gateway list") prints their
// keys too, so that it is read where people paste it and never asked for.
package fortios

import (
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// Platform returns FortiOS: its dialect, its commands and their parsers.
func Platform() *parsers.Platform {
	return &parsers.Platform{Name: "fortios", Title: "Fortinet FortiOS", Dialect: dialect(), Steps: []parsers.Step{
		{Command: "get system status", Reveals: []ipsec.Area{ipsec.AreaVersion}, Doc: "host name, version, virtual domain and role in a cluster",
			Recognise: begins("Version: Forti"), Parse: parseStatus},
		{Command: "get vpn ipsec tunnel summary", Reveals: []ipsec.Area{ipsec.AreaChildSAs}, Sampled: true,
			Doc: "tunnels with the number of selectors that are up, and packet counters", Recognise: isSummary, Parse: parseSummary},
		{Command: "get router info routing-table details <peer>", Reveals: []ipsec.Area{ipsec.AreaRoutes}, Doc: "the route to the peer",
			Recognise: begins("Routing entry for", "% Network not in table"), Parse: parseRoute},
	}, Also: also()}
}

// also are outputs that people paste.
func also() []parsers.Step {
	tunnels := func(command string) parsers.Step {
		return parsers.Step{Command: command, Reveals: []ipsec.Area{ipsec.AreaChildSAs}, Doc: "tunnels with their selectors, SPIs and counters", Recognise: isTunnels, Parse: parseTunnels}
	}
	gateways := func(command string) parsers.Step {
		return parsers.Step{Command: command, Reveals: []ipsec.Area{ipsec.AreaIKESAs}, Doc: "IKE gateways and their IKE SAs", Recognise: isGateways, Parse: parseGateways}
	}
	out := []parsers.Step{
		tunnels("diagnose vpn tunnel list"), tunnels("diagnose vpn tunnel list name <name>"), gateways("diagnose vpn ike gateway list"), gateways("diagnose vpn ike gateway list name <name>"),
		gateways("get vpn ike gateway"), gateways("get vpn ike gateway <name>"),
	}
	for _, command := range []string{"execute log display", "log display", "log"} {
		out = append(out, parsers.Step{Command: command, Reveals: []ipsec.Area{ipsec.AreaEvents}, Doc: "the event log", Recognise: isLog, Parse: parseLog})
	}
	return append(out, parsers.Step{Command: "diagnose debug application ike -1", Reveals: []ipsec.Area{ipsec.AreaEvents}, Doc: "debugging of IKE",
		Recognise: debugs.Recognise, Parse: debugs.Parse})
}

// begins recognises an output by the beginning of one of its lines.
func begins(prefixes ...string) func(*scan.Text) bool {
	return func(text *scan.Text) bool {
		for n := range text.Len() {
			for _, p := range prefixes {
				if strings.HasPrefix(text.Trimmed(n), p) {
					return true
				}
			}
		}
		return false
	}
}
