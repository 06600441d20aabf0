package strongswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseListPols reads "swanctl --list-pols": "hq/lan, TUNNEL" with its
// selectors. A tunnel's entry is a trap: the connection waits for traffic,
// which is a Child SA in state routed. Shunts (PASS, DROP) are no tunnels.
func parseListPols(text *scan.Text, snap *ipsec.Snapshot) {
	var trap *ipsec.ChildSA
	known := false
	for n := 0; n < text.Len(); n++ {
		line := text.Trimmed(n)
		name, mode, ok := cutLast(line, ", ")
		key, value, _ := strings.Cut(line, ":")
		switch {
		case line == "":
			continue
		case ok && isMode(mode):
			trap, known = startTrap(name, mode, text.At(n), snap), true
		case !known || key != "local" && key != "remote":
			continue
		case trap != nil && key == "local":
			trap.LocalTS, trap.Ref.Last = selectorList(value), int32(n+1)
		case trap != nil:
			trap.RemoteTS, trap.Ref.Last = selectorList(value), int32(n+1)
		}
		text.Take(n)
	}
}

func startTrap(name, mode string, at ipsec.Ref, snap *ipsec.Snapshot) *ipsec.ChildSA {
	if mode == "PASS" || mode == "DROP" {
		return nil
	}
	ike, child, ok := strings.Cut(name, "/")
	if !ok {
		child = name
	}
	snap.ChildSAs = append(snap.ChildSAs, ipsec.ChildSA{Name: child, IKEName: ike, State: ipsec.ChildRouted, Word: "ROUTED",
		Mode: ipsec.Saw(strings.ToLower(mode), at), Ref: at})
	return &snap.ChildSAs[len(snap.ChildSAs)-1]
}
