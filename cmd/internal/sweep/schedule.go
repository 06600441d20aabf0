package sweep

import (
	"fmt"
	"hash/fnv"
	"time"

	"github.com/robfig/cron/v3"

	"ipsec-diag/inventory"
	"ipsec-diag/inventory/filter"
)

// A Schedule says which devices are read when.
type Schedule struct {
	Name string
	// Cron is a line as crontab(5) has it, five fields; CRON_TZ=Europe/Berlin
	// before it gives the zone. "@every 15m" and "@hourly" are known too.
	Cron string
	// Which are the words that choose devices; none for the whole inventory.
	Which []string
	// Jitter is the time over which the logins of a sweep are spread.
	Jitter time.Duration
	// Within is how long a sweep may take: what was not read by then is judged as
	// unread. Zero is [DefaultWithin].
	Within time.Duration
}

// DefaultWithin is how long a sweep may take that does not say.
const DefaultWithin = 30 * time.Minute

// mostName is how long the name of a schedule may be: the job engine takes no
// longer ones.
const mostName = 50

// Check returns what is wrong with a schedule.
func (s *Schedule) Check(inv *inventory.Inventory) error {
	if s.Name == "" {
		return fmt.Errorf("a schedule has no name")
	}
	if len(s.Name) > mostName {
		return fmt.Errorf("schedule %q: a name has at most %d bytes", s.Name, mostName)
	}
	if _, err := cron.ParseStandard(s.Cron); err != nil {
		return fmt.Errorf("schedule %q: %q is no cron line of five fields, like \"*/15 * * * *\" or \"@every 15m\": %w", s.Name, s.Cron, err)
	}
	devices, err := s.devices(inv)
	if err == nil && len(devices) == 0 {
		err = fmt.Errorf("no device of the inventory is chosen")
	}
	if err != nil {
		return fmt.Errorf("schedule %q: %w", s.Name, err)
	}
	return nil
}

func (s *Schedule) devices(inv *inventory.Inventory) ([]inventory.Device, error) {
	return filter.Choice{Words: s.Which}.Pick(inv)
}

func (s *Schedule) within() time.Duration {
	if s.Within > 0 {
		return s.Within
	}
	return DefaultWithin
}

// delay spreads devices over the jitter: the same device always comes at the
// same place, so that its own readings are evenly apart.
func (s *Schedule) delay(device string) time.Duration {
	if s.Jitter <= 0 {
		return 0
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(device))
	return time.Duration(h.Sum64() % uint64(s.Jitter))
}
