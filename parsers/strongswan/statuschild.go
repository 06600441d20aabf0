package strongswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// childLine reads a line of a Child SA of "ipsec statusall": its state, its
// counters, or its selectors. A line with a state begins an SA, since old
// versions give several SAs one number.
func (r *statusReader) childLine(name, uid, rest string, n int) bool {
	rest = strings.TrimSpace(rest)
	word, tail, _ := strings.Cut(rest, ", ")
	if state := childState(word); state != "" {
		sa := ipsec.ChildSA{Name: name, ID: uid, State: state, Word: word, Ref: r.text.At(n)}
		r.nameIKE(&sa)
		childTail(&sa, tail, sa.Ref)
		r.snap.ChildSAs = append(r.snap.ChildSAs, sa)
		return true
	}
	last := len(r.snap.ChildSAs) - 1
	if last < 0 || r.snap.ChildSAs[last].Name != name || r.snap.ChildSAs[last].ID != uid {
		return false
	}
	sa := &r.snap.ChildSAs[last]
	sa.Ref.Last = int32(n + 1)
	if local, remote, ok := strings.Cut(rest, " === "); ok {
		sa.LocalTS, sa.RemoteTS = selectorList(local), selectorList(remote)
		return true
	}
	return childTraffic(sa, rest, r.text.At(n))
}

// nameIKE gives a Child SA the IKE SA above it. Routed policies have none.
func (r *statusReader) nameIKE(sa *ipsec.ChildSA) {
	last := len(r.snap.IKESAs) - 1
	if last < 0 || sa.State == ipsec.ChildRouted {
		return
	}
	ike := &r.snap.IKESAs[last]
	sa.IKEName, sa.IKEID, sa.Local, sa.Remote = ike.Name, ike.ID, ike.Local, ike.Remote
}

// childTail reads what follows the state: "TUNNEL, reqid 1, ESP in UDP SPIs:
// c1ab3622_i c539b748_o" or "TUNNEL, reqid 1, expires in 17 minutes".
func childTail(sa *ipsec.ChildSA, tail string, at ipsec.Ref) {
	for i, part := range strings.Split(tail, ", ") {
		head, spis, ok := strings.Cut(part, " SPIs: ")
		switch {
		case i == 0:
			sa.Mode = ipsec.Saw(strings.ToLower(part), at)
		case ok:
			protocol, _, udp := strings.Cut(head, " in UDP")
			sa.Protocol, sa.UDPEncap = ipsec.Saw(protocol, at), ipsec.Saw(udp, at)
			statusESP(sa, spis)
		case strings.HasPrefix(part, "expires in "):
			sa.ExpiresIn = seconds(strings.TrimPrefix(part, "expires in "), at)
		}
	}
}

// statusESP reads "c1ab3622_i c539b748_o"; compression adds CPIs behind.
func statusESP(sa *ipsec.ChildSA, spis string) {
	for _, word := range strings.Fields(spis) {
		if s, ok := strings.CutSuffix(word, "_i"); ok && len(sa.InSPI) == 0 {
			if spi, ok := scan.SPI(s); ok {
				sa.InSPI = []string{spi}
			}
		} else if s, ok := strings.CutSuffix(word, "_o"); ok && len(sa.OutSPI) == 0 {
			if spi, ok := scan.SPI(s); ok {
				sa.OutSPI = []string{spi}
			}
		}
	}
}

// childTraffic reads "AES_CBC_256/HMAC_SHA1_96, 336 bytes_i (4 pkts, 2s ago),
// 0 bytes_o, rekeying in 15 minutes". Unused SAs print no packets: those are
// zero where the bytes are.
func childTraffic(sa *ipsec.ChildSA, rest string, at ipsec.Ref) bool {
	transforms, tail, ok := strings.Cut(rest, ", ")
	if !ok || !strings.Contains(tail, "bytes_i") {
		return false
	}
	sa.Proposal = readProposal(transforms)
	sa.PFS = ipsec.Saw(sa.Proposal.KeyExchange != "", at)
	c := &sa.Counters
	statusCount(tail, " bytes_i", at, &c.InBytes, &c.InPackets, &c.LastIn)
	statusCount(tail, " bytes_o", at, &c.OutBytes, &c.OutPackets, &c.LastOut)
	if _, when, ok := strings.Cut(tail, "rekeying in "); ok {
		sa.RekeyIn = seconds(when, at)
	}
	return true
}

// statusCount reads one direction: "336 bytes_i (4 pkts, 2s ago)".
func statusCount(s, unit string, at ipsec.Ref, bytes, packets *ipsec.Count, used *ipsec.Duration) {
	before, after, ok := strings.Cut(s, unit)
	if !ok {
		return
	}
	n, ok := scan.Uint(before[strings.LastIndexByte(before, ' ')+1:])
	if !ok {
		return
	}
	*bytes = ipsec.Saw(n, at)
	inside, _, found := strings.Cut(strings.TrimPrefix(after, " ("), ")")
	if !strings.HasPrefix(after, " (") || !found {
		if n == 0 {
			*packets = ipsec.Saw(uint64(0), at)
		}
		return
	}
	count, ago, _ := strings.Cut(inside, ", ")
	if v, _, ok := scan.Leading(count); ok {
		*packets = ipsec.Saw(v, at)
	}
	*used = seconds(ago, at)
}
