package history

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// endOfSchedules closes the incidents of schedules that there are no more.
func (b *bookkeeper) endOfSchedules(ctx context.Context, res *Result, books map[string]map[string]Finding) error {
	if res.Schedules == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(books)) {
		schedule, fleet := strings.CutPrefix(name, FleetTunnel(""))
		if !fleet || slices.Contains(res.Schedules, schedule) {
			continue
		}
		if err := b.end(ctx, books[name], "its schedule is not in the service file any more"); err != nil {
			return err
		}
	}
	return nil
}
