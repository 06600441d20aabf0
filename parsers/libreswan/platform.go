// Package libreswan reads Libreswan on Linux: what pluto says about its
// connections and SAs, its log, its configuration file, and what the kernel
// says about IPsec.
package libreswan

import (
	"slices"
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// Platform returns Libreswan on Linux: its dialect, its commands and their parsers.
func Platform() *parsers.Platform {
	return &parsers.Platform{
		Name:    "libreswan",
		Title:   "Libreswan on Linux",
		Dialect: dialect(),
		Steps:   slices.Concat(plutoSteps(), linux.Steps(), logSteps()),
		Also:    slices.Concat(alsoStatus(), alsoConfig(), alsoLog(), linux.Also()),
		Finish:  finish,
	}
}

// The areas of outputs that several commands share.
var (
	sasAndPeers = []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs, ipsec.AreaPeers}
	onlySAs     = []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs}
	onlyPeers   = []ipsec.Area{ipsec.AreaPeers}
	onlyLog     = []ipsec.Area{ipsec.AreaEvents}
)

func plutoSteps() []parsers.Step {
	return []parsers.Step{
		linux.ClockStep(),
		{Command: "ipsec --version", Reveals: []ipsec.Area{ipsec.AreaVersion}, Doc: "Libreswan's version",
			Recognise: isVersion, Parse: parseVersion},
		{Command: "ipsec status", Reveals: sasAndPeers, Sampled: true, Doc: "connections, and IKE SAs and Child SAs with their states",
			Recognise: isStatus, Parse: pluto(parseStatus), Down: plutoDown},
		{Command: "ipsec trafficstatus", Reveals: []ipsec.Area{ipsec.AreaChildSAs}, Sampled: true, Doc: "bytes and age of each Child SA",
			Recognise: isTraffic, Parse: pluto(parseTraffic), Down: plutoDown},
		{Command: "ipsec globalstatus", Reveals: []ipsec.Area{ipsec.AreaExchanges}, Sampled: true, Optional: true, Doc: "counters of negotiations and notifications",
			Recognise: isGlobal, Parse: pluto(parseGlobal), Down: plutoDown},
	}
}

func logSteps() []parsers.Step {
	return []parsers.Step{
		logStep("journalctl -u ipsec --no-pager -o short-iso -n 2000"),
		logStep("tail -n 2000 /var/log/pluto.log"),
	}
}

func logStep(command string) parsers.Step {
	return parsers.Step{Command: command, Reveals: onlyLog, Optional: true, Doc: "the log of pluto", Recognise: isLog, Parse: parseLog}
}

