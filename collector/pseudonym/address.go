package pseudonym

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

var (
	// dotted also meets masks, version numbers and object identifiers.
	dotted = regexp.MustCompile(`\d+(?:\.\d+)+`)
	// ipv6 has two colons at least, like times and MAC addresses, which do not
	// parse as addresses.
	ipv6 = regexp.MustCompile(`(?i)[0-9a-f]*:[0-9a-f:]*:[0-9a-f:]*`)
	// octets are eight octets in hexadecimal, such as a serial number or an EUI-64,
	// which would parse as an address.
	octets = regexp.MustCompile(`(?i)^(?:[0-9a-f]{2}:){7}[0-9a-f]{2}$`)
)

// A span is a part of a text.
type span struct{ from, to int }

// eachAddress calls found with everything in a text that reads as an address.
func eachAddress(s string, found func(span)) {
	for _, m := range dotted.FindAllStringIndex(s, -1) {
		if at, ok := ipv4Within(s, span{m[0], m[1]}); ok {
			found(at)
		}
	}
	if !strings.Contains(s, ":") {
		return
	}
	for _, m := range ipv6.FindAllStringIndex(s, -1) {
		if at, ok := ipv6Within(s, span{m[0], m[1]}); ok {
			found(at)
		}
	}
}

// ipv4Within returns the address in a dotted number: four parts, or five where
// the fifth is a port (tcpdump). An object identifier is none.
func ipv4Within(s string, at span) (span, bool) {
	text := s[at.from:at.to]
	switch strings.Count(text, ".") {
	case 3:
	case 4:
		if strings.HasPrefix(text, "1.") || strings.HasPrefix(text, "2.5.") || strings.HasPrefix(text, "0.") {
			return at, false
		}
		at.to = at.from + strings.LastIndexByte(text, '.')
	default:
		return at, false
	}
	if before := s[:at.from]; strings.HasSuffix(before, "v") || strings.HasSuffix(before, "V") || strings.HasSuffix(before, ".") && !strings.HasSuffix(before, "..") {
		return at, false // a version
	}
	_, err := netip.ParseAddr(s[at.from:at.to])
	return at, err == nil
}

// ipv6Within returns the address in what looks like one. A colon behind it is
// punctuation.
func ipv6Within(s string, at span) (span, bool) {
	for {
		text := s[at.from:at.to]
		addr, err := netip.ParseAddr(text)
		switch {
		case err == nil && addr.Is6():
			apart := (at.from == 0 || !wordByte(s[at.from-1])) && (at.to == len(s) || !wordByte(s[at.to]))
			return at, apart && !octets.MatchString(text)
		case strings.HasSuffix(text, ":"):
			at.to--
		case strings.HasPrefix(text, ":") && !strings.HasPrefix(text, "::"):
			at.from++
		default:
			return at, false
		}
	}
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func wordByte(c byte) bool { return isLetter(c) || '0' <= c && c <= '9' || c == '.' }

// replaceable returns the address that a text is, unless it is a mask or means no
// host: any, loopback, multicast.
func replaceable(text string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(text)
	if err != nil || addr.IsUnspecified() || addr.IsLoopback() || addr.IsMulticast() || addr.Zone() != "" || addr.Is4In6() {
		return addr, false
	}
	if addr.Is4() {
		first := addr.As4()[0]
		return addr, first != 0 && first < 224 && !isMask(addr)
	}
	return addr, true
}

// isMask reports whether an address is a net mask or a wildcard: ones, then
// zeros, or the reverse.
func isMask(addr netip.Addr) bool {
	b := addr.As4()
	n := binary.BigEndian.Uint32(b[:])
	return n == 0 || n&(n+1) == 0 || ^n&(^n+1) == 0
}

// addresses replaces every address of a text.
func (m *Map) addresses(s string) string {
	return replaceAddresses(s, func(p netip.Prefix) (netip.Addr, bool) { return m.tree.of(p), true })
}

// replaceAddresses puts other addresses in the place of those of a text.
func replaceAddresses(s string, by func(netip.Prefix) (netip.Addr, bool)) string {
	var out strings.Builder
	for line := range strings.Lines(s) {
		var edits []edit
		eachPrefix(line, func(at span, p netip.Prefix) {
			if other, ok := by(p); ok {
				edits = append(edits, edit{at, other.String()})
			}
		})
		out.WriteString(apply(line, edits))
	}
	return out.String()
}

// eachPrefix calls found with the addresses of a text that are replaced. One that
// is followed by its mask or prefix length, with no bit set behind that, is a
// network; any other is a prefix of all its bits.
func eachPrefix(s string, found func(span, netip.Prefix)) {
	eachAddress(s, func(at span) {
		addr, ok := replaceable(s[at.from:at.to])
		if !ok {
			return
		}
		p := netip.PrefixFrom(addr, addr.BitLen())
		if net, err := addr.Prefix(lengthIn(s[at.to:], addr.BitLen())); err == nil && net.Addr() == addr && net.Bits() > 0 {
			p = net
		}
		found(at, p)
	})
}

// length is what gives the length of the prefix behind an address: /16,
// /255.255.0.0, a mask or a wildcard as the next word.
var length = regexp.MustCompile(`^(?:/(\d{1,3})(?:[^\d.]|\.?$|\.\D)|(?:/|[ \t]+(?:(?:net)?mask[ \t]+)?)(\d{1,3}(?:\.\d{1,3}){3})(?:[^\d.]|$))`)

// lengthIn returns the length of a prefix from what follows the address, all bits
// where that says nothing.
func lengthIn(rest string, all int) int {
	m := length.FindStringSubmatch(rest)
	if m == nil {
		return all
	}
	if m[1] != "" {
		n, _ := strconv.Atoi(m[1])
		return min(n, all)
	}
	mask, err := netip.ParseAddr(m[2])
	if err != nil || all != 32 || !isMask(mask) {
		return all
	}
	b := mask.As4()
	ones := bits.OnesCount32(binary.BigEndian.Uint32(b[:]))
	if b[0] < 128 { // a wildcard
		ones = 32 - ones
	}
	return ones
}
