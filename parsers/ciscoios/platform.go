// Package ciscoios reads Cisco IOS and IOS-XE.
package ciscoios

import (
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// Platform returns Cisco IOS and IOS-XE: its dialect, its commands and their parsers.
func Platform() *parsers.Platform {
	return &parsers.Platform{
		Name: "cisco-ios", Title: "Cisco IOS and IOS-XE",
		Dialect: dialect(), Steps: steps(), Also: append(also(), more()...), Finish: finish,
	}
}

// steps are the commands that are collected, in the order in which they are
// sent: first what the others are measured by, then states, then the log.
func steps() []parsers.Step {
	return []parsers.Step{
		{Command: "show version", Reveals: []ipsec.Area{ipsec.AreaVersion, ipsec.AreaUptime}, Doc: "Software version, host name and time since the last restart.", Recognise: recogniseVersion, Parse: parseVersion},
		{Command: "show clock detail", Reveals: []ipsec.Area{ipsec.AreaClock}, Doc: "The device's time and where it comes from.", Recognise: recogniseClock, Parse: parseClock},
		{Command: "show ntp status", Reveals: []ipsec.Area{ipsec.AreaClock}, Doc: "Whether the clock is synchronised, and to what.", Optional: true, Recognise: recogniseNTP, Parse: parseNTP},
		{Command: "show ip interface brief", Reveals: []ipsec.Area{ipsec.AreaInterfaces}, Doc: "Addresses and state of the interfaces; tells which end of an SA is ours.", Recognise: recogniseInterfaces, Parse: parseInterfaces},
		{Command: "show crypto isakmp sa", Reveals: []ipsec.Area{ipsec.AreaIKESAs}, Doc: "IKEv1 SAs (phase 1): state and who initiated.", Sampled: true, Recognise: recogniseISAKMPSA, Parse: parseISAKMPSA},
		{Command: "show crypto isakmp sa detail", Reveals: []ipsec.Area{ipsec.AreaIKESAs}, Doc: "What the IKEv1 SAs agreed on, and how long they still live.", Optional: true, Recognise: recogniseISAKMPDetail, Parse: parseISAKMPDetail},
		{Command: "show crypto ikev2 sa detailed", Reveals: []ipsec.Area{ipsec.AreaIKESAs}, Doc: "IKEv2 SAs: state, role, SPIs, identities, NAT and liveness.", Sampled: true, Recognise: recogniseIKEv2SA, Parse: parseIKEv2SA},
		{Command: "show crypto ipsec sa", Reveals: []ipsec.Area{ipsec.AreaChildSAs}, Doc: "Protected flows (phase 2): selectors, SPIs, lifetimes and packet counters.", Sampled: true, Recognise: recogniseIPsecSA, Parse: parseIPsecSA},
		{Command: "show crypto ipsec sa detail", Reveals: []ipsec.Area{ipsec.AreaChildSAs, ipsec.AreaDrops}, Doc: "The same flows with errors told apart: replay, integrity, identity, no SA.", Sampled: true, Optional: true, Recognise: recogniseIPsecDetail, Parse: parseIPsecSA},
		{Command: "show crypto session detail", Reveals: []ipsec.Area{ipsec.AreaSessions}, Doc: "The device's own summary per peer: UP-ACTIVE, UP-IDLE, DOWN.", Recognise: recogniseSessionDetail, Parse: parseSession},
		{Command: "show crypto map", Reveals: []ipsec.Area{ipsec.AreaPeers}, Doc: "Configured peers, crypto access lists, and the interfaces the map is applied to.", Recognise: recogniseCryptoMap, Parse: parseCryptoMap},
		ownConfStep("Configuration of tunnels, access lists, address translation and routes; keys are removed in memory. Needs privilege 15."),
		{Command: "show crypto pki certificates", Reveals: []ipsec.Area{ipsec.AreaCertificates}, Doc: "Certificates with validity and trustpoint.", Optional: true, Recognise: recogniseCertificates, Parse: parseCertificates},
		debugStep("show debugging", "Debugging output that is switched on."),
		{Command: "show logging", Reveals: []ipsec.Area{ipsec.AreaEvents}, Doc: "The log buffer: refusals, session edges, invalid SPIs.", Recognise: recogniseLogging, Parse: parseLogging},
		{Command: "show ip route <peer>", Reveals: []ipsec.Area{ipsec.AreaRoutes}, Doc: "The route to the peer.", Recognise: recogniseRoute, Parse: parseRoute},
	}
}

// also are spellings that people paste.
func also() []parsers.Step {
	ike, child := []ipsec.Area{ipsec.AreaIKESAs}, []ipsec.Area{ipsec.AreaChildSAs}
	v2 := func(command string) parsers.Step {
		return parsers.Step{Command: command, Reveals: ike, Doc: "IKEv2 SAs.", Recognise: recogniseIKEv2SA, Parse: parseIKEv2SA}
	}
	esp := func(command string) parsers.Step {
		return parsers.Step{Command: command, Reveals: child, Doc: "Protected flows (phase 2) of a part of the device.", Recognise: recogniseIPsecSA, Parse: parseIPsecSA}
	}
	session := func(command string) parsers.Step {
		return parsers.Step{Command: command, Reveals: []ipsec.Area{ipsec.AreaSessions}, Doc: "The device's own summary per peer.", Recognise: recogniseSession, Parse: parseSession}
	}
	log := func(command string) parsers.Step {
		return parsers.Step{Command: command, Reveals: []ipsec.Area{ipsec.AreaEvents}, Doc: "Log and debug texts as people paste them; debugs are never switched on.", Recognise: recogniseLogging, Parse: parseLogging}
	}
	config := func(command string) parsers.Step {
		return confStep(command, "Configuration, or a part of it.")
	}
	return []parsers.Step{
		config("show running-config"), config("show startup-config"), config("show running-config interface <name>"), config("show running-config all"), config("running-config"),
		log("show log"), log("log"), log("debug crypto isakmp"), log("debug crypto ipsec"), log("debug crypto ikev2"),
		{Command: "show clock", Reveals: []ipsec.Area{ipsec.AreaClock}, Doc: "The device's time.", Recognise: recogniseClock, Parse: parseClock},
		v2("show crypto ikev2 sa"), v2("show crypto ikev2 sa detail"), v2("show crypto ikev2 sa local <address>"), v2("show crypto ikev2 sa remote <address>"),
		v2("show crypto ikev2 sa remote"), v2("show crypto ikev2 sa local"),
		esp("show crypto ipsec sa peer <address>"), esp("show crypto ipsec sa interface <name>"), esp("show crypto ipsec sa peer <address> detail"), esp("show crypto ipsec sa ipv6 detailed"),
		esp("show crypto ipsec sa peer"), esp("show crypto ipsec sa interface"), esp("show crypto ipsec sa ipv6"),
		session("show crypto session"), session("show crypto session remote <address>"), session("show crypto session remote <address> detail"),
		session("show crypto session interface <name> detail"), session("show crypto session local <address> detail"), session("show crypto session remote"),
		{Command: "show crypto ikev2 session", Reveals: append(ike[:1:1], child...), Doc: "IKEv2 SAs with their Child SAs, without counters.", Recognise: recogniseIKEv2Session, Parse: parseIKEv2Session},
		{Command: "show crypto ikev2 session detailed", Reveals: append(ike[:1:1], child...), Doc: "IKEv2 SAs with their Child SAs, without counters.", Recognise: recogniseIKEv2Session, Parse: parseIKEv2Session},
		{Command: "show crypto isakmp policy", Reveals: []ipsec.Area{ipsec.AreaSuites}, Doc: "Algorithms that IKEv1 offers and accepts.", Recognise: recogniseISAKMPPolicy, Parse: parseISAKMPPolicy},
		{Command: "show crypto ikev2 proposal", Reveals: []ipsec.Area{ipsec.AreaSuites}, Doc: "Algorithms of the IKEv2 proposals.", Recognise: recogniseIKEv2Proposal, Parse: parseIKEv2Proposal},
		{Command: "show crypto ipsec transform-set", Reveals: []ipsec.Area{ipsec.AreaSuites}, Doc: "Algorithms of the transform sets.", Recognise: recogniseTransformSet, Parse: parseTransformSet},
		{Command: "show crypto call admission statistics", Reveals: []ipsec.Area{ipsec.AreaLoad}, Doc: "IKE negotiations accepted, refused and in progress.", Recognise: recogniseAdmission, Parse: parseAdmission},
		{Command: "show crypto ikev2 stats", Reveals: []ipsec.Area{ipsec.AreaLoad}, Doc: "IKEv2 negotiations accepted, refused and in progress.", Recognise: recogniseAdmission, Parse: parseAdmission},
		{Command: "show processes cpu", Reveals: []ipsec.Area{ipsec.AreaLoad}, Doc: "Load of the processor.", Recognise: recogniseCPU, Parse: parseCPU},
		{Command: "show processes cpu sorted", Reveals: []ipsec.Area{ipsec.AreaLoad}, Doc: "Load of the processor.", Recognise: recogniseCPU, Parse: parseCPU},
		{Command: "show interfaces", Reveals: []ipsec.Area{ipsec.AreaInterfaces}, Doc: "State, sizes and drops of the interfaces; ends and protection of tunnels.", Recognise: recogniseInterfaceDetail, Parse: parseInterfaceDetail},
		{Command: "show ntp associations", Reveals: []ipsec.Area{ipsec.AreaClock}, Doc: "Which server the clock follows.", Recognise: recogniseAssociations, Parse: parseAssociations},
		{Command: "show access-lists", Reveals: []ipsec.Area{ipsec.AreaAccessLists}, Doc: "Access lists and how many packets met each entry.", Recognise: recogniseAccessLists, Parse: parseAccessLists},
		{Command: "show ip access-lists", Reveals: []ipsec.Area{ipsec.AreaAccessLists}, Doc: "Access lists and how many packets met each entry.", Recognise: recogniseAccessLists, Parse: parseAccessLists},
		{Command: "show dmvpn detail", Reveals: []ipsec.Area{ipsec.AreaNeighbours, ipsec.AreaSessions}, Doc: "Neighbours of a DMVPN and their crypto sessions.", Recognise: recogniseDMVPN, Parse: parseDMVPN},
		{Command: "show dmvpn", Reveals: []ipsec.Area{ipsec.AreaNeighbours}, Doc: "Neighbours of a DMVPN and how far each is.", Recognise: recogniseDMVPN, Parse: parseDMVPN},
		{Command: "show ip nhrp", Reveals: []ipsec.Area{ipsec.AreaNeighbours}, Doc: "Which underlay address stands for which tunnel address.", Recognise: recogniseNHRP, Parse: parseNHRP},
		{Command: "show ip route", Reveals: []ipsec.Area{ipsec.AreaRoutingTable}, Doc: "The whole routing table.", Recognise: recogniseRoutingTable, Parse: parseRoutingTable},
		{Command: "show ip route vrf <name>", Reveals: []ipsec.Area{ipsec.AreaRoutingTable}, Doc: "The routing table of a VRF.", Recognise: recogniseRoutingTable, Parse: parseRoutingTable},
		{Command: "show crypto pki certificates verbose", Reveals: []ipsec.Area{ipsec.AreaCertificates}, Doc: "Certificates with validity and trustpoint.", Recognise: recogniseCertificates, Parse: parseCertificates},
		{Command: "show crypto pki certificates verbose <name>", Reveals: []ipsec.Area{ipsec.AreaCertificates}, Doc: "Certificates of one trustpoint.", Recognise: recogniseCertificates, Parse: parseCertificates},
	}
}
