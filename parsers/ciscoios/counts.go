package ciscoios

import (
	"regexp"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	// countAfter is "Active ISAKMP SA's: 1", countBefore "125 Deleted SAs".
	countAfter  = regexp.MustCompile(`^([A-Za-z][^:]*?)\s*:\s*(\d+)$`)
	countBefore = regexp.MustCompile(`^(\d+) ([A-Z][A-Za-z ]+)$`)
)

// parseCounts returns a parser of outputs that are one number a line with its
// name: how many SAs there are in which state, what the PKI did.
func parseCounts(scope string) func(*scan.Text, *ipsec.Snapshot) {
	return func(t *scan.Text, snap *ipsec.Snapshot) {
		each(t, func(n int, line string) bool {
			name, value := "", ""
			if m := countAfter.FindStringSubmatch(line); m != nil {
				name, value = m[1], m[2]
			} else if m := countBefore.FindStringSubmatch(line); m != nil {
				name, value = m[2], m[1]
			}
			count, ok := scan.Uint(value)
			if ok {
				snap.Load = append(snap.Load, ipsec.Named{Name: name, Scope: scope, Count: ipsec.Saw(count, t.At(n))})
			}
			return ok
		})
	}
}

// recogniseCounts returns a recogniser of such an output by one of its names.
func recogniseCounts(name string) func(*scan.Text) bool {
	return func(t *scan.Text) bool { return contains(t, name) }
}
