package strongswan

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// startChild begins a Child SA:
// "net: #1, reqid 1, INSTALLED, TUNNEL-in-UDP, ESP:AES_GCM_16-128".
func (r *sasReader) startChild(m *match, n int) bool {
	at := r.text.At(n)
	before := len(r.snap.ChildSAs)
	r.snap.ChildSAs = append(r.snap.ChildSAs, ipsec.ChildSA{}) // filled in place: it is large
	sa := &r.snap.ChildSAs[before]
	sa.Name, sa.ID, sa.IKEName, sa.IKEID, sa.Ref = m[0], m[1], r.ike.Name, r.ike.ID, at
	sa.Local, sa.Remote = r.ike.Local, r.ike.Remote
	for part := range strings.SplitSeq(m[2], ", ") {
		switch {
		case strings.HasPrefix(part, "reqid "), strings.HasPrefix(part, "cpu "):
		case sa.Word == "":
			sa.Word, sa.State = part, childState(part)
		case !sa.Mode.Known():
			setMode(sa, part, at)
		case !sa.Protocol.Known():
			setTransforms(sa, part, at)
		}
	}
	if sa.State == "" {
		r.snap.ChildSAs = r.snap.ChildSAs[:before]
		return false
	}
	r.child = sa
	return true
}

// setMode reads "TUNNEL", "TRANSPORT-in-UDP", "BEET".
func setMode(sa *ipsec.ChildSA, word string, at ipsec.Ref) {
	mode, encap := strings.CutSuffix(word, "-in-UDP")
	sa.Mode = ipsec.Saw(strings.ToLower(mode), at)
	sa.UDPEncap = ipsec.Saw(encap, at)
}

// setTransforms reads "ESP:AES_GCM_16-128/ECP_256".
func setTransforms(sa *ipsec.ChildSA, word string, at ipsec.Ref) {
	protocol, transforms, found := strings.Cut(word, ":")
	sa.Protocol = ipsec.Saw(protocol, at)
	if found {
		sa.Proposal = readProposal(transforms)
		sa.PFS = ipsec.Saw(sa.Proposal.KeyExchange != "", at)
	}
}

// childLine reads a line of a Child SA.
func (r *sasReader) childLine(line string, n int) bool {
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimLeft(rest, " ")
	at := r.text.At(n)
	switch word {
	case "installed":
		return r.childAges(line, at)
	case "in":
		c := &r.child.Counters
		return r.spi(rest, at, &r.child.InSPI, &c.InBytes, &c.InPackets, &c.LastIn)
	case "out":
		c := &r.child.Counters
		return r.spi(rest, at, &r.child.OutSPI, &c.OutBytes, &c.OutPackets, &c.LastOut)
	case "local":
		r.child.LocalTS = selectorList(rest)
	case "remote":
		r.child.RemoteTS = selectorList(rest)
	case "label":
	default:
		return false
	}
	return true
}

// childAges reads "installed 2074s ago, rekeying in 1203s, expires in 1886s".
func (r *sasReader) childAges(line string, at ipsec.Ref) bool {
	for part := range strings.SplitSeq(line, ", ") {
		if s, ok := strings.CutPrefix(part, "installed "); ok {
			r.child.Age = seconds(s, at)
		} else if s, ok := strings.CutPrefix(part, "rekeying in "); ok {
			r.child.RekeyIn = seconds(s, at)
		} else if s, ok := strings.CutPrefix(part, "expires in "); ok {
			r.child.ExpiresIn = seconds(s, at)
		}
	}
	return true
}

// spi reads "c8931e89, 84 bytes, 1 packets, 0s ago". Behind the SPI may stand
// an IPComp CPI and a mark with an interface id: "c51a0f11/2a3b (-|0x00000064)".
// Without "ago" the SA was never used.
func (r *sasReader) spi(s string, at ipsec.Ref, spis *[]string, bytes, packets *ipsec.Count, used *ipsec.Duration) bool {
	m, ok := childSPI.Match(s)
	if !ok {
		return false
	}
	word, _, _ := strings.Cut(strings.TrimSpace(m[0]), " ")
	word, cpi, compressed := strings.Cut(word, "/")
	if compressed && cpi != "" {
		r.child.IPComp = ipsec.Saw(true, at)
	}
	spi, ok := scan.SPI(word)
	if !ok {
		return false
	}
	*spis = append(*spis, spi)
	if _, id, ok := strings.Cut(m[0], "|"); ok && strings.Trim(id, "0x)-") != "" {
		r.child.IfID = ipsec.Saw(strings.TrimRight(strings.TrimSpace(id), ")"), at)
	}
	if v, ok := scan.Uint(strings.TrimSpace(m[1])); ok {
		*bytes = ipsec.Saw(v, at)
	}
	if v, ok := scan.Uint(strings.TrimSpace(m[2])); ok {
		*packets = ipsec.Saw(v, at)
	}
	if ago := strings.TrimLeft(m[3], ", "); ago != "" {
		*used = seconds(ago, at)
	}
	return true
}

// seconds reads "12s", "-5s", "12s ago", "16 hours".
func seconds(s string, at ipsec.Ref) ipsec.Duration {
	s = strings.TrimSpace(s)
	s, negative := strings.CutPrefix(s, "-")
	d, ok := scan.Duration(s)
	if !ok {
		return ipsec.Duration{}
	}
	if negative {
		d = -d
	}
	return ipsec.Saw(d/time.Second*time.Second, at)
}
