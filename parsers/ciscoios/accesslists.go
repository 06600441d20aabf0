package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseAccessLists reads "show access-lists": the entries with how many packets
// met each.
func parseAccessLists(t *scan.Text, snap *ipsec.Snapshot) {
	list, other := "", false
	each(t, func(n int, line string) bool {
		if name, ok := accessListHead(line); ok {
			list, other = name, false
			return true
		}
		if strings.Contains(line, " access list ") && !strings.Contains(line, ":") { // "Extended MAC access list NAME"
			list, other = "", true
			return true
		}
		if other {
			return strings.Contains(line, "permit ") || strings.Contains(line, "deny ")
		}
		if list == "" {
			return false
		}
		e, ok := cisco.AccessEntry(list, strings.Replace(line, ", wildcard bits ", " ", 1), cisco.Wildcards, t.At(n))
		if ok {
			snap.AccessLists = append(snap.AccessLists, e)
		}
		return ok
	})
}

// accessListHead reads "Extended IP access list NAME" and "IPv6 access list NAME".
func accessListHead(line string) (string, bool) {
	for _, kind := range []string{"Extended IP access list ", "Standard IP access list ", "IPv6 access list ", "Reflexive IP access list "} {
		if name, ok := strings.CutPrefix(line, kind); ok {
			word, _ := cutWord(name)
			return word, true
		}
	}
	return "", false
}

func recogniseAccessLists(t *scan.Text) bool {
	for n := range t.Len() {
		if _, ok := accessListHead(t.Trimmed(n)); ok {
			return true
		}
	}
	return false
}
