package fortios

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	// tunnelHead is "name=to-br1 ver=2 serial=1 198.51.100.1:0->203.0.113.1:0 ...".
	tunnelHead = regexp.MustCompile(`^name=(\S+) ver=(\d) serial=\S+ (\S+?)->(\S+)`)
	// proxyHead is "proxyid=to-br1 proto=0 sa=1 ref=2 serial=1".
	proxyHead = regexp.MustCompile(`^proxyid=(\S+) proto=(\d+) sa=(\d+) `)
	// selectorLine is "src: 0:10.1.0.0-10.1.255.255:0", with a mask or a length as well.
	selectorLine = regexp.MustCompile(`^(src|dst): (\d+):(\S+):(\d+)$`)
	// spiLine is "dec: spi=d87e91b4 esp=aes key=16 ...".
	spiLine = regexp.MustCompile(`^(dec|enc): spi=([0-9a-f]+) esp=(\S+) key=(\d+)`)
	// packets is "dec:pkts/bytes=2/120, enc:pkts/bytes=0/0".
	packets = regexp.MustCompile(`^dec:pkts/bytes=(\d+)/(\d+), enc:pkts/bytes=(\d+)/(\d+)`)
	natt    = regexp.MustCompile(`^natt: mode=(\S+) `)
	expires = regexp.MustCompile(`\bexpire=(\d+)/`)
	mtu     = regexp.MustCompile(`\bmtu=(\d+) `)
)

// parseTunnels reads "diagnose vpn tunnel list": for each tunnel its selectors,
// with an SA or without. It prints keys, so it is read where people paste it and
// never sent.
func parseTunnels(text *scan.Text, snap *ipsec.Snapshot) {
	r := &tunnelReader{snap: snap}
	for n := range text.Len() {
		if line := text.Trimmed(n); line != "" && r.line(line, text.At(n)) {
			text.Take(n)
		}
	}
}

// A tunnelReader holds the tunnel whose selectors follow.
type tunnelReader struct {
	snap   *ipsec.Snapshot
	tunnel ipsec.ChildSA
	natt   ipsec.Flag
	open   *ipsec.ChildSA
}

func (r *tunnelReader) line(line string, at ipsec.Ref) bool {
	if m := tunnelHead.FindStringSubmatch(line); m != nil {
		r.tunnel = ipsec.ChildSA{IKEName: m[1], Local: address(m[3]), Remote: address(m[4])}
		r.open, r.natt = nil, ipsec.Flag{}
		return true
	}
	if m := natt.FindStringSubmatch(line); m != nil {
		r.natt = ipsec.Saw(m[1] != "none", at)
		return true
	}
	if m := proxyHead.FindStringSubmatch(line); m != nil {
		r.begin(m, at)
		return true
	}
	if r.open != nil && r.selector(line, at) {
		r.open.Ref.Last = at.Last
		return true
	}
	return isTunnelRemark(line)
}

// address reads an end of the tunnel; the port 0 says nothing.
func address(text string) ipsec.Endpoint {
	return scan.Endpoint(strings.TrimSuffix(text, ":0"))
}

// begin starts a selector: sa=0 has no SA, 1 one, 2 is being replaced.
func (r *tunnelReader) begin(m []string, at ipsec.Ref) {
	sa := r.tunnel
	sa.Name, sa.Word, sa.UDPEncap, sa.Ref = m[1], "sa="+m[3], r.natt, at
	switch m[3] {
	case "0":
		sa.State = ipsec.ChildAbsent
	case "1":
		sa.State = ipsec.ChildInstalled
	case "2":
		sa.State = ipsec.ChildRekeying
	default:
		sa.State = ipsec.ChildUnknown
	}
	r.snap.ChildSAs = append(r.snap.ChildSAs, sa)
	r.open = &r.snap.ChildSAs[len(r.snap.ChildSAs)-1]
}

// selector reads a line below a selector.
func (r *tunnelReader) selector(line string, at ipsec.Ref) bool {
	if m := selectorLine.FindStringSubmatch(line); m != nil {
		s := network(m[2], m[3], m[4])
		if m[1] == "src" {
			r.open.LocalTS = append(r.open.LocalTS, s)
		} else {
			r.open.RemoteTS = append(r.open.RemoteTS, s)
		}
		return true
	}
	if m := spiLine.FindStringSubmatch(line); m != nil {
		r.spi(m, at)
		return true
	}
	if m := packets.FindStringSubmatch(line); m != nil {
		c := &r.open.Counters
		for i, to := range []*ipsec.Count{&c.InPackets, &c.InBytes, &c.OutPackets, &c.OutBytes} {
			if n, ok := scan.Uint(m[i+1]); ok {
				*to = ipsec.Saw(n, at)
			}
		}
		return true
	}
	if rest, ok := strings.CutPrefix(line, "ah="); ok {
		r.open.Proposal.Integrity, _, _ = strings.Cut(rest, " ")
		return true
	}
	if !strings.HasPrefix(line, "SA: ") {
		return false
	}
	if m := expires.FindStringSubmatch(line); m != nil {
		r.open.ExpiresIn = seconds(m[1], at)
	}
	if m := mtu.FindStringSubmatch(line); m != nil {
		if n, ok := scan.Uint(m[1]); ok {
			r.open.PlaintextMTU = ipsec.Saw(n, at)
		}
	}
	return true
}

func (r *tunnelReader) spi(m []string, at ipsec.Ref) {
	r.open.Protocol = ipsec.Saw("ESP", at)
	r.open.Proposal.Encryption = m[3]
	if octets, ok := scan.Int(m[4]); ok {
		r.open.Proposal.KeyBits = octets * 8
	}
	spi, ok := scan.SPI(m[2])
	switch {
	case !ok:
	case m[1] == "dec":
		r.open.InSPI = append(r.open.InSPI, spi)
	default:
		r.open.OutSPI = append(r.open.OutSPI, spi)
	}
}

// network reads the networks of a selector in the three ways in which releases
// print them.
func network(protocol, text, port string) ipsec.Selector {
	if port == "0" {
		port = ""
	}
	from, to, isRange := strings.Cut(text, "-")
	if isRange {
		return addressRange(from, to, protocol, port)
	}
	addr, mask, _ := strings.Cut(text, "/")
	if s, ok := scan.MaskSelector(addr, mask, protocol, port); ok {
		return s
	}
	return ipsec.Selector{Text: text}
}

// isTunnelRemark reports lines about the tunnel that no rule asks for.
func isTunnelRemark(line string) bool {
	for _, start := range []string{
		"list all ipsec tunnel", "list ipsec tunnel", "----", "bound_if=", "parent=", "proxyid_num=", "stat: ", "dpd: ", "seqno=", "life: ", "npu_flag=", "run_tally=", "fec",
	} {
		if strings.HasPrefix(line, start) {
			return true
		}
	}
	return false
}

func isTunnels(text *scan.Text) bool {
	for n := range text.Len() {
		if tunnelHead.MatchString(text.Trimmed(n)) {
			return true
		}
	}
	return false
}
