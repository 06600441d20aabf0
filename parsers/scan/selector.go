package scan

import (
	"math/bits"
	"net/netip"
	"strconv"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// MaskSelector returns the selector of an address with a mask (dotted or a
// prefix length; empty is one host), an IP protocol (number or name; empty, 0
// and "ip" are any) and a port (empty and 0 are any). Where the parts are no
// address range (placeholders, a mask with holes) only Text is set and the
// result is false.
func MaskSelector(addr, mask, proto, port string) (ipsec.Selector, bool) {
	text := addr
	if mask != "" {
		text += "/" + mask
	}
	protocol, okProto := Protocol(proto)
	number, okPort := portNumber(port)
	if !okProto || !okPort || protocol != 0 || number != 0 {
		text += strings.TrimSuffix("/"+proto+"/"+port, "/")
	}
	return PrintedSelector(text, addr, mask, proto, port)
}

// PrintedSelector is [MaskSelector] with the text as the device printed it.
func PrintedSelector(text, addr, mask, proto, port string) (ipsec.Selector, bool) {
	ip, err := netip.ParseAddr(addr)
	length, okMask := MaskLength(mask, ip)
	protocol, okProto := Protocol(proto)
	number, okPort := portNumber(port)
	out := ipsec.Selector{Text: text}
	if err != nil || !okMask || !okProto || !okPort {
		return out, false
	}
	out = ipsec.PrefixSelector(netip.PrefixFrom(ip, length), text)
	out.Protocol = protocol
	if number != 0 {
		out.FromPort, out.ToPort = number, number
	}
	return out, true
}

// MaskLength returns the prefix length of a mask for an address: dotted, a
// number, or empty for one host. A mask with holes is none.
func MaskLength(mask string, ip netip.Addr) (int, bool) {
	if mask == "" {
		return ip.BitLen(), ip.IsValid()
	}
	if n, ok := Uint(mask); ok {
		return int(n), n <= uint64(ip.BitLen())
	}
	m, err := netip.ParseAddr(mask)
	if err != nil || m.BitLen() != ip.BitLen() {
		return 0, false
	}
	ones, seenZero := 0, false
	for _, b := range m.AsSlice() {
		lead := bits.LeadingZeros8(^b)
		if (seenZero && b != 0) || b<<lead != 0 {
			return 0, false
		}
		ones += lead
		seenZero = seenZero || lead < 8
	}
	return ones, true
}

// Protocol returns the number of an IP protocol given as number or name. Zero
// is any.
func Protocol(s string) (uint8, bool) {
	if n, err := strconv.ParseUint(s, 10, 8); err == nil {
		return uint8(n), true
	}
	n, ok := protocols[strings.ToLower(s)]
	return n, ok
}

// protocols are the names vendors print in selectors (IANA protocol numbers).
var protocols = map[string]uint8{
	"": 0, "ip": 0, "ipv6": 0, "any": 0, "icmp": 1, "igmp": 2, "ipinip": 4, "tcp": 6, "igrp": 9, "udp": 17, "gre": 47, "esp": 50,
	"ah": 51, "ahp": 51, "icmp6": 58, "icmpv6": 58, "ipv6-icmp": 58, "eigrp": 88, "ospf": 89, "nos": 94, "pim": 103, "pcp": 108, "l2tp": 115, "sctp": 132,
}

func portNumber(s string) (uint16, bool) {
	if s == "" {
		return 0, true
	}
	n, err := strconv.ParseUint(s, 10, 16)
	return uint16(n), err == nil
}