// alsoStatus are the outputs of pluto that repeat a part of its status.
func alsoStatus() []parsers.Step {
	var steps []parsers.Step
	for _, command := range []string{"ipsec auto --status", "ipsec whack --status", "ipsec auto status", "ipsec setup status"} {
		steps = append(steps, parsers.Step{Command: command, Reveals: sasAndPeers, Doc: "connections, IKE SAs and Child SAs",
			Recognise: isStatus, Parse: pluto(parseStatus), Down: plutoDown})
	}
	for _, command := range []string{"ipsec showstates", "ipsec whack --showstates", "ipsec briefstatus", "ipsec whack --briefstatus", "ipsec auto --showstates"} {
		steps = append(steps, parsers.Step{Command: command, Reveals: onlySAs, Doc: "IKE SAs and Child SAs",
			Recognise: isStates, Parse: pluto(parseStatus), Down: plutoDown})
	}
	for _, command := range []string{"ipsec connectionstatus", "ipsec connectionstatus <name>", "ipsec whack --connectionstatus", "ipsec briefconnectionstatus", "ipsec whack --briefconnectionstatus"} {
		steps = append(steps, parsers.Step{Command: command, Reveals: onlyPeers, Doc: "configured connections",
			Recognise: isConnections, Parse: pluto(parseStatus), Down: plutoDown})
	}
	for _, command := range []string{"ipsec shuntstatus", "ipsec whack --shuntstatus"} {
		steps = append(steps, parsers.Step{Command: command, Reveals: []ipsec.Area{ipsec.AreaTraps}, Doc: "policies without an SA: packets that are held or let pass",
			Recognise: isShunts, Parse: pluto(parseShunts), Down: plutoDown})
	}
	for _, command := range []string{"ipsec whack --globalstatus", "ipsec auto --globalstatus"} {
		steps = append(steps, parsers.Step{Command: command, Reveals: []ipsec.Area{ipsec.AreaExchanges}, Doc: "counters of negotiations and notifications",
			Recognise: isGlobal, Parse: pluto(parseGlobal), Down: plutoDown})
	}
	steps = append(steps, parsers.Step{Command: "ipsec auto --trafficstatus", Reveals: []ipsec.Area{ipsec.AreaChildSAs}, Doc: "bytes of each Child SA",
		Recognise: isTraffic, Parse: pluto(parseTraffic), Down: plutoDown})
	return append(steps, parsers.Step{Command: "ipsec whack --trafficstatus", Reveals: []ipsec.Area{ipsec.AreaChildSAs}, Doc: "bytes of each Child SA",
		Recognise: isTraffic, Parse: pluto(parseTraffic), Down: plutoDown},
		parsers.Step{Command: "show vpn ipsec policy", Reveals: []ipsec.Area{ipsec.AreaKernelSAs, ipsec.AreaKernelPolicy}, Doc: "the kernel's IPsec policies (VyOS)",
			Recognise: linux.IsPolicy, Parse: linux.ParsePolicy})
}

func alsoConfig() []parsers.Step {
	var steps []parsers.Step
	for _, command := range configCommands {
		steps = append(steps, parsers.Step{Command: command, Reveals: onlyPeers, Doc: "the configuration file, without secrets",
			Recognise: linux.OrSecrets(linux.LibreswanConf), Parse: parseConfig, Shows: linux.ConfShows})
	}
	steps = append(steps, linux.SecretsSteps()...)
	return steps
}

// alsoLog are other places of the log, and commands that print it while they
// negotiate. Those are never sent; people paste them.
func alsoLog() []parsers.Step {
	var steps []parsers.Step
	for _, command := range []string{
		"journalctl -u ipsec --no-pager -o short-iso", "journalctl -u ipsec --no-pager", "journalctl -u ipsec",
		"journalctl -u ipsec --no-pager -n <number>", "journalctl -u ipsec -n <number>", "journalctl -u <unit> --no-pager -o short-iso -n <number>",
		"cat /var/log/pluto.log", "tail -n <number> /var/log/pluto.log", "tail /var/log/pluto.log", "cat /var/log/secure", "log",
		"monitor vpn ipsec", "console", "ipsec auto --up <name>", "ipsec auto up", "ipsec auto up <name>", "ipsec auto --down <name>", "ipsec down <name>", "ipsec auto --start <name>", "ipsec start <name>",
		"ipsec whack --initiate --name <name>", "ipsec whack --name <name> --initiate", "ipsec auto --route <name>", "ipsec up <name>", "ipsec auto --add <name>", "ipsec add <name>",
	} {
		steps = append(steps, logStep(command))
	}
	return steps
}

// pluto wraps a parser of pluto's outputs: an answer that says that pluto does
// not run shows that, and nothing else.
func pluto(parse func(*scan.Text, *ipsec.Snapshot)) func(*scan.Text, *ipsec.Snapshot) {
	return func(text *scan.Text, snap *ipsec.Snapshot) {
		for n := 0; n < text.Len(); n++ {
			if !plutoDown(text.Line(n)) {
				continue
			}
			text.Take(n)
			if !snap.ServiceDown.Known() {
				snap.ServiceDown = ipsec.Saw(true, text.At(n))
			}
		}
		parse(text, snap)
	}
}

// plutoDown reports whether a command failed because pluto does not serve. A
// missing permission is not that.
func plutoDown(output string) bool {
	if strings.Contains(output, "Permission denied") {
		return false
	}
	return strings.Contains(output, "Pluto is not running") || strings.Contains(output, "is Pluto running?")
}
