package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
)

// aclLine reads a line of a crypto access list, "access-list 101 permit ip
// 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255", into the policy. Only permits are
// kept, in pairs: a deny above one takes traffic out of it, so a pair may promise
// more than is protected.
func aclLine(p *ipsec.Policy, line string, at ipsec.Ref) {
	_, rest := cutWord(line)
	list, rest := cutWord(rest)
	rest, _, _ = strings.Cut(rest, " sequence ") // behind the entries of an IPv6 list
	f := strings.Fields(rest)
	if strings.Contains(rest, "ipv6") {
		f = inIPv4Words(f)
	}
	e, ok := cisco.AccessEntry(list, strings.Join(f, " "), cisco.Wildcards, at)
	if ok && e.Permit && e.Destination.Text != "" {
		p.LocalTS, p.RemoteTS = append(p.LocalTS, e.Source), append(p.RemoteTS, e.Destination)
	}
}
