package report

import (
	"cmp"
	"slices"

	"ipsec-diag/engine"
)

// WorstFirst sorts tunnels for reading: down, unknown, degraded, then those in
// order, each by name.
func WorstFirst(list []*engine.Diagnosis) []*engine.Diagnosis {
	byHealth := map[engine.Health]int{engine.Down: 0, engine.Unknown: 1, engine.Degraded: 2, engine.Up: 3, engine.Idle: 3, engine.Standby: 3}
	byExit := map[int]int{2: 0, 3: 1, 1: 2, 0: 3}
	return slices.SortedStableFunc(slices.Values(list), func(a, b *engine.Diagnosis) int {
		return cmp.Or(cmp.Compare(byHealth[a.Health], byHealth[b.Health]), cmp.Compare(byExit[a.ExitCode], byExit[b.ExitCode]), cmp.Compare(a.Case.ID, b.Case.ID))
	})
}
