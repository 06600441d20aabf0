package ciscoios

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	// dmvpnInterface is "Interface Tunnel0 is up/up, Addr. is 10.0.0.1, VRF """.
	dmvpnInterface = regexp.MustCompile(`^Interface (\S+) is (?:up|down|administratively down)/(?:up|down), Addr\. is `)
	// dmvpnIdentity is "fvrf: (none), Phase1_id: 192.0.2.6".
	dmvpnIdentity = regexp.MustCompile(`^fvrf: (\S+),\s+Phase1_id: (.*)$`)
	dmvpnSPI      = regexp.MustCompile(`^Outbound SPI : 0x\s*([0-9A-Fa-f]+), transform :\s*(.*)$`)
	// dmvpnFacts are lines about the tunnel that say nothing of a neighbour.
	dmvpnFacts = regexp.MustCompile(`^(Tunnel Src\./Dest\. addr: |Protocol/Transport: |Interface State Control: |nhrp event-publisher|IPv[46] NHS:?$|IPv[46] Registration Timer: |Pending DMVPN Sessions:|Socket State: )`)
)

// dmvpnDetail reads the lines that only "show dmvpn detail" has: those about
// the tunnel interface, its next-hop servers, and the crypto sessions below.
func (r *dmvpnReader) dmvpnDetail(n int, line string, at ipsec.Ref) bool {
	if m := dmvpnInterface.FindStringSubmatch(line); m != nil {
		r.interfaceName = m[1]
		return true
	}
	if m := nhsRow.FindStringSubmatch(line); m != nil && isIP(m[1]) && r.crypto == nil {
		r.snap.Neighbours = append(r.snap.Neighbours, ipsec.Neighbour{Interface: r.interfaceName, Overlay: m[1], Underlay: m[3], Word: m[2], Type: "next-hop server", Ref: at})
		return true
	}
	if strings.HasPrefix(line, "Crypto Session Details:") {
		r.crypto = &sessionReader{t: r.t, snap: r.snap}
		return true
	}
	return r.crypto != nil && r.crypto.dmvpnLine(n, line, r.interfaceName, at) || dmvpnFacts.MatchString(line)
}

// dmvpnLine reads a line of "Crypto Session Details", which names its parts
// otherwise than "show crypto session" does. The peer is the other end of the
// session's IKE SA.
func (r *sessionReader) dmvpnLine(n int, line, name string, at ipsec.Ref) bool {
	r.at = at
	if strings.HasPrefix(line, "Session: [") {
		r.end()
		r.cur = &ipsec.Session{Interface: name, Ref: at}
		return true
	}
	if r.cur == nil || !r.dmvpnValue(n, line) {
		return false
	}
	if r.cur.Peer.Address == "" && len(r.ikes) > 0 {
		r.cur.Peer = r.ikes[0].Remote
	}
	span(&r.cur.Ref, r.t, n)
	return true
}

func (r *sessionReader) dmvpnValue(n int, line string) bool {
	if word, ok := field(line, "Crypto Session Status:"); ok {
		setStatus(r.cur, word, r.at)
		return true
	}
	if m := dmvpnIdentity.FindStringSubmatch(line); m != nil {
		r.cur.FrontVRF, r.cur.RemoteID = vrf(m[1], r.at), seen(m[2], r.at)
		return true
	}
	if m := dmvpnSPI.FindStringSubmatch(line); m != nil && len(r.kids) > 0 {
		last := &r.kids[len(r.kids)-1]
		if spi, ok := scan.SPI(m[1]); ok && spi != "0" {
			last.OutSPI = []string{spi}
		}
		last.Proposal.Text = m[2]
		span(&last.Ref, r.t, n)
		return true
	}
	return r.ikeLine(n, line) || r.flowLine(n, line)
}
