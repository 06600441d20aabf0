package ciscoasa

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// This file reads the device's own counts of IKE, IPsec and connections.

var (
	// statistic is "Missing SA failures: 0"; a value may be missing.
	statistic = regexp.MustCompile(`^([A-Za-z][^:]*?)\s*:\s*(\d+)?$`)
	// statHead is "[IKEv1 statistics]", "IPsec Global Statistics", "Inbound".
	statHead = regexp.MustCompile(`^(?:\[([^\]]+)\]|([A-Z][A-Za-z0-9 /()-]*))$`)
)

// parseStatistics reads "show crypto ipsec stats", "show crypto protocol
// statistics" and "show crypto accelerator statistics": headings and, below each,
// names with a number.
func parseStatistics(t *scan.Text, snap *ipsec.Snapshot) {
	top, section := "", ""
	each(t, func(n int, line string) bool {
		if m := statistic.FindStringSubmatch(line); m != nil {
			switch m[1] {
			case "Protocol failures", "Missing SA failures", "System capacity failures":
				section = "" // of both directions, behind the outbound ones
			}
			if value, ok := scan.Uint(m[2]); ok {
				scope := strings.TrimPrefix(strings.ToLower(top+", "+section), ", ")
				snap.Load = append(snap.Load, ipsec.Named{Name: m[1], Scope: strings.TrimSuffix(scope, ", "), Count: ipsec.Saw(value, t.At(n))})
			}
			return true
		}
		m := statHead.FindStringSubmatch(line)
		switch {
		case m == nil:
			return strings.Trim(line, "-") == ""
		case strings.HasSuffix(line, "tatistics") || strings.HasSuffix(line, "tatistics]"):
			top, section = m[1]+m[2], ""
		default:
			section = m[1] + m[2]
		}
		return true
	})
}

func isIPsecStatistics(t *scan.Text) bool { return has(t, "IPsec Global Statistics") }

func isProtocolStatistics(t *scan.Text) bool {
	return has(t, "[IKEv1 statistics]", "[IKEv2 statistics]", "[IPsec statistics]")
}

func isAcceleratorStatistics(t *scan.Text) bool {
	return has(t, "Crypto Accelerator Status", "[Accelerator ")
}

var (
	connTotal = regexp.MustCompile(`^(\d+) in use, (\d+) most used$`)
	// connRow is "TCP outside 10.2.0.9:51022 inside 10.1.0.5:443, idle 0:00:10,
	// bytes 1234, flags UIOB"; "detail" prints "outside:10.2.0.9/51022".
	connRow  = regexp.MustCompile(`^(?:TCP|UDP|ICMP|ESP|AH|GRE|SCTP|OSPF|EIGRP|PIM|IGMP|IPinIP|ICMP6|[A-Z]{3,6}) (?:NP Identity Ifc|\S+)[: ]\S+ (?:NP Identity Ifc|\S+)[: ]\S+,`)
	connMore = regexp.MustCompile(`^(?:flags |idle |uptime |Initiator: |Connection lookup keyid: |Inspect|[A-Za-z]{1,2} - .+,? ?)`)
)

// parseConnections reads "show conn": how many connections there are. The
// connections themselves are those of hosts, and no rule asks for them.
func parseConnections(t *scan.Text, snap *ipsec.Snapshot) {
	each(t, func(n int, line string) bool {
		if m := connTotal.FindStringSubmatch(line); m != nil {
			for i, name := range []string{"in use", "most used"} {
				snap.Load = append(snap.Load, ipsec.Named{Name: name, Scope: "connections", Count: count(m[i+1], t.At(n))})
			}
			return true
		}
		return connRow.MatchString(line) || connMore.MatchString(line) || strings.HasPrefix(line, "Flags: ")
	})
}

func isConnections(t *scan.Text) bool {
	for n := range min(t.Len(), 400) {
		if connTotal.MatchString(t.Trimmed(n)) {
			return true
		}
	}
	return false
}
