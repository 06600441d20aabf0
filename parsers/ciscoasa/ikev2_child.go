package ciscoasa

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var childSPI = regexp.MustCompile(`^(ESP|AH) spi in/out: *(\S+)/(\S+)$`)

// child reads the block "Child sa: local selector ..." below an IKEv2 SA.
func (r *ikev2Reader) child(n int, line string) bool {
	if rest, ok := strings.CutPrefix(line, "Child sa:"); ok {
		r.addChild(n)
		return r.selector(strings.TrimSpace(rest))
	}
	if !r.inChild {
		return false
	}
	if r.selector(line) || r.childSPIs(line) || r.childTransforms(n, line) {
		r.snap.ChildSAs[len(r.snap.ChildSAs)-1].Ref.Last = int32(n + 1)
		return true
	}
	return false
}

func (r *ikev2Reader) addChild(n int) {
	ike := r.sa()
	r.snap.ChildSAs = append(r.snap.ChildSAs, ipsec.ChildSA{
		IKEID: ike.ID, State: ipsec.ChildUnknown, Local: ike.Local, Remote: ike.Remote, Peer: ike.Remote, Ref: r.t.At(n),
	})
	r.inChild = true
}

func (r *ikev2Reader) selector(line string) bool {
	side, rest, ok := strings.Cut(line, " selector")
	ts := cisco.RangeSelector(rest)
	if !ok || !ts.Valid() {
		return false
	}
	child := &r.snap.ChildSAs[len(r.snap.ChildSAs)-1]
	if side == "local" {
		child.LocalTS = append(child.LocalTS, ts)
	} else {
		child.RemoteTS = append(child.RemoteTS, ts)
	}
	return true
}

// childSPIs reads "ESP spi in/out: 0xdd3fc4c/0x24c2ab68"; AH is 0 where unused.
func (r *ikev2Reader) childSPIs(line string) bool {
	m := childSPI.FindStringSubmatch(line)
	if m == nil {
		return strings.HasPrefix(line, "CPI in/out:")
	}
	child := &r.snap.ChildSAs[len(r.snap.ChildSAs)-1]
	in, okIn := scan.SPI(m[2])
	out, okOut := scan.SPI(m[3])
	if !okIn || !okOut || (in == "0" && out == "0") {
		return true
	}
	child.InSPI, child.OutSPI = append(child.InSPI, in), append(child.OutSPI, out)
	child.State, child.Protocol = ipsec.ChildInstalled, ipsec.Saw(m[1], child.Ref)
	return true
}

// childTransforms reads "Encr: AES-GCM, keysize: 256, esp_hmac: N/A" and
// "ah_hmac: None, comp: IPCOMP_NONE, mode tunnel".
func (r *ikev2Reader) childTransforms(n int, line string) bool {
	child := &r.snap.ChildSAs[len(r.snap.ChildSAs)-1]
	switch {
	case strings.HasPrefix(line, "Encr:") && strings.Contains(line, "esp_hmac"):
		child.Proposal = ipsec.Proposal{Encryption: field(line, "Encr"), Integrity: field(line, "esp_hmac"), Text: line}
		child.Proposal.KeyBits, _ = scan.Int(field(line, "keysize"))
	case strings.HasPrefix(line, "ah_hmac:"):
		if _, mode, ok := strings.Cut(line, "mode "); ok {
			child.Mode = text(mode, r.t.At(n))
		}
	default:
		return false
	}
	return true
}
