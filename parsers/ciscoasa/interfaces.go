package ciscoasa

import (
	"regexp"
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	// interfaceHead is `Interface GigabitEthernet0/0 "outside", is up, line protocol is up`.
	interfaceHead = regexp.MustCompile(`^Interface (\S+) "([^"]*)", is (administratively down|up|down|deleted), line protocol is (up|down)`)
	interfaceIP   = regexp.MustCompile(`^IP address (\S+), subnet mask \S+$`)
	interfaceMTU  = regexp.MustCompile(`\bMTU (\d+)$`)
	lostPackets   = regexp.MustCompile(`^(\d+) packets dropped$`)
	// interfaceFacts are lines about the medium and its rates.
	interfaceFacts = regexp.MustCompile(`^(Hardware is |Full-|Half-|Auto-|Input flow control|Description:|MAC address |Received \d|Traffic Statistics for |Control Point \S+ States:|Management-only interface\.|\(Full-duplex\)|\(Half-duplex\)|Interface vlan (?:config status|state) is |` +
		`Interface (?:number|config status|state) is |input queue|output queue|Security level|Tunnel |VLAN identifier|Available but not configured|IP address unassigned|` +
		`\d+ (?:minute |IPv[46] packets (?:destined|originated) |packets (?:in|out)put|(?:in|out)put errors|pause |L2 decode|(?:input|output) (?:decode|reset) drops|late collisions|babbles|lost carrier|switch ingress|switch egress|rate limit))`)
)

// parseInterfaceDetail reads "show interface". Its rows complete those of
// "show interface ip brief".
func parseInterfaceDetail(t *scan.Text, snap *ipsec.Snapshot) {
	open, nameif := -1, ""
	each(t, func(n int, line string) bool {
		at := t.At(n)
		if m := interfaceHead.FindStringSubmatch(line); m != nil {
			open, nameif = interfaceNamed(snap, m[1], at), m[2]
			row := &snap.Interfaces[open]
			row.AdminUp, row.LinkUp = ipsec.Saw(!strings.HasPrefix(m[3], "admin"), at), ipsec.Saw(m[4] == "up", at)
			return true
		}
		if open < 0 {
			return false
		}
		row := &snap.Interfaces[open]
		if m := lostPackets.FindStringSubmatch(line); m != nil {
			snap.Drops = append(snap.Drops, ipsec.Named{Name: "packets dropped", Scope: "interface " + row.Name + " " + nameif, Count: count(m[1], at)})
			return true
		}
		return detailLine(row, line, at)
	})
}

// interfaceNamed returns the place of a row, new if it is not there.
func interfaceNamed(snap *ipsec.Snapshot, name string, at ipsec.Ref) int {
	if i := slices.IndexFunc(snap.Interfaces, func(row ipsec.Interface) bool { return row.Name == name }); i >= 0 {
		return i
	}
	snap.Interfaces = append(snap.Interfaces, ipsec.Interface{Name: name, Ref: at})
	return len(snap.Interfaces) - 1
}

func detailLine(row *ipsec.Interface, line string, at ipsec.Ref) bool {
	if row.Ref.Command == at.Command {
		row.Ref.Last = at.Last
	}
	if m := interfaceIP.FindStringSubmatch(line); m != nil {
		if m[1] != "unassigned" && !slices.Contains(row.Addresses, m[1]) {
			row.Addresses = append(row.Addresses, m[1])
		}
		return true
	}
	m := interfaceMTU.FindStringSubmatch(line)
	if m != nil {
		row.MTU = number(m[1], at)
	}
	return m != nil || interfaceFacts.MatchString(line)
}

func isInterfaceDetail(t *scan.Text) bool {
	for n := range min(t.Len(), 400) {
		if interfaceHead.MatchString(t.Trimmed(n)) {
			return true
		}
	}
	return false
}
