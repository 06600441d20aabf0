package linux

import (
	"net/netip"
	"strconv"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// ParsePolicy reads "ip xfrm policy": "src A dst B", then direction, template,
// mark and interface id on lines of their own. Policies of sockets carry no
// packets of hosts and are left out.
func ParsePolicy(text *scan.Text, snap *ipsec.Snapshot) {
	setkeyPolicy(text)
	var one *ipsec.KernelPolicy
	keep := func() {
		if one != nil && one.Direction != "" {
			snap.KernelPolicies = append(snap.KernelPolicies, *one)
		}
		one = nil
	}
	for n := 0; n < text.Len(); n++ {
		words := strings.Fields(text.Line(n))
		switch {
		case len(words) == 0:
			continue
		case words[0] == "src" && !indented(text.Line(n)):
			keep()
			one = startPolicy(words, text.At(n))
		case policyLine(one, words, text.At(n)):
			if one != nil {
				one.Ref.Last = int32(n + 1) //nolint:gosec // an output has fewer lines than that
			}
		default:
			continue
		}
		text.Take(n)
	}
	keep()
}

// startPolicy reads "src 10.1.0.0/16 dst 10.2.0.0/16 proto tcp dport 443".
func startPolicy(words []string, at ipsec.Ref) *ipsec.KernelPolicy {
	p := &ipsec.KernelPolicy{Ref: at}
	for i := 0; i+1 < len(words); i += 2 {
		switch words[i] {
		case "src":
			p.Source = policySide(words[i+1])
		case "dst":
			p.Destination = policySide(words[i+1])
		case "proto":
			p.Source.Protocol = protocolNumber(words[i+1])
			p.Destination.Protocol = p.Source.Protocol
		case "sport":
			setPort(&p.Source, words[i+1])
		case "dport":
			setPort(&p.Destination, words[i+1])
		}
	}
	return p
}

func policySide(text string) ipsec.Selector {
	if addr, err := netip.ParseAddr(text); err == nil {
		return ipsec.PrefixSelector(netip.PrefixFrom(addr, addr.BitLen()), text)
	}
	if p, err := netip.ParsePrefix(text); err == nil {
		return ipsec.PrefixSelector(p, text)
	}
	return ipsec.Selector{Text: text}
}

func setPort(s *ipsec.Selector, text string) {
	if n, err := strconv.ParseUint(text, 10, 16); err == nil {
		s.FromPort, s.ToPort = uint16(n), uint16(n)
	}
}

// protocolNumber knows the names that ip(8) prints for what selectors have.
func protocolNumber(text string) uint8 {
	names := map[string]uint8{"icmp": 1, "tcp": 6, "udp": 17, "gre": 47, "esp": 50, "ah": 51, "ipv6-icmp": 58, "sctp": 132}
	if n, ok := names[text]; ok {
		return n
	}
	n, err := strconv.ParseUint(text, 10, 8)
	if err != nil {
		return 0
	}
	return uint8(n)
}

// policyLine reads a line below the first of a policy.
func policyLine(p *ipsec.KernelPolicy, words []string, at ipsec.Ref) bool {
	if p == nil {
		p = &ipsec.KernelPolicy{} // of a policy whose first line is missing
	}
	switch words[0] {
	case "dir":
		if len(words) > 1 {
			p.Direction = words[1]
		}
		p.Block = len(words) > 3 && words[2] == "action" && words[3] == "block"
	case "tmpl":
		if len(words) > 4 {
			p.TemplateSource, p.TemplateDestination = words[2], words[4]
		}
	case "if_id":
		if len(words) > 1 {
			p.IfID = ipsec.Saw(words[1], at)
		}
	case "mark":
		p.Mark = ipsec.Saw(strings.Join(words[1:], " "), at)
	case "proto", "socket", "level", "enc-mask", "lifetime", "limit:", "expire", "add", "dev", "crypto", "security":
	default:
		return strings.Contains(words[0], "(bytes)")
	}
	return true
}
