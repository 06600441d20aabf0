package ciscoasa

import (
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// more are further outputs that people paste: counts of sessions, the state of
// interfaces, how busy the device is, and which rules traffic met.
func more() []parsers.Step {
	one := func(command string, area ipsec.Area, doc string, recognise func(*scan.Text) bool, parse func(*scan.Text, *ipsec.Snapshot)) parsers.Step {
		return parsers.Step{Command: command, Doc: doc, Reveals: areas(area), Parse: parse, Recognise: recognise}
	}
	return []parsers.Step{
		one("show vpn-sessiondb summary", ipsec.AreaLoad, "counts of sessions and tunnels, and the capacity", isSessionSummary, parseSessionSummary),
		one("show vpn-sessiondb", ipsec.AreaLoad, "counts of sessions and tunnels, and the capacity", isSessionSummary, parseSessionSummary),
		one("show interface", ipsec.AreaInterfaces, "state, addresses, MTU and drops of the interfaces", isInterfaceDetail, parseInterfaceDetail),
		one("show interface detail", ipsec.AreaInterfaces, "state, addresses, MTU and drops of the interfaces", isInterfaceDetail, parseInterfaceDetail),
		one("show cpu usage", ipsec.AreaLoad, "load of the processor", isCPU, parseCPU),
		one("show cpu usage detailed", ipsec.AreaLoad, "load of the processor", isCPU, parseCPU),
		one("show access-list", ipsec.AreaAccessLists, "access lists with how many packets met each entry", isAccessList, parseAccessList),
		one("show conn", ipsec.AreaLoad, "how many connections there are", isConnections, parseConnections),
		one("show conn detail", ipsec.AreaLoad, "how many connections there are", isConnections, parseConnections),
		one("show conn count", ipsec.AreaLoad, "how many connections there are", isConnections, parseConnections),
		one("show crypto ipsec stats", ipsec.AreaLoad, "counts of IPsec as a whole: drops and failures by kind", isIPsecStatistics, parseStatistics),
		one("show ipsec stats", ipsec.AreaLoad, "counts of IPsec as a whole: drops and failures by kind", isIPsecStatistics, parseStatistics),
		one("show crypto protocol statistics all", ipsec.AreaLoad, "requests to the crypto engine, by protocol", isProtocolStatistics, parseStatistics),
		one("show crypto protocol statistics <protocol>", ipsec.AreaLoad, "requests to the crypto engine, by protocol", isProtocolStatistics, parseStatistics),
		one("show crypto accelerator statistics", ipsec.AreaLoad, "work and errors of the crypto engine", isAcceleratorStatistics, parseStatistics),
		one("show isakmp sa", ipsec.AreaIKESAs, "IKE SAs", isIKE, parseIKE),
		one("show isakmp sa detail", ipsec.AreaIKESAs, "IKE SAs", isIKE, parseIKE),
		one("show ipsec sa", ipsec.AreaChildSAs, "protected flows", isIPsec, parseIPsec),
		one("show ipsec sa detail", ipsec.AreaChildSAs, "protected flows", isIPsec, parseIPsec),
		one("show ipsec sa peer <address>", ipsec.AreaChildSAs, "protected flows", isIPsec, parseIPsec),
		one("show vpn-sessiondb detail l2l filter <by> <value>", ipsec.AreaSessions, "sessions of one LAN-to-LAN peer", isSessionDB, parseSessionDB),
		one("show vpn-sessiondb l2l filter <by> <value>", ipsec.AreaSessions, "sessions of one LAN-to-LAN peer", isSessionDB, parseSessionDB),
		one("show nat detail", ipsec.AreaNAT, "rules of address translation in their order, with hits", isNATDetail, parseNATDetail),
	}
}
