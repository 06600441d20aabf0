package ciscoasa

import (
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

func areas(a ...ipsec.Area) []ipsec.Area { return a }

// steps are the collected commands, in the order in which they are sent. The
// clock comes before the log, whose times it completes.
func steps() []parsers.Step {
	return []parsers.Step{
		{Command: "show version", Doc: "software version, host name and uptime", Reveals: areas(ipsec.AreaVersion, ipsec.AreaUptime), Parse: parseVersion, Recognise: isVersion},
		{Command: "show clock detail", Doc: "time of the device and whether NTP keeps it", Reveals: areas(ipsec.AreaClock), Parse: parseClock, Recognise: isClock},
		{Command: "show failover state", Doc: "whether this is the standby member of a pair", Optional: true, Reveals: areas(ipsec.AreaVersion), Parse: parseFailover, Recognise: isFailoverState},
		{Command: "show crypto isakmp sa", Doc: "IKE SAs of both versions, also before release 8.4", Sampled: true, Optional: true, Reveals: areas(ipsec.AreaIKESAs), Parse: parseIKE, Recognise: isIKE},
		{Command: "show crypto ikev1 sa detail", Doc: "IKEv1 SAs with role, state, algorithms and lifetime", Optional: true, Reveals: areas(ipsec.AreaIKESAs), Parse: parseIKE, Recognise: isIKEv1},
		{Command: "show crypto ikev2 sa detail", Doc: "IKEv2 SAs with role, identities, SPIs and their Child SAs", Optional: true, Reveals: areas(ipsec.AreaIKESAs), Parse: parseIKEv2, Recognise: isIKEv2},
		{Command: "show crypto ipsec sa detail", Doc: "protected flows with SPIs, counters, error classes and lifetimes", Sampled: true, Reveals: areas(ipsec.AreaChildSAs), Parse: parseIPsec, Recognise: isIPsec},
		{Command: "show vpn-sessiondb detail l2l", Doc: "sessions of LAN-to-LAN peers with bytes and duration", Optional: true, Reveals: areas(ipsec.AreaSessions), Parse: parseSessionDB, Recognise: isSessionDB},
		{Command: "show interface ip brief", Doc: "addresses and state of the interfaces", Reveals: areas(ipsec.AreaInterfaces), Parse: parseInterfaces, Recognise: isInterfaces},
		{Command: "show route <peer>", Doc: "the route to the peer", Reveals: areas(ipsec.AreaRoutes), Parse: parseRoute, Recognise: isRoute},
		{Command: "show asp drop", Doc: "packets dropped by the data plane, by reason", Optional: true, Sampled: true, Reveals: areas(ipsec.AreaDrops), Parse: parseDrops, Recognise: isDrops},
		{Command: "show crypto ca certificates", Doc: "certificates with their validity", Optional: true, Reveals: areas(ipsec.AreaCertificates), Parse: parseCertificates, Recognise: isCertificates},
		configStep("show running-config crypto", "crypto maps, policies and proposals"), configStep("show running-config tunnel-group", "how each peer is authenticated; keys are not printed"),
		configStep("show running-config access-list", "networks that the crypto maps protect"), configStep("show running-config object", "networks by name"),
		configStep("show running-config object-group", "groups of networks by name"), configStep("show running-config nat", "address translation and what it exempts"),
		debugStep("show debug"),
		{Command: "show logging", Doc: "messages of the log buffer", Reveals: areas(ipsec.AreaEvents), Parse: parseLog, Recognise: isLog},
	}
}

// also are outputs that are pasted but never collected.
func also() []parsers.Step {
	ike := func(command string, recognise func(*scan.Text) bool) parsers.Step {
		return parsers.Step{Command: command, Doc: "IKE SAs", Reveals: areas(ipsec.AreaIKESAs), Parse: parseIKE, Recognise: recognise}
	}
	flows := func(command string) parsers.Step {
		return parsers.Step{Command: command, Doc: "protected flows", Reveals: areas(ipsec.AreaChildSAs), Parse: parseIPsec, Recognise: isIPsec}
	}
	log := func(command, doc string, recognise func(*scan.Text) bool) parsers.Step {
		return parsers.Step{Command: command, Doc: doc, Reveals: areas(ipsec.AreaEvents), Parse: parseLog, Recognise: recognise}
	}
	config := func(command string) parsers.Step { return configStep(command, "configuration, or a part of it") }
	return []parsers.Step{
		ike("show crypto ikev1 sa", isIKEv1), ike("show crypto isakmp sa detail", isIKE),
		{Command: "show crypto ikev2 sa", Doc: "IKEv2 SAs", Reveals: areas(ipsec.AreaIKESAs), Parse: parseIKEv2, Recognise: isIKEv2},
		flows("show crypto ipsec sa"), flows("show crypto ipsec sa peer"), flows("show crypto ipsec sa peer <address>"), flows("show crypto ipsec sa peer <address> detail"),
		{Command: "show vpn-sessiondb l2l", Doc: "sessions of LAN-to-LAN peers", Reveals: areas(ipsec.AreaSessions), Parse: parseSessionDB, Recognise: isSessionDB},
		{Command: "show clock", Doc: "time of the device", Reveals: areas(ipsec.AreaClock), Parse: parseClock, Recognise: isClock},
		{Command: "show failover", Doc: "state of the redundant pair", Reveals: areas(ipsec.AreaVersion), Parse: parseFailover, Recognise: isFailover},
		{Command: "prompt", Doc: "the prompt of a paste, which may show the role in the pair", Reveals: areas(ipsec.AreaVersion), Parse: parsePrompt, Recognise: isNothing},
		{Command: "show route", Doc: "the whole routing table", Reveals: areas(ipsec.AreaRoutingTable), Parse: parseRoutingTable, Recognise: isRoutingTable},
		config("show running-config"), config("show running-config all crypto map"), config("show running-config crypto map"), config("show running-config ipsec"),

		config("show running-config interface"), config("show running-config route"),
		config("show startup-config"), config("more system:running-config"),
		log("log", "saved syslog messages", isLog),
		log("debug crypto ikev1", "pasted IKEv1 debugging, never collected", isDebugIKEv1), log("debug crypto isakmp", "pasted IKEv1 debugging, never collected", isDebugIKEv1),
		log("debug crypto ikev2 protocol", "pasted IKEv2 debugging, never collected", isDebugIKEv2), log("debug crypto ikev2 platform", "pasted IKEv2 debugging, never collected", isDebugIKEv2),
	}
}
