// Package vyos reads VyOS: a Linux host with strongSwan, and the tables of its
// own operational commands, which an account without sudo may run.
package vyos

import (
	"slices"
	"strings"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
	"ipsec-diag/parsers/strongswan"
)

// wrapper runs an operational command outside an interactive shell, where
// those commands do not exist.
const wrapper = "/opt/vyatta/bin/vyatta-op-cmd-wrapper "

// Platform returns VyOS: its dialect, its commands and their parsers.
func Platform() *parsers.Platform {
	base := strongswan.Platform()
	steps := slices.DeleteFunc(slices.Clone(base.Steps), func(s parsers.Step) bool {
		_, err := collector.Show("vyos", strings.ReplaceAll(s.Command, "<peer>", "192.0.2.1"))
		return err != nil
	})
	return &parsers.Platform{Name: "vyos", Title: "VyOS", Dialect: dialect(base.Dialect),
		Steps: append(steps, own(wrapper, true)...), Also: slices.Concat(own("", false), more(base), withoutVyOS(base.Also)), Finish: base.Finish}
}

// dialect is that of a Linux host with strongSwan.
func dialect(d collector.Dialect) collector.Dialect {
	d.Platform, d.Proof = "vyos", linux.ProofVyOS
	d.Refusals = append([]collector.Refusal{
		{Class: "unknown-command", Text: `Invalid command: `},
		{Class: "not-authorised", Text: `must be in (the )?vyattacfg`},
	}, d.Refusals...)
	return d
}

// own are VyOS' commands. What swanctl said of the SAs comes first, since it
// says more.
func own(prefix string, optional bool) []parsers.Step {
	return []parsers.Step{
		{Command: prefix + "show version", Reveals: []ipsec.Area{ipsec.AreaVersion}, Doc: "version of VyOS", Optional: optional,
			Recognise: linux.Begins("Version:          VyOS", "Version: VyOS", "Version:      VyOS"), Parse: parseVersion},
		{Command: prefix + "show vpn ike sa", Reveals: []ipsec.Area{ipsec.AreaIKESAs}, Doc: "IKE SAs, as VyOS shows them", Optional: optional,
			Recognise: isIKE, Parse: parseIKE},
		{Command: prefix + "show vpn ipsec sa", Reveals: []ipsec.Area{ipsec.AreaChildSAs}, Doc: "IPsec SAs, as VyOS shows them", Optional: optional,
			Recognise: isIPsec, Parse: parseIPsec},
	}
}

// parseVersion reads "Version:          VyOS 1.4.0". strongSwan's own version
// is another matter, and comes first.
func parseVersion(text *scan.Text, snap *ipsec.Snapshot) {
	for n := range text.Len() {
		key, value, found := strings.Cut(text.Trimmed(n), ":")
		if !found {
			continue
		}
		if key == "Version" && !snap.Version.Known() {
			snap.Version = ipsec.Saw(strings.TrimSpace(value), text.At(n))
		}
		text.Take(n)
	}
}

// withoutVyOS leaves out the commands that VyOS reads by itself.
func withoutVyOS(steps []parsers.Step) []parsers.Step {
	return slices.DeleteFunc(slices.Clone(steps), func(s parsers.Step) bool { return aliases[s.Command] != "" })
}
