package ipsec

import (
	"fmt"
	"math/bits"
	"net/netip"
	"strings"
)

// A Selector is one traffic selector (RFC 7296, section 3.13): an address
// range, a protocol and a port range. Protocol 0 and the range 0-65535 mean
// any. Text is the selector as the device printed it; when the device printed
// something that is no address range ("dynamic", a placeholder), only Text is
// set and Valid reports false.
type Selector struct {
	From     netip.Addr `json:"from,omitzero"`
	To       netip.Addr `json:"to,omitzero"`
	Protocol uint8      `json:"protocol,omitempty"`
	FromPort uint16     `json:"from_port,omitempty"`
	ToPort   uint16     `json:"to_port,omitempty"`
	Text     string     `json:"text"`
}

// AnyPort is the upper end of the port range that means "any port".
const AnyPort uint16 = 65535

// PrefixSelector returns the selector of a whole prefix, any protocol and port.
func PrefixSelector(p netip.Prefix, text string) Selector {
	p = p.Masked()
	return Selector{From: p.Addr(), To: lastOf(p), ToPort: AnyPort, Text: text}
}

// lastOf returns the highest address of a masked prefix.
func lastOf(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for bit := p.Bits(); bit < len(b)*8; bit++ {
		b[bit/8] |= 1 << (7 - bit%8)
	}
	last, _ := netip.AddrFromSlice(b)
	return last
}

// Valid reports whether the selector has an address range.
func (s Selector) Valid() bool { return s.From.IsValid() && s.To.IsValid() }

// Prefix returns the range as a prefix, and false when it is none.
func (s Selector) Prefix() (netip.Prefix, bool) {
	if !s.Valid() || s.From.BitLen() != s.To.BitLen() {
		return netip.Prefix{}, false
	}
	a, b := s.From.AsSlice(), s.To.AsSlice()
	n := 0
	for i := range a {
		same := bits.LeadingZeros8(a[i] ^ b[i])
		n += same
		if same < 8 {
			break
		}
	}
	p := netip.PrefixFrom(s.From, n)
	return p, p.Masked().Addr() == s.From && lastOf(p.Masked()) == s.To
}

// Covers reports whether every packet of other also matches s.
func (s Selector) Covers(other Selector) bool {
	return s.Valid() && other.Valid() && s.From.BitLen() == other.From.BitLen() &&
		s.From.Compare(other.From) <= 0 && s.To.Compare(other.To) >= 0 &&
		(s.Protocol == 0 || s.Protocol == other.Protocol) &&
		s.FromPort <= other.FromPort && s.ToPort >= other.ToPort
}

// Overlaps reports whether some packet matches both.
func (s Selector) Overlaps(other Selector) bool {
	return s.Valid() && other.Valid() && s.From.BitLen() == other.From.BitLen() &&
		s.From.Compare(other.To) <= 0 && other.From.Compare(s.To) <= 0 &&
		(s.Protocol == 0 || other.Protocol == 0 || s.Protocol == other.Protocol) &&
		s.FromPort <= other.ToPort && other.FromPort <= s.ToPort
}

// Same reports whether the two match the same packets. Selectors that are no
// address ranges are the same when their text is.
func (s Selector) Same(other Selector) bool {
	if !s.Valid() || !other.Valid() {
		return !s.Valid() && !other.Valid() && strings.EqualFold(s.Text, other.Text)
	}
	return s.Covers(other) && other.Covers(s)
}

// String returns the selector in prefix or range notation, with protocol and
// port where they are restricted: 10.1.0.0/16[17/500].
func (s Selector) String() string {
	if !s.Valid() {
		return s.Text
	}
	var out string
	if p, ok := s.Prefix(); ok {
		out = p.String()
	} else {
		out = s.From.String() + "-" + s.To.String()
	}
	if s.Protocol == 0 && s.FromPort == 0 && s.ToPort == AnyPort {
		return out
	}
	switch {
	case s.FromPort == 0 && s.ToPort == AnyPort:
		return fmt.Sprintf("%s[%d]", out, s.Protocol)
	case s.FromPort == s.ToPort:
		return fmt.Sprintf("%s[%d/%d]", out, s.Protocol, s.FromPort)
	}
	return fmt.Sprintf("%s[%d/%d-%d]", out, s.Protocol, s.FromPort, s.ToPort)
}
