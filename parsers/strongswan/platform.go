// Package strongswan reads strongSwan on Linux: swanctl, the older ipsec
// command, charon's log, and what the kernel says about IPsec.
package strongswan

import (
	"slices"
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// Platform returns strongSwan on Linux: its dialect, its commands and their parsers.
func Platform() *parsers.Platform {
	return &parsers.Platform{
		Name:    "strongswan",
		Title:   "strongSwan on Linux",
		Dialect: dialect(),
		Steps:   slices.Concat(daemonSteps(), linux.Steps(), logSteps()),
		Also:    also(),
		Finish:  finish,
	}
}

func daemonSteps() []parsers.Step {
	steps := []parsers.Step{
		linux.ClockStep(),
		{Command: "swanctl --version", Reveals: areas(ipsec.AreaVersion), Doc: "strongSwan's version",
			Recognise: linux.Begins("strongSwan "), Parse: parseVersion},
		{Command: "swanctl --stats", Reveals: areas(ipsec.AreaUptime, ipsec.AreaLoad), Doc: "since when the IKE daemon runs, half-open IKE SAs, busy workers",
			Recognise: linux.Begins("uptime: ", "worker threads: "), Parse: parseStats},
		{Command: "swanctl --list-sas --noblock", Reveals: areas(ipsec.AreaIKESAs, ipsec.AreaChildSAs), Sampled: true,
			Doc: "IKE SAs and Child SAs with state, role, tasks, lifetimes and counters", Recognise: anyLine(ikeHead), Parse: once(parseListSAs)},
		{Command: "swanctl --list-conns", Reveals: areas(ipsec.AreaPeers), Doc: "configured connections: addresses, identities, authentication, selectors",
			Recognise: isConns, Parse: once(parseListConns)},
		{Command: "swanctl --list-certs", Reveals: areas(ipsec.AreaCertificates), Doc: "certificates, their validity, and whether the private key is there",
			Recognise: linux.Begins("List of X.509", `subject:  "`, "List of PGP", "List of Raw"), Parse: parseListCerts},
		{Command: "swanctl --list-pols", Reveals: areas(ipsec.AreaTraps), Doc: "trap and shunt policies",
			Recognise: isPolicies, Parse: parseListPols},
		{Command: "swanctl --counters", Reveals: areas(ipsec.AreaExchanges), Sampled: true, Doc: "counters of IKE messages",
			Recognise: linux.Begins("ike-rekey-init", "ike-init-in-req"), Parse: parseCounters},
	}
	for i := range steps[1:] {
		steps[i+1].Down = charonDown
	}
	return steps
}

func logSteps() []parsers.Step {
	var steps []parsers.Step
	for _, command := range []string{
		"journalctl -u strongswan --no-pager -o short-iso -n 2000",
		"journalctl -u strongswan-starter --no-pager -o short-iso -n 2000",
		"tail -n 2000 /var/log/charon.log",
	} {
		steps = append(steps, logStep(command))
	}
	return steps
}

func logStep(command string) parsers.Step {
	return parsers.Step{Command: command, Reveals: areas(ipsec.AreaEvents), Optional: true,
		Doc: "the log of the IKE daemon", Recognise: isLog, Parse: parseLog}
}

// also are the spellings and older commands that people paste.
func also() []parsers.Step {
	sas := areas(ipsec.AreaIKESAs, ipsec.AreaChildSAs)
	status := append(slices.Clone(sas), ipsec.AreaPeers)
	steps := []parsers.Step{
		{Command: "swanctl --list-sas", Reveals: sas, Doc: "IKE SAs and Child SAs", Recognise: anyLine(ikeHead), Parse: once(parseListSAs), Down: charonDown},
		{Command: "swanctl --list-sas --raw", Reveals: sas, Doc: "IKE SAs and Child SAs, raw", Recognise: linux.Begins("list-sa event {"), Parse: once(parseRawSAs), Down: charonDown},
		{Command: "swanctl --list-sas --pretty", Reveals: sas, Doc: "IKE SAs and Child SAs, raw", Recognise: linux.Begins("list-sa event {"), Parse: once(parseRawSAs), Down: charonDown},
		{Command: "ipsec statusall", Reveals: status, Doc: "daemon, connections, IKE SAs and Child SAs", Recognise: isStatus, Parse: once(parseStatusAll), Down: charonDown},
		{Command: "ipsec status", Reveals: sas, Doc: "IKE SAs and Child SAs", Recognise: isStatus, Parse: once(parseStatusAll), Down: charonDown},
		{Command: "strongswan status", Reveals: sas, Doc: "IKE SAs and Child SAs", Recognise: isStatus, Parse: once(parseStatusAll), Down: charonDown},
		{Command: "swanctl --list-sas --noblock --raw", Reveals: sas, Doc: "IKE SAs and Child SAs, raw", Recognise: linux.Begins("list-sa event {"), Parse: once(parseRawSAs), Down: charonDown},
		{Command: "strongswan statusall", Reveals: status, Doc: "daemon, connections, IKE SAs and Child SAs", Recognise: isStatus, Parse: once(parseStatusAll), Down: charonDown},
		{Command: "ipsec listcounters", Reveals: areas(ipsec.AreaExchanges), Doc: "counters of IKE messages", Recognise: linux.Begins("ikeInitRekey", "ikeInInitReq"), Parse: parseCounters},
		{Command: "ipsec version", Reveals: areas(ipsec.AreaVersion), Doc: "strongSwan's version", Recognise: linux.Begins("Linux strongSwan "), Parse: parseVersion},
		{Command: "swanctl --list-pools", Reveals: areas(ipsec.AreaLoad), Doc: "pools of virtual addresses and how full they are", Recognise: isPools, Parse: parseListPools, Down: charonDown},
		{Command: "swanctl --list-pools --leases", Reveals: areas(ipsec.AreaLoad), Doc: "pools of virtual addresses and their leases", Recognise: isPools, Parse: parseListPools, Down: charonDown},
		{Command: "swanctl --list-authorities", Reveals: areas(ipsec.AreaTrust), Doc: "certification authorities", Recognise: isAuthorities, Parse: parseListAuthorities, Down: charonDown},
	}
	for _, command := range confCommands {
		steps = append(steps, parsers.Step{Command: command, Reveals: areas(ipsec.AreaPeers), Doc: "the configuration file, without secrets",
			Recognise: isConfFile, Parse: parseSwanctlConf, Shows: confShows})
	}
	for _, command := range ipsecConfCommands {
		steps = append(steps, parsers.Step{Command: command, Reveals: areas(ipsec.AreaPeers), Doc: "the configuration file, without secrets",
			Recognise: linux.OrSecrets(linux.StrongswanConf), Parse: parseIpsecConf, Shows: linux.ConfShows})
	}
	steps = append(steps, linux.SecretsSteps()...)
	for _, command := range []string{
		"journalctl -u strongswan --no-pager -o short-iso", "journalctl -u strongswan --no-pager", "journalctl -u strongswan",
		"journalctl -u strongswan-starter --no-pager", "journalctl -u strongswan-starter", "cat /var/log/charon.log",
		"journalctl -u <unit> --no-pager -o short-iso -n <number>", "journalctl -u <unit> --no-pager -n <number>",
		"journalctl -u <unit> -n <number>", "tail -n <number> /var/log/charon.log", "cat /var/log/syslog", "log", "swanctl --initiate", "swanctl --load-all", "swanctl --initiate --child <name>", "swanctl --initiate --ike <name>", "swanctl --log",
		"ipsec up", "ipsec up <name>", "strongswan up <name>", "ipsec stroke up <name>",
	} {
		steps = append(steps, logStep(command))
	}
	return append(steps, linux.Also()...)
}

func areas(list ...ipsec.Area) []ipsec.Area { return list }

// charonDown reports whether a swanctl command failed because charon does not
// serve. A missing permission is not that.
func charonDown(output string) bool {
	if strings.Contains(output, "charon daemon is not running") || strings.Contains(output, "is charon running?") {
		return true
	}
	return strings.Contains(output, "connecting to") &&
		(strings.Contains(output, "failed: No such file or directory") || strings.Contains(output, "failed: Connection refused"))
}

// once reads an output of SAs or connections unless another output has given
// them already: several commands print the same SAs.
func once(parse func(*scan.Text, *ipsec.Snapshot)) func(*scan.Text, *ipsec.Snapshot) {
	return func(text *scan.Text, snap *ipsec.Snapshot) {
		own := &ipsec.Snapshot{}
		parse(text, own)
		if !hasCharonSAs(snap) {
			snap.IKESAs = append(snap.IKESAs, own.IKESAs...)
			snap.ChildSAs = append(snap.ChildSAs, own.ChildSAs...)
		}
		if len(snap.Peers) == 0 {
			snap.Peers = own.Peers
		}
		if !snap.Started.Known() {
			snap.Started = own.Started
		}
		if !snap.Version.Known() {
			snap.Version = own.Version
		}
	}
}

// hasCharonSAs reports whether SAs were read that are not the kernel's.
func hasCharonSAs(snap *ipsec.Snapshot) bool {
	return len(snap.IKESAs) > 0 || slices.ContainsFunc(snap.ChildSAs, func(sa ipsec.ChildSA) bool { return sa.Word != linux.Kernel })
}
