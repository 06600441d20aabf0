package routeros

import (
	"net/netip"
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// tableRow is " 0 R  hq  established  203.0.113.1  4m15s": a number, flags, the
// peer's identity if it has one, the state, and the other columns.
var tableRow = regexp.MustCompile(`^\d+\s+((?:[RN]\s*)*)\s*(?:(\S+)\s+)??(established|message-\d-sent|eap|dying|expired)\s+(\S.*)$`)

// isPeerTable recognises the table of "/ip ipsec active-peers print".
func isPeerTable(text *scan.Text) bool {
	for n := range text.Len() {
		if isTableHead(text.Trimmed(n)) {
			return true
		}
	}
	return false
}

func isTableHead(line string) bool {
	return strings.HasPrefix(line, "#") && strings.Contains(line, " STATE") && strings.Contains(line, " REMOTE-ADDRESS")
}

// parsePeerTable reads "/ip ipsec active-peers print", which is a table since
// RouterOS 6.44. The local address is not printed.
func parsePeerTable(text *scan.Text, snap *ipsec.Snapshot) {
	parsePeers(text, snap)
	head := ""
	for n := range text.Len() {
		line := text.Trimmed(n)
		if isTableHead(line) {
			head = line
			text.Take(n)
			continue
		}
		m := tableRow.FindStringSubmatch(line)
		if head == "" || m == nil {
			continue
		}
		if sa, ok := tablePeer(m, strings.Contains(head, " PH2-TOTAL"), text.At(n)); ok {
			snap.IKESAs = append(snap.IKESAs, sa)
			text.Take(n)
		}
	}
}

// tablePeer makes an IKE SA of a row. Of two addresses the first is the
// peer's, the second one it was given.
func tablePeer(m []string, counted bool, at ipsec.Ref) (ipsec.IKESA, bool) {
	sa := ipsec.IKESA{Word: m[3], Ref: at}
	if strings.Contains(m[1], "R") {
		sa.Role = ipsec.Responder
	}
	sa.State = ikeState(sa.Word, sa.Role)
	if m[2] != "" {
		sa.RemoteID = ipsec.Saw(m[2], at)
	}
	for word := range strings.FieldsSeq(m[4]) {
		_, err := netip.ParseAddr(word)
		total, isCount := scan.Int(word)
		age, isAge := scan.Duration(word)
		switch {
		case err == nil && sa.Remote.Address == "":
			sa.Remote.Address = word
		case err == nil:
		case isCount && counted:
			sa.ChildCount = ipsec.Saw(total, at)
		case isAge && !isCount && sa.State.Up():
			sa.Age = ipsec.Saw(age, at)
		case !isAge || isCount:
			return sa, false
		}
	}
	return sa, sa.Remote.Address != ""
}

// either recognises an output by one of several marks.
func either(tests ...func(*scan.Text) bool) func(*scan.Text) bool {
	return func(text *scan.Text) bool {
		for _, test := range tests {
			if test(text) {
				return true
			}
		}
		return false
	}
}
