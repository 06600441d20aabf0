package report

import (
	"cmp"
	"slices"

	"ipsec-diag/engine"
)

// WorstFirst sorts tunnels for reading: down, unknown, degraded, then those in
// order, each by name.
func WorstFirst(list []*engine.Diagnosis) []*engine.Diagnosis {
	rank := map[int]int{2: 0, 3: 1, 1: 2, 0: 3}
	return slices.SortedStableFunc(slices.Values(list), func(a, b *engine.Diagnosis) int {
		return cmp.Or(cmp.Compare(rank[a.ExitCode], rank[b.ExitCode]), cmp.Compare(a.Case.ID, b.Case.ID))
	})
}
