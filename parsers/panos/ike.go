package panos

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// The rows of the three tables. Dates have no year and the algorithms may be
// split by blanks, so that the fixed words between them hold the row together.
var (
	phase1Row = regexp.MustCompile(`^(\d+)\s+(\S+)\s+(\S.*?)\s+(Init|Resp)\s+(Main|Aggr|Auto)\s+(\S.*?)\s+(\w{3}\.\s?\d+ [\d:]{8})\s+(\w{3}\.\s?\d+ [\d:]{8})\s+v1\s+(\d+)\s+(\d+)\s+(\d+)$`)
	ikev2Row  = regexp.MustCompile(`^(\d+)\s+(\S+)\s+(\S.*?)\s+(Init|Resp)\s+(\d+)\s+(\S.*?)\s+(\w{3}\.\s?\d+ [\d:]{8})\s+(\w{3}\.\s?\d+ [\d:]{8})\s+(\d+)\s+(\d+)\s+(\S.*)$`)
	phase2Row = regexp.MustCompile(`^\S.*\s(Init|Resp)\s.*[0-9A-F]{8}\s+[0-9A-F]{8}\s`)
)

// parseIKE reads "show vpn ike-sa". The tables of Child SAs in it stand in
// "show vpn ipsec-sa" too.
func parseIKE(text *scan.Text, snap *ipsec.Snapshot) {
	for n := range text.Len() {
		line := text.Trimmed(n)
		switch {
		case row1(snap, line, text.At(n)), row2(snap, line, text.At(n)):
		case phase2Row.MatchString(line), frame(line), strings.HasPrefix(line, "IKEv"), strings.HasPrefix(line, "GwID/client IP"),
			strings.HasPrefix(line, "Gateway ID"), strings.HasPrefix(line, "Gateway Name"):
		default:
			continue
		}
		text.Take(n)
	}
}

var roles = map[string]ipsec.Role{"Init": ipsec.Initiator, "Resp": ipsec.Responder}

// row1 reads a row of IKEv1: one that has a date of establishment.
func row1(snap *ipsec.Snapshot, line string, at ipsec.Ref) bool {
	m := phase1Row.FindStringSubmatch(line)
	if m == nil {
		return false
	}
	sa := ipsec.IKESA{ID: m[1], Name: m[3], Remote: ipsec.Endpoint{Address: m[2]}, Role: roles[m[4]], State: ipsec.IKEEstablished,
		Word: "ST " + m[9], Version: ipsec.Saw(1, at), Ref: at}
	if mode, ok := map[string]string{"Main": "main", "Aggr": "aggressive"}[m[5]]; ok {
		sa.Mode = ipsec.Saw(mode, at)
	}
	algorithms(&sa, m[6], at)
	snap.IKESAs = append(snap.IKESAs, sa)
	return true
}

func row2(snap *ipsec.Snapshot, line string, at ipsec.Ref) bool {
	m := ikev2Row.FindStringSubmatch(line)
	if m == nil {
		return false
	}
	sa := ipsec.IKESA{ID: m[5], Name: m[3], Remote: ipsec.Endpoint{Address: m[2]}, Role: roles[m[4]], State: ipsec.IKEUnknown,
		Word: m[11], Version: ipsec.Saw(2, at), Ref: at}
	if m[11] == "Established" {
		sa.State = ipsec.IKEEstablished
	}
	if children, ok := scan.Int(m[10]); ok {
		sa.ChildCount = ipsec.Saw(children, at)
	}
	algorithms(&sa, m[6], at)
	snap.IKESAs = append(snap.IKESAs, sa)
	return true
}

// algorithms reads "PSK/DH20/A256/SHA384", also with blanks in it.
func algorithms(sa *ipsec.IKESA, text string, at ipsec.Ref) {
	text = strings.Join(strings.Fields(text), "")
	sa.Proposal.Text = text
	parts := strings.Split(text, "/")
	if len(parts) != 4 {
		return
	}
	sa.Auth = ipsec.Saw(parts[0], at)
	sa.Proposal.KeyExchange, sa.Proposal.Encryption, sa.Proposal.Integrity = parts[1], parts[2], parts[3]
}
