package junos

import (
	"net/netip"
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// saRow is "<131073 ESP:aes-cbc-128/sha256 f31c0d6d 3429/ unlim U root 500 198.51.100.1":
// "<" is inbound, ">" outbound. Between the slash and the volume may be a blank.
var saRow = regexp.MustCompile(`^([<>])\s*(\d+)\s+(ESP|AH):(\S+)\s+(?:0x)?([0-9a-f]+)\s+([0-9a-z]+)/\s*(\S+)\s+([UD-])\s+(\S+)\s+(\d+)\s+(\S+)$`)

// parseIPsec reads the table of IPsec SAs: a row for each direction.
func parseIPsec(text *scan.Text, snap *ipsec.Snapshot) {
	if isXML(text) {
		parseIPsecXML(text, snap)
		return
	}
	known := index(snap)
	for n := range text.Len() {
		line := text.Trimmed(n)
		if m := saRow.FindStringSubmatch(line); m != nil {
			row(snap, known, m, text.At(n))
			text.Take(n)
		} else if strings.HasPrefix(line, "Total active tunnels:") || strings.HasPrefix(line, "ID ") || node.MatchString(line) {
			text.Take(n)
		}
	}
}

func row(snap *ipsec.Snapshot, known tunnels, m []string, at ipsec.Ref) {
	sa := known.get(snap, m[2], m[11], at)
	sa.Ref.Last = at.Last
	sa.Remote.Port = port(m[10])
	sa.Protocol.Fill(ipsec.Saw(m[3], at))
	sa.Proposal.Text = m[4]
	sa.Proposal.Encryption, sa.Proposal.Integrity, _ = strings.Cut(m[4], "/")
	spi, _ := scan.SPI(m[5])
	var left ipsec.Duration
	if s, ok := scan.Int(m[6]); ok {
		left = ipsec.Saw(time.Duration(s)*time.Second, at)
	}
	if m[1] == "<" {
		sa.InSPI, sa.ExpiresInIn = append(sa.InSPI, spi), append(sa.ExpiresInIn, left)
	} else {
		sa.OutSPI, sa.ExpiresInOut = append(sa.OutSPI, spi), append(sa.ExpiresInOut, left)
	}
	if m[8] != "-" && m[1] == "<" {
		sa.Flags = append(sa.Flags, map[string]string{"U": "vpn-monitor-up", "D": "vpn-monitor-down"}[m[8]])
	}
	if len(sa.InSPI) > 0 && len(sa.OutSPI) > 0 {
		sa.State, sa.Word = ipsec.ChildInstalled, "active"
	}
}

// tunnels finds the place of a tunnel by its index and gateway.
type tunnels map[string]int

func index(snap *ipsec.Snapshot) tunnels {
	out := tunnels{}
	for i := range snap.ChildSAs {
		out[snap.ChildSAs[i].ID+" "+snap.ChildSAs[i].Remote.Address] = i
	}
	return out
}

// get returns the pair of a tunnel index, new if it is not there. A row of one
// direction alone is a pair that was cut off.
func (t tunnels) get(snap *ipsec.Snapshot, id, gateway string, at ipsec.Ref) *ipsec.ChildSA {
	if i, ok := t[id+" "+gateway]; ok {
		return &snap.ChildSAs[i]
	}
	t[id+" "+gateway] = len(snap.ChildSAs)
	snap.ChildSAs = append(snap.ChildSAs, ipsec.ChildSA{ID: id, State: ipsec.ChildUnknown, Remote: ipsec.Endpoint{Address: gateway}, Ref: at})
	return &snap.ChildSAs[len(snap.ChildSAs)-1]
}

func port(s string) uint16 {
	n, ok := scan.Int(s)
	if !ok || n > 65535 {
		return 0
	}
	return uint16(n)
}

// parseInactive reads the tunnels without an SA. The columns differ between
// releases; an index comes first, an address is the gateway, and the reason
// follows it.
func parseInactive(text *scan.Text, snap *ipsec.Snapshot) {
	known := index(snap)
	for n := range text.Len() {
		line := text.Trimmed(n)
		words := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "Total inactive tunnels"), strings.HasPrefix(line, "ID "), node.MatchString(line):
			text.Take(n)
		case len(words) > 2 && digitsOnly(words[0]):
			if inactive(snap, known, words, text.At(n)) {
				text.Take(n)
			}
		}
	}
}

func inactive(snap *ipsec.Snapshot, known tunnels, words []string, at ipsec.Ref) bool {
	for i, w := range words[1:] {
		if _, err := netip.ParseAddr(w); err != nil {
			continue
		}
		rest := words[i+2:]
		if len(rest) > 0 && digitsOnly(rest[0]) {
			rest = rest[1:]
		}
		sa := known.get(snap, words[0], w, at)
		if len(sa.InSPI) == 0 {
			sa.State, sa.Word = ipsec.ChildAbsent, strings.Join(rest, " ")
		}
		return true
	}
	return false
}

func digitsOnly(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
