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
		one("show nat detail", ipsec.AreaNAT, "rules of address translation in their order, with hits", isNATDetail, parseNATDetail),
	}
}
