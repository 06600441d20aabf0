package vyos

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// oldHead is the header of the tables of "show vpn ipsec sa" before VyOS 1.2.
const oldHead = "Tunnel|State|Bytes Out/In|Encrypt|Hash|NAT-T|A-Time|L-Time|Proto"

// isOldIPsec reports whether the output is that of VyOS 1.1 and EdgeOS.
func isOldIPsec(text *scan.Text) bool {
	for n := range text.Len() {
		if strings.Join(gap.Split(text.Trimmed(n), -1), "|") == oldHead {
			return true
		}
	}
	return false
}

func isIPsec(text *scan.Text) bool { return linux.Begins("Connection ")(text) || isOldIPsec(text) }

func isIKE(text *scan.Text) bool { return linux.Begins("Peer ID / IP")(text) && !isOldIPsec(text) }

// oldIPsec reads "show vpn ipsec sa" of VyOS 1.1: for each peer a table of its
// tunnels. It reads nothing where no such table is.
func oldIPsec(text *scan.Text) []ipsec.ChildSA {
	if !isOldIPsec(text) {
		return nil
	}
	var out []ipsec.ChildSA
	peer, local, inTable := "", "", false
	for n := range text.Len() {
		line := text.Trimmed(n)
		cells := gap.Split(line, -1)
		switch {
		case line == "":
			continue
		case strings.HasPrefix(line, "Peer ID / IP"):
			peer, local, inTable = "", "", false
		case rule.MatchString(line), strings.HasPrefix(line, "Description:"):
		case strings.Join(cells, "|") == oldHead:
			inTable = true
		case !inTable && len(cells) == 2:
			peer, local = last(cells[0]), last(cells[1])
		case inTable && len(cells) == 9 && peer != "":
			out = append(out, oldChild(cells, peer, local, text.At(n)))
		default:
			continue
		}
		text.Take(n)
	}
	return out
}

// oldChild reads a row. Bytes are rounded where they have a unit or a decimal
// point, and then no count.
func oldChild(cells []string, peer, local string, at ipsec.Ref) ipsec.ChildSA {
	sa := ipsec.ChildSA{ID: cells[0], Word: cells[1], State: ipsec.ChildUnknown, Ref: at,
		Local: ipsec.Endpoint{Address: local}, Remote: ipsec.Endpoint{Address: peer}}
	switch cells[1] {
	case "up":
		sa.State = ipsec.ChildInstalled
		sa.UDPEncap = natted(cells[5], at)
		if s, ok := scan.Int(cells[6]); ok {
			sa.Age = ipsec.Saw(time.Duration(s)*time.Second, at)
		}
	case "down":
		sa.State = ipsec.ChildAbsent
	}
	sa.Counters.OutBytes, sa.Counters.InBytes = both(cells[2], at)
	sa.Proposal.Encryption, sa.Proposal.Integrity = known(cells[3]), known(cells[4])
	return sa
}

func natted(word string, at ipsec.Ref) ipsec.Flag {
	if word != "yes" && word != "no" {
		return ipsec.Flag{}
	}
	return ipsec.Saw(word == "yes", at)
}
