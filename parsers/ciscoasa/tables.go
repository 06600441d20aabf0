package ciscoasa

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	interfaceRow = regexp.MustCompile(`^(\S+)\s+(\S+)\s+(YES|NO)\s+(\S+)\s+(up|down|administratively down|deleted)\s+(up|down)$`)
	dropRow      = regexp.MustCompile(`^(.*?)(?: \(([\w-]+)\)?)?\s{1,}(\d+)$`)
)

// parseInterfaces reads "show interface ip brief".
func parseInterfaces(t *scan.Text, snap *ipsec.Snapshot) {
	each(t, func(n int, line string) bool {
		m := interfaceRow.FindStringSubmatch(line)
		if m == nil {
			return strings.HasPrefix(line, "Interface ") && strings.Contains(line, "Protocol")
		}
		at := t.At(n)
		row := ipsec.Interface{Name: m[1], AdminUp: ipsec.Saw(!strings.HasPrefix(m[5], "admin"), at), LinkUp: ipsec.Saw(m[6] == "up", at), Ref: at}
		if m[2] != "unassigned" {
			row.Addresses = []string{m[2]}
		}
		snap.Interfaces = append(snap.Interfaces, row)
		return true
	})
}

// parseDrops reads "show asp drop". The short name in parentheses is the
// counter's name; a long text may cut it off.
func parseDrops(t *scan.Text, snap *ipsec.Snapshot) {
	scope := ""
	each(t, func(n int, line string) bool {
		if strings.HasSuffix(line, " drop:") {
			scope = strings.ToLower(strings.TrimSuffix(line, " drop:"))
			return true
		}
		if strings.HasPrefix(line, "Last clearing:") {
			return true
		}
		m := dropRow.FindStringSubmatch(line)
		if m == nil || scope == "" {
			return false
		}
		name := m[2]
		if name == "" {
			name = strings.TrimSpace(m[1])
		}
		snap.Drops = append(snap.Drops, ipsec.Named{Name: name, Scope: scope, Count: count(m[3], t.At(n))})
		return true
	})
}
