package ciscoios

import (
	"net/netip"
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// filterDenied reads what an access list says with the word "log": "list X
// denied udp A(500) -> B(500), 1 packet" (IPACCESSLOGP), "denied icmp A -> B
// (8/0)" (DP), "denied 50 A -> B" (NP), "denied A 1 packet" (S, a standard list).
func filterDenied(e *ipsec.Event, text string) {
	f := strings.Fields(between(text, " denied ", "\n"))
	if len(f) < 2 {
		return
	}
	list, _, _ := strings.Cut(addressAfter(text, "list"), "/") // an IPv6 list adds its entry
	arrow := slices.Index(f, "->")
	if arrow < 0 {
		standardDenied(e, list, f)
		return
	}
	if arrow < 2 || arrow+1 >= len(f) {
		return
	}
	protocol, known := scan.Protocol(f[0])
	if !known {
		return
	}
	from, _ := packetEnd(f[1])
	to, port := packetEnd(f[arrow+1])
	denied(e, list, from, to)
	e.Protocol, e.Port = protocol, port
}

// standardDenied: a standard list looks at the source only.
func standardDenied(e *ipsec.Event, list string, f []string) {
	from, _ := packetEnd(f[0])
	if _, err := netip.ParseAddr(from); err == nil {
		denied(e, list, from, "")
	}
}

func denied(e *ipsec.Event, list, from, to string) {
	e.Kind, e.Subject, e.Remote, e.Local = ipsec.EventFilterDenied, "list "+list, from, to
}

// packetEnd reads "10.1.0.9(51022)", "2001:db8::9(51022)(Gi1 0011.2233.4455)",
// "10.1.0.9," and the address alone.
func packetEnd(word string) (address string, port uint16) {
	address, rest, _ := strings.Cut(strings.TrimSuffix(word, ","), "(")
	number, _, _ := strings.Cut(rest, ")")
	if n, ok := scan.Int(number); ok && n <= int(ipsec.AnyPort) {
		port = uint16(n)
	}
	return address, port
}

// zoneDropped reads the drops of the zone-based firewall: "Dropping tcp session
// A:51022 B:443 on zone-pair ZP class class-default due to ..." (IOS) and
// "Dropping tcp pkt from GigabitEthernet1 A:51022 => B:443(target:class)-(ZP:class)
// due to ..." (IOS-XE).
func zoneDropped(e *ipsec.Event, text string) {
	protocol, _ := scan.Protocol(between(text, "Dropping ", " "))
	f := strings.Fields(between(text, "Dropping ", " due to "))
	var from, to, filter string
	switch arrow := slices.Index(f, "=>"); {
	case arrow > 0 && arrow+1 < len(f):
		from, to = f[arrow-1], f[arrow+1]
		to, filter, _ = strings.Cut(to, "(")
		filter = between(filter+" ", "-(", ":")
	case len(f) > 3 && (f[1] == "session" || f[1] == "pkt"):
		from, to, filter = f[2], f[3], between(text, "zone-pair ", " ")
	default:
		return
	}
	e.Kind, e.Protocol, e.Subject = ipsec.EventFilterDenied, protocol, strings.TrimSpace("zone pair "+filter)
	e.Remote = scan.Endpoint(from).Address
	far := scan.Endpoint(to)
	e.Local, e.Port = far.Address, far.Port
}
