package fortios

import (
	"net/netip"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// addressRange returns the selector of "10.1.0.0-10.1.255.255".
func addressRange(from, to, protocol, port string) ipsec.Selector {
	text := from + "-" + to
	first, err := netip.ParseAddr(from)
	last, errLast := netip.ParseAddr(to)
	s, ok := scan.MaskSelector(from, "", protocol, port)
	if err != nil || errLast != nil || !ok || first.BitLen() != last.BitLen() {
		return ipsec.Selector{Text: text}
	}
	s.From, s.To, s.Text = first, last, text
	return s
}
