package ciscoasa

import (
	"regexp"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// promptRole is the failover state in a prompt ("prompt hostname priority
// state"): hq/sec/stby#.
var promptRole = regexp.MustCompile(`/(act|stby)(?:NoFailover)?(?:/[\w.-]+)*[>#]$`)

// parsePrompt reads the prompt of a paste. It says the same as "show failover".
func parsePrompt(t *scan.Text, snap *ipsec.Snapshot) {
	each(t, func(n int, line string) bool {
		m := promptRole.FindStringSubmatch(line)
		if m == nil {
			return false
		}
		if !snap.Standby.Known() {
			snap.Standby = ipsec.Saw(m[1] == "stby", t.At(n))
		}
		return true
	})
}

// isNothing: a prompt is found where the paste is cut, never by its text.
func isNothing(*scan.Text) bool { return false }
