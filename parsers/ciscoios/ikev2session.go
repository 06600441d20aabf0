package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseIKEv2Session reads "show crypto ikev2 session [detailed]": the IKE SA as
// in "ikev2 sa", and under it the Child SAs with selector ranges and SPIs.
func parseIKEv2Session(t *scan.Text, snap *ipsec.Snapshot) {
	r := &ikev2SessionReader{ike: ikev2Reader{t: t}}
	each(t, func(n int, line string) bool { return r.line(n, line) })
	r.ike.end()
	r.endChild()
	snap.IKESAs = append(snap.IKESAs, r.ike.sas...)
	snap.ChildSAs = append(snap.ChildSAs, r.kids...)
}

// An ikev2SessionReader adds Child SAs to the reader of IKE SAs.
type ikev2SessionReader struct {
	ike  ikev2Reader
	cur  *ipsec.ChildSA
	kids []ipsec.ChildSA
}

func (r *ikev2SessionReader) line(n int, line string) bool {
	if rest, ok := field(line, "Child sa:"); ok {
		r.endChild()
		r.cur = &ipsec.ChildSA{State: ipsec.ChildUnknown, Ref: r.ike.t.At(n)}
		if sa := r.ike.cur; sa != nil {
			r.cur.IKEID, r.cur.Local, r.cur.Remote, r.cur.Peer = sa.ID, sa.Local, sa.Remote, sa.Remote
		}
		return rest == "" || r.child(n, rest)
	}
	if strings.HasPrefix(line, "Session-id:") || strings.HasSuffix(line, "Crypto IKEv2 Session") {
		r.endChild()
		return true
	}
	if r.cur != nil && r.child(n, line) {
		return true
	}
	return r.ike.line(n, line)
}

func (r *ikev2SessionReader) endChild() {
	if r.cur != nil {
		r.kids = append(r.kids, *r.cur)
		r.cur = nil
	}
}

// child reads a line of a Child SA.
func (r *ikev2SessionReader) child(n int, line string) bool {
	sa, at := r.cur, r.ike.t.At(n)
	local, remote, isPair := strings.Cut(line, "->")
	switch {
	case strings.HasPrefix(line, "local selector") && isPair: // the head of the table
	case strings.HasPrefix(line, "local selector"):
		sa.LocalTS = append(sa.LocalTS, cisco.RangeSelector(strings.TrimPrefix(line, "local selector")))
	case strings.HasPrefix(line, "remote selector"):
		sa.RemoteTS = append(sa.RemoteTS, cisco.RangeSelector(strings.TrimPrefix(line, "remote selector")))
	case isPair:
		sa.LocalTS, sa.RemoteTS = append(sa.LocalTS, cisco.RangeSelector(local)), append(sa.RemoteTS, cisco.RangeSelector(remote))
	case strings.HasPrefix(line, "ESP spi in/out:"):
		childSPIs(sa, between(line, "ESP spi in/out:", "\n"), at)
	case strings.HasPrefix(line, "Encr:") && strings.Contains(line, "esp_hmac:"):
		sa.Proposal.Encryption, sa.Proposal.Integrity = between(line, "Encr:", ","), between(line, "esp_hmac:", ",")
		sa.Proposal.KeyBits, sa.Proposal.Text = keyBits(between(line, "keysize:", ",")), line
	case strings.HasPrefix(line, "ah_hmac:"), strings.HasPrefix(line, "comp:"):
		if _, mode, ok := strings.Cut(line, "mode "); ok {
			sa.Mode = seen(mode, at)
		}
	case strings.HasPrefix(line, "AH spi in/out:"), strings.HasPrefix(line, "CPI in/out:"):
	default:
		return false
	}
	span(&sa.Ref, r.ike.t, n)
	return true
}

// childSPIs reads "0x232CB82D/0x30767B6E".
func childSPIs(sa *ipsec.ChildSA, text string, at ipsec.Ref) {
	in, out, _ := strings.Cut(text, "/")
	inSPI, okIn := scan.SPI(in)
	outSPI, okOut := scan.SPI(out)
	if okIn && okOut && inSPI != "0" && outSPI != "0" {
		sa.InSPI, sa.OutSPI, sa.State = []string{inSPI}, []string{outSPI}, ipsec.ChildInstalled
		sa.Protocol = ipsec.Saw("ESP", at)
	}
}

func recogniseIKEv2Session(t *scan.Text) bool {
	return contains(t, "Crypto IKEv2 Session") && !contains(t, "IKEv2 SAs:")
}
