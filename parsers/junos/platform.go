// Package junos reads Juniper Junos on SRX and MX.
package junos

import (
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// Platform returns Junos: its dialect, its commands and their parsers.
func Platform() *parsers.Platform {
	return &parsers.Platform{Name: "junos", Title: "Juniper Junos", Dialect: dialect(), Steps: steps(), Also: append(also(), xmlSteps()...)}
}

func steps() []parsers.Step {
	return []parsers.Step{
		{Command: "show version", Reveals: areas(ipsec.AreaVersion), Doc: "host name and version of Junos",
			Recognise: begins("Junos: ", "JUNOS Software Release", "JUNOS Base OS"), Parse: parseVersion},
		{Command: "show system uptime", Reveals: areas(ipsec.AreaClock, ipsec.AreaUptime), Doc: "the device's clock, and since when it runs",
			Recognise: begins("Current time: "), Parse: parseUptime},
		{Command: "show security ike security-associations", Reveals: areas(ipsec.AreaIKESAs), Sampled: true,
			Doc: "IKE SAs with state and cookies", Recognise: begins("Index   State  Initiator cookie", "IKE peer "), Parse: parseIKE},
		{Command: "show security ike security-associations detail", Reveals: areas(ipsec.AreaIKESAs), Optional: true,
			Doc: "IKE SAs with role, ends, algorithms and lifetime", Recognise: begins("IKE peer "), Parse: parseIKEDetail},
		{Command: "show security ipsec security-associations", Reveals: areas(ipsec.AreaChildSAs), Sampled: true,
			Doc: "IPsec SAs with SPIs and lifetimes", Recognise: begins("Total active tunnels:"), Parse: parseIPsec},
		{Command: "show security ipsec inactive-tunnels", Reveals: areas(ipsec.AreaChildSAs), Optional: true,
			Doc: "configured tunnels without an SA, and why", Recognise: begins("Total inactive tunnels:"), Parse: parseInactive},
		{Command: "show route <peer>", Reveals: areas(ipsec.AreaRoutes), Doc: "the route to the peer",
			Recognise: begins("+ = Active Route"), Parse: parseRoute},
	}
}

// also are other spellings that people paste.
func also() []parsers.Step {
	log := func(command string) parsers.Step {
		return parsers.Step{Command: command, Reveals: areas(ipsec.AreaEvents), Doc: "the log of the IKE daemon", Recognise: logs.Recognise, Parse: logs.Parse}
	}
	return []parsers.Step{
		log("show log kmd"), log("show log iked"), log("show log messages"), log("show log kmd-logs"), log("log"),
		{Command: "show security ipsec security-associations detail", Reveals: areas(ipsec.AreaChildSAs), Doc: "IPsec SAs in detail", Recognise: isIPsecDetail, Parse: parseIPsecDetail},
		{Command: "show security ipsec sa detail", Reveals: areas(ipsec.AreaChildSAs), Doc: "IPsec SAs in detail", Recognise: isIPsecDetail, Parse: parseIPsecDetail},
		{Command: "show security ipsec statistics", Reveals: areas(ipsec.AreaDrops), Doc: "counters of IPsec", Recognise: begins("ESP Statistics:"), Parse: parseStatistics},
		{Command: "show security ike sa", Reveals: areas(ipsec.AreaIKESAs), Doc: "IKE SAs", Recognise: begins("Index   State  Initiator cookie", "IKE peer "), Parse: parseIKE},
		{Command: "show security ike sa detail", Reveals: areas(ipsec.AreaIKESAs), Doc: "IKE SAs in detail", Recognise: begins("IKE peer "), Parse: parseIKEDetail},
		{Command: "show security ipsec sa", Reveals: areas(ipsec.AreaChildSAs), Doc: "IPsec SAs", Recognise: begins("Total active tunnels:"), Parse: parseIPsec},
	}
}

func areas(list ...ipsec.Area) []ipsec.Area { return list }

// begins recognises an output by the beginning of one of its lines, blanks
// counted as one.
func begins(prefixes ...string) func(*scan.Text) bool {
	return func(text *scan.Text) bool {
		for n := range text.Len() {
			line := strings.Join(strings.Fields(text.Line(n)), " ")
			for _, p := range prefixes {
				if strings.HasPrefix(line, strings.Join(strings.Fields(p), " ")) {
					return true
				}
			}
		}
		return false
	}
}
