// Package panos reads Palo Alto Networks PAN-OS.
package panos

import (
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// Platform returns PAN-OS: its dialect, its commands and their parsers.
func Platform() *parsers.Platform {
	return &parsers.Platform{Name: "panos", Title: "Palo Alto Networks PAN-OS", Dialect: dialect(), Steps: []parsers.Step{
		{Command: "show system info", Reveals: []ipsec.Area{ipsec.AreaVersion}, Doc: "host name and version",
			Recognise: begins("sw-version: "), Parse: parseInfo},
		{Command: "show vpn ike-sa", Reveals: []ipsec.Area{ipsec.AreaIKESAs}, Sampled: true, Doc: "IKE SAs with role, algorithms and state",
			Recognise: begins("IKEv1 phase-1 SAs", "IKEv2 SAs", "There is no IKEv", "Show IKEv"), Parse: parseIKE},
		{Command: "show vpn ipsec-sa", Reveals: []ipsec.Area{ipsec.AreaChildSAs}, Sampled: true, Doc: "IPsec SAs with SPIs and lifetimes",
			Recognise: begins("Show IPsec SA:", "Show IPSec SA:", "There is no IPsec SA", "There is no IPSec SA"), Parse: parseIPsec},
		{Command: "show vpn flow", Reveals: []ipsec.Area{ipsec.AreaChildSAs}, Optional: true, Doc: "tunnels of the data plane: state, ends, interface",
			Recognise: begins("total IPSec tunnel "), Parse: parseFlow},
	}, Also: also()}
}

// also are outputs that people paste.
func also() []parsers.Step {
	var steps []parsers.Step
	for _, command := range []string{"show vpn flow name", "show vpn flow name <name>", "show vpn flow tunnel-id <number>"} {
		steps = append(steps, parsers.Step{Command: command, Reveals: []ipsec.Area{ipsec.AreaChildSAs}, Doc: "a tunnel of the data plane with its counters",
			Recognise: isFlowDetail, Parse: parseFlowDetail})
	}
	for _, command := range []string{"show log system", "show log system subtype equal vpn", "show log system direction equal backward", "log"} {
		steps = append(steps, parsers.Step{Command: command, Reveals: []ipsec.Area{ipsec.AreaEvents}, Doc: "the system log",
			Recognise: logs.Recognise, Parse: parseLog})
	}
	return append(steps,
		parsers.Step{Command: "show vpn gateway", Reveals: []ipsec.Area{ipsec.AreaPeers}, Doc: "configured IKE gateways", Recognise: begins("GwID      Name"), Parse: parseGateways},
		parsers.Step{Command: "show vpn tunnel", Reveals: []ipsec.Area{ipsec.AreaPeers}, Doc: "configured tunnels and their proxy IDs", Recognise: begins("TnID Name(Gateway)"), Parse: parseTunnels},
	)
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

// frame reports whether a line only frames a table.
func frame(line string) bool {
	return strings.Trim(line, "- ") == "" && line != "" || strings.HasPrefix(line, "Show IK") || strings.HasPrefix(line, "Show IPsec SA:") ||
		strings.HasPrefix(line, "Show IPSec ") || strings.HasPrefix(line, "There is no ")
}
