package panos

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// saRow is "1 2 198.51.100.1 hq-tunnel(hq) ESP/A256/SHA256 8827A3D9 C204F4FA 3600/Unlimited 2733";
// the last column only stands in newer releases.
var saRow = regexp.MustCompile(`^(\d+)\s+(\d+)\s+(\S+)\s+(\S.*?)\s*\(([^()]*)\)\s+((?:ESP|AH)/.*?)\s+([0-9A-F]{8})\s+([0-9A-F]{8})\s+(\w+)/(\S+)(?:\s+(\d+))?$`)

// parseIPsec reads "show vpn ipsec-sa".
func parseIPsec(text *scan.Text, snap *ipsec.Snapshot) {
	for n := range text.Len() {
		line := text.Trimmed(n)
		switch m := saRow.FindStringSubmatch(line); {
		case m != nil:
			snap.ChildSAs = append(snap.ChildSAs, childSA(m, text.At(n)))
		case frame(line), strings.HasPrefix(line, "GwID/client IP"):
		default:
			continue
		}
		text.Take(n)
	}
}

func childSA(m []string, at ipsec.Ref) ipsec.ChildSA {
	sa := ipsec.ChildSA{ID: m[2], Name: m[4], IKEName: m[5], State: ipsec.ChildInstalled, Remote: ipsec.Endpoint{Address: m[3]}, Ref: at}
	in, _ := scan.SPI(m[7])
	out, _ := scan.SPI(m[8])
	sa.InSPI, sa.OutSPI = []string{in}, []string{out}
	parts := strings.Split(strings.Join(strings.Fields(m[6]), ""), "/")
	sa.Protocol = ipsec.Saw(parts[0], at)
	sa.Proposal.Text = strings.Join(parts[1:], "/")
	if len(parts) == 3 {
		sa.Proposal.Encryption, sa.Proposal.Integrity = parts[1], parts[2]
	}
	if left, ok := scan.Int(m[11]); ok {
		sa.ExpiresIn = ipsec.Saw(time.Duration(left)*time.Second, at)
	}
	return sa
}

// flowRow is "1 hq-tunnel active off 203.0.113.10 198.51.100.1 tunnel.1".
var flowRow = regexp.MustCompile(`^(\d+)\s+(\S.*?)\s+(active|init|inactive)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)$`)

// parseFlow completes the SAs with their ends and interface, and adds tunnels
// that have no SA.
func parseFlow(text *scan.Text, snap *ipsec.Snapshot) {
	for n := range text.Len() {
		line := text.Trimmed(n)
		switch m := flowRow.FindStringSubmatch(line); {
		case m != nil:
			flow(snap, m, text.At(n))
		case frame(line), strings.HasPrefix(line, "total "), strings.HasPrefix(line, "filter - "), strings.HasPrefix(line, "id "):
		default:
			continue
		}
		text.Take(n)
	}
}

func flow(snap *ipsec.Snapshot, m []string, at ipsec.Ref) {
	found := false
	for i := range snap.ChildSAs {
		if sa := &snap.ChildSAs[i]; sa.ID == m[1] {
			found = true
			sa.Local.Address, sa.Interface = m[5], ipsec.Saw(m[7], at)
		}
	}
	// Without SAs of its own a tunnel that is active was listed by nobody.
	if found || m[3] == "active" {
		return
	}
	snap.ChildSAs = append(snap.ChildSAs, ipsec.ChildSA{ID: m[1], Name: m[2], State: ipsec.ChildAbsent, Word: m[3],
		Local: ipsec.Endpoint{Address: m[5]}, Remote: ipsec.Endpoint{Address: m[6]}, Interface: ipsec.Saw(m[7], at), Ref: at})
}
