package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// aclLine reads a line of a crypto access list, "access-list 101 permit ip
// 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255", into the policy. Only permits are
// kept, in pairs: a deny above one takes traffic out of it, so a pair may promise
// more than is protected.
func aclLine(p *ipsec.Policy, line string) {
	_, rest := cutWord(line)
	_, rest = cutWord(rest)
	action, rest := cutWord(rest)
	if action != "permit" {
		return
	}
	protocol, rest := cutWord(rest)
	local, rest, okLocal := aclEnd(protocol, rest)
	remote, _, okRemote := aclEnd(protocol, rest)
	if okLocal && okRemote {
		p.LocalTS, p.RemoteTS = append(p.LocalTS, local), append(p.RemoteTS, remote)
	}
}

// aclEnd reads "any", "host A" or "A wildcard", and "eq PORT" behind it.
func aclEnd(protocol, text string) (ipsec.Selector, string, bool) {
	word, rest := cutWord(text)
	addr, mask := word, ""
	switch word {
	case "":
		return ipsec.Selector{}, "", false
	case "any", "any4":
		addr, mask = "0.0.0.0", "0"
	case "any6":
		addr, mask = "::", "0"
	case "host":
		addr, rest = cutWord(rest)
	default:
		if !strings.Contains(word, "/") {
			mask, rest = cutWord(rest)
			mask = cisco.FromWildcard(mask)
		} else {
			addr, mask, _ = strings.Cut(word, "/")
		}
	}
	port := ""
	if after, ok := strings.CutPrefix(rest, "eq "); ok {
		port, rest = cutWord(after)
	}
	s, _ := scan.MaskSelector(addr, mask, protocol, port)
	return s, rest, addr != ""
}
