// Package linux reads what every Linux gateway shows beside its IKE daemon: the
// clock, what the kernel says about IPsec, routes and interfaces; and it holds
// what the logs of two IKE daemons have in common.
package linux

import (
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// ClockStep asks for the clock, which every other output is dated by.
func ClockStep() parsers.Step {
	return parsers.Step{Command: "date -u +%Y-%m-%dT%H:%M:%SZ", Reveals: areas(ipsec.AreaClock), Doc: "the host's clock",
		Recognise: isClock, Parse: parseClock}
}

// Steps are the commands about the kernel and the network.
func Steps() []parsers.Step {
	return []parsers.Step{
		{Command: "ip -s xfrm state list nokeys", Reveals: areas(ipsec.AreaKernelSAs), Sampled: true, Optional: true,
			Doc: "the kernel's IPsec SAs with replay and integrity failures, without keys", Recognise: isXfrmState, Parse: parseXfrmState},
		{Command: "ip xfrm policy", Reveals: areas(ipsec.AreaKernelSAs, ipsec.AreaKernelPolicy), Optional: true, Doc: "the kernel's IPsec policies",
			Recognise: IsPolicy, Parse: ParsePolicy},
		{Command: "ip route get <peer>", Reveals: areas(ipsec.AreaRoutes), Doc: "the route to the peer",
			Recognise: isRoute, Parse: parseRoute, Fails: parseRoute},
		{Command: "ip -br addr", Reveals: areas(ipsec.AreaInterfaces), Doc: "interfaces and their addresses",
			Recognise: isBriefAddresses, Parse: parseBriefAddresses},
		{Command: "cat /proc/net/xfrm_stat", Reveals: areas(ipsec.AreaDrops), Sampled: true, Optional: true, Doc: "the kernel's IPsec drop counters",
			Recognise: Begins("XfrmIn", "XfrmOut"), Parse: parseXfrmStat},
		{Command: "cat /proc/sys/net/ipv4/ip_forward", Reveals: areas(ipsec.AreaForwarding), Doc: "whether the host forwards packets",
			Recognise: isFlag, Parse: parseForwarding},
		{Command: "nft list ruleset", Reveals: areas(ipsec.AreaAccessLists, ipsec.AreaNAT), Optional: true,
			Doc: "the packet filter: what is forwarded and translated, with counters", Recognise: isNft, Parse: parseNft},
	}
}

// Also are other spellings of these commands that people paste.
func Also() []parsers.Step {
	kernel := areas(ipsec.AreaKernelSAs)
	return []parsers.Step{
		{Command: "date", Reveals: areas(ipsec.AreaClock), Doc: "the host's clock", Recognise: isClock, Parse: parseClock},
		{Command: "date +%s", Reveals: areas(ipsec.AreaClock), Doc: "the host's clock", Recognise: isClock, Parse: parseClock},
		{Command: "ip -s xfrm state", Reveals: kernel, Doc: "the kernel's IPsec SAs", Recognise: isXfrmState, Parse: parseXfrmState},
		{Command: "ip xfrm state", Reveals: kernel, Doc: "the kernel's IPsec SAs", Recognise: isXfrmState, Parse: parseXfrmState},
		{Command: "ip -s xfrm policy", Reveals: areas(ipsec.AreaKernelSAs, ipsec.AreaKernelPolicy), Doc: "the kernel's IPsec policies", Recognise: IsPolicy, Parse: ParsePolicy},
		{Command: "ip addr", Reveals: areas(ipsec.AreaInterfaces), Doc: "interfaces, their addresses and sizes", Recognise: isAddresses, Parse: parseAddresses},
		{Command: "ip addr show", Reveals: areas(ipsec.AreaInterfaces), Doc: "interfaces, their addresses and sizes", Recognise: isAddresses, Parse: parseAddresses},
		{Command: "ip a", Reveals: areas(ipsec.AreaInterfaces), Doc: "interfaces, their addresses and sizes", Recognise: isAddresses, Parse: parseAddresses},
		{Command: "iptables-save -c", Reveals: areas(ipsec.AreaAccessLists, ipsec.AreaNAT), Doc: "the packet filter in the form of iptables", Recognise: isIptables, Parse: parseIptables},
		{Command: "iptables-save", Reveals: areas(ipsec.AreaAccessLists, ipsec.AreaNAT), Doc: "the packet filter in the form of iptables", Recognise: isIptables, Parse: parseIptables},
		{Command: "sysctl net.ipv4.ip_forward", Reveals: areas(ipsec.AreaForwarding), Doc: "whether the host forwards packets", Recognise: isSysctl, Parse: parseSysctl},
		{Command: "sysctl net.ipv4.ip_forward net.ipv4.conf.all.rp_filter", Reveals: areas(ipsec.AreaForwarding), Doc: "whether the host forwards packets", Recognise: isSysctl, Parse: parseSysctl},
		{Command: "ss -uapn", Reveals: areas(ipsec.AreaLoad), Doc: "which process holds the UDP ports of IKE", Recognise: isSockets, Parse: parseSockets},
	}
}

// SecretsSteps are how people show ipsec.secrets(5). Its keys are gone before it
// is read; for whom they were is told.
func SecretsSteps() []parsers.Step {
	var steps []parsers.Step
	for _, command := range SecretsCommands {
		steps = append(steps, parsers.Step{Command: command, Reveals: areas(ipsec.AreaPeers), Doc: "for whom there are secrets, without the secrets",
			Shows: showsNothing, Recognise: IsSecrets, Parse: ParseSecrets})
	}
	return steps
}

// showsNothing: for whom a key is says of no area all that there is.
func showsNothing(*scan.Text) []ipsec.Area { return nil }

func areas(list ...ipsec.Area) []ipsec.Area { return list }
