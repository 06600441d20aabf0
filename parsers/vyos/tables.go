package vyos

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

var (
	// gap separates columns: names hold single blanks.
	gap  = regexp.MustCompile(`\s{2,}`)
	rule = regexp.MustCompile(`^-[- ]*$`)
)

// parseIKE reads "show vpn ike sa": for each peer its name, and a table.
func parseIKE(text *scan.Text, snap *ipsec.Snapshot) {
	var head []string // columns
	var peer, local string
	var sas []ipsec.IKESA
	for n := range text.Len() {
		line := text.Trimmed(n)
		cells := gap.Split(line, -1)
		switch {
		case line == "":
			continue
		case strings.HasPrefix(line, "Peer ID / IP"):
			peer, local, head = "", "", nil
		case rule.MatchString(line), strings.HasPrefix(line, "Description:"):
		case strings.HasPrefix(line, "State "):
			head = strings.Fields(strings.ReplaceAll(strings.ReplaceAll(line, "D-H Group", "D-H"), "D-H Grp", "D-H"))
		case head == nil && len(cells) == 2:
			peer, local = last(cells[0]), last(cells[1])
		case head != nil && len(strings.Fields(line)) == len(head):
			sas = append(sas, ikeSA(head, strings.Fields(line), peer, local, text.At(n)))
		default:
			continue
		}
		text.Take(n)
	}
	if len(snap.IKESAs) == 0 {
		snap.IKESAs = sas
	}
}

// last is the address of "ID ADDRESS".
func last(s string) string {
	words := strings.Fields(s)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

func ikeSA(head, row []string, peer, local string, at ipsec.Ref) ipsec.IKESA {
	sa := ipsec.IKESA{State: ipsec.IKEUnknown, Local: ipsec.Endpoint{Address: local}, Remote: ipsec.Endpoint{Address: peer}, Ref: at}
	for i, column := range head {
		value := row[i]
		switch column {
		case "State":
			sa.Word = value
			if value == "up" {
				sa.State = ipsec.IKEEstablished
			}
		case "IKEVer":
			if v, ok := map[string]int{"IKEv1": 1, "IKEv2": 2}[value]; ok {
				sa.Version = ipsec.Saw(v, at)
			}
		case "Encrypt":
			sa.Proposal.Encryption = known(value)
		case "Hash":
			sa.Proposal.Integrity = known(value)
		case "D-H":
			sa.Proposal.KeyExchange = known(value)
		case "A-Time":
			if s, ok := scan.Int(value); ok && sa.State.Up() {
				sa.Age = ipsec.Saw(time.Duration(s)*time.Second, at)
			}
		}
	}
	return sa
}

func known(s string) string {
	if s == "n/a" || s == "N/A" {
		return ""
	}
	return s
}

// saHead is the header of "show vpn ipsec sa" since VyOS 1.2; for the one before
// see oldIPsec.
const saHead = "Connection|State|Uptime|Bytes In/Out|Packets In/Out|Remote address|Remote ID|Proposal"

// parseIPsec reads "show vpn ipsec sa".
func parseIPsec(text *scan.Text, snap *ipsec.Snapshot) {
	inTable := false
	sas := oldIPsec(text)
	for n := range text.Len() {
		line := text.Trimmed(n)
		cells := gap.Split(line, -1)
		switch {
		case line == "":
			continue
		case strings.Join(cells, "|") == saHead:
			inTable = true
		case inTable && rule.MatchString(line):
		case inTable && len(cells) == 8:
			sas = append(sas, childSA(cells, text.At(n)))
		default:
			continue
		}
		text.Take(n)
	}
	if !charons(snap) {
		snap.ChildSAs = append(snap.ChildSAs, shareRemote(sas)...)
	}
}

// childSuffix is what VyOS puts behind the name of the peer in
// swanctl.conf: hq-tunnel-0, hq-vti.
var childSuffix = regexp.MustCompile(`-tunnel-\d+$|-vti$`)

// shareRemote gives a row that is down, and shows no address, that of the other
// tunnels of the same peer.
func shareRemote(sas []ipsec.ChildSA) []ipsec.ChildSA {
	remote := map[string]string{}
	for i := range sas {
		if peer := childSuffix.ReplaceAllString(sas[i].Name, ""); sas[i].Remote.Address != "" {
			remote[peer] = sas[i].Remote.Address
		}
	}
	for i := range sas {
		if sa := &sas[i]; sa.Remote.Address == "" && childSuffix.MatchString(sa.Name) {
			sa.Remote.Address = remote[childSuffix.ReplaceAllString(sa.Name, "")]
		}
	}
	return sas
}

// charons reports whether swanctl has listed SAs.
func charons(snap *ipsec.Snapshot) bool {
	for i := range snap.ChildSAs {
		if snap.ChildSAs[i].Word != linux.Kernel {
			return true
		}
	}
	return false
}

// childSA reads a row. "down" with an age is an SA that is not in use any
// more or not yet; without one there is none.
func childSA(cells []string, at ipsec.Ref) ipsec.ChildSA {
	sa := ipsec.ChildSA{Name: cells[0], Word: cells[1], State: ipsec.ChildUnknown, Remote: ipsec.Endpoint{Address: known(cells[5])}, Ref: at}
	age, aged := scan.Duration(cells[2])
	switch {
	case cells[1] == "up":
		sa.State = ipsec.ChildInstalled
	case cells[1] == "down" && !aged:
		sa.State = ipsec.ChildAbsent
	}
	if aged {
		sa.Age = ipsec.Saw(age, at)
	}
	sa.Counters.InBytes, sa.Counters.OutBytes = both(strings.ReplaceAll(cells[3], "B", ""), at)
	sa.Counters.InPackets, sa.Counters.OutPackets = both(cells[4], at)
	if sa.Proposal.Text = known(cells[7]); sa.Proposal.Text != "" {
		parts := strings.Split(sa.Proposal.Text, "/")
		sa.Proposal.Encryption = parts[0]
		if len(parts) > 1 {
			sa.Proposal.Integrity = parts[1]
		}
	}
	return sa
}

// both reads "382/367". A rounded number ("4K") is no count.
func both(s string, at ipsec.Ref) (in, out ipsec.Count) {
	a, b, _ := strings.Cut(s, "/")
	if n, ok := scan.Uint(a); ok {
		in = ipsec.Saw(n, at)
	}
	if n, ok := scan.Uint(b); ok {
		out = ipsec.Saw(n, at)
	}
	return in, out
}
