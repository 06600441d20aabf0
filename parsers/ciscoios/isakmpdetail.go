package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseISAKMPDetail reads "show crypto isakmp sa detail". It says which end is
// ours and what was agreed, but not how far the negotiation is: "ACTIVE" is the
// word for a row on the active device, not for an authenticated SA.
func parseISAKMPDetail(t *scan.Text, snap *ipsec.Snapshot) {
	each(t, func(n int, line string) bool {
		return detailLine(t, n, line, snap) || isISAKMPHeading(line)
	})
}

// detailLine reads a row, or a line known to stand between rows.
func detailLine(t *scan.Text, n int, line string, snap *ipsec.Snapshot) bool {
	if sa, ok := isakmpDetailRow(line, t.At(n)); ok {
		snap.IKESAs = append(snap.IKESAs, sa)
		return true
	}
	return isLegend(line) || strings.HasPrefix(line, "C-id") || strings.HasPrefix(line, "Engine-id:Conn-id")
}

// isakmpDetailRow reads "C-id Local Remote [I-VRF] Status Encr Hash Auth DH
// Lifetime [Cap.]". The VRF is mostly blank, so the status word is the anchor.
func isakmpDetailRow(line string, at ipsec.Ref) (ipsec.IKESA, bool) {
	f := strings.Fields(line)
	if len(f) < 4 {
		return ipsec.IKESA{}, false
	}
	if _, ok := scan.Uint(f[0]); !ok {
		return ipsec.IKESA{}, false
	}
	status := 3
	if !isISAKMPStatus(f[3]) {
		status = 4
	}
	if status >= len(f) || !isISAKMPStatus(f[status]) {
		return ipsec.IKESA{}, false
	}
	sa := ipsec.IKESA{
		ID: f[0], Word: f[status], Member: f[status], State: ipsec.IKEUnknown, Version: ipsec.Saw(1, at),
		Local: ipsec.Endpoint{Address: f[1]}, Remote: ipsec.Endpoint{Address: f[2]},
		InsideVRF: ipsec.Saw("", at), Ref: at,
	}
	if status == 4 {
		sa.InsideVRF = vrf(f[3], at)
	}
	if f[status] == "STDBY" {
		sa.State = ipsec.IKEStandby
	}
	isakmpAgreed(&sa, f[status+1:], at)
	return sa, true
}

func isISAKMPStatus(word string) bool {
	return word == "ACTIVE" || word == "STDBY" || word == "STANDBY"
}

// isakmpAgreed reads the columns after the status. Rows of unfinished
// negotiations lack some, and then their meaning cannot be told by position.
func isakmpAgreed(sa *ipsec.IKESA, f []string, at ipsec.Ref) {
	if len(f) > 0 && strings.HasPrefix(f[len(f)-1], "(del") {
		sa.State = ipsec.IKEDeleting
		f = f[:len(f)-1]
	}
	if len(f) < 5 {
		return
	}
	if _, ok := scan.Uint(f[3]); !ok {
		return
	}
	sa.Proposal = ipsec.Proposal{Encryption: f[0], Integrity: f[1], KeyExchange: f[3], Text: strings.Join(f[:4], " ")}
	sa.Auth = ipsec.Saw(f[2], at)
	if left, ok := scan.Duration(f[4]); ok && f[4] != "0" {
		sa.Remaining = ipsec.Saw(left, at)
	}
	if len(f) > 5 {
		sa.Capabilities = ipsec.Saw(strings.Join(f[5:], " "), at)
	}
}

// isLegend reports whether a line explains the letters of the capabilities.
func isLegend(line string) bool {
	_, rest, _ := strings.Cut(line, ":")
	if strings.HasPrefix(line, "Code") {
		line = strings.TrimSpace(rest)
	}
	return len(line) > 3 && line[1:4] == " - " && line[0] >= 'A' && line[0] <= 'Z' ||
		line == "renc - RSA encryption" || strings.HasPrefix(line, "psk - ") || strings.HasPrefix(line, "rsig - ")
}

func recogniseISAKMPDetail(t *scan.Text) bool {
	for n := range t.Len() {
		if _, ok := isakmpDetailRow(t.Trimmed(n), ipsec.Ref{}); ok || strings.HasPrefix(t.Trimmed(n), "C-id") {
			return true
		}
	}
	return false
}
