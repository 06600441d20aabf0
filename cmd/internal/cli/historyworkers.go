package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/history"
)

func (p *pastOf) workers() *cobra.Command {
	var here bool
	c := &cobra.Command{Use: "workers", Short: "The processes that read devices: which zones, when they last told", Args: cobra.NoArgs,
		RunE: p.with(func(c *cobra.Command, _ []string, s *history.Store) error {
			list, err := s.Workers(c.Context())
			if err != nil {
				return err
			}
			var rows [][]string
			now := time.Now()
			for i := range list {
				w := &list[i]
				rows = append(rows, []string{w.Name, w.Role, zonesRead(w), w.State(now), when(w.Seen), when(w.Started), fmt.Sprint(w.Parallel), w.Version})
			}
			names := []string{"NAME", "ROLE", "ZONES", "STATE", "SEEN", "STARTED", "PARALLEL", "VERSION"}
			if err := table(c, "No process has told of itself in the last seven days.", names, rows); err != nil {
				return err
			}
			if here {
				return aliveHere(list, now)
			}
			return sayUnserved(c, s, list, now)
		})}
	c.Flags().BoolVar(&here, "here", false, "exit code 2 unless one is at work on this machine: for health checks")
	return c
}

// aliveHere is the result of a health check.
func aliveHere(list []history.Worker, now time.Time) error {
	host := hostName()
	for i := range list {
		if strings.HasPrefix(list[i].Name, host+"/") && list[i].State(now) == history.WorkerAtWork {
			return nil
		}
	}
	return &exitError{code: ExitCritical, text: "no process of " + host + " is at work on this database"}
}

// zonesRead says which zones a process reads.
func zonesRead(w *history.Worker) string {
	if w.Zones == nil {
		return "all"
	}
	var out []string
	for _, z := range w.Zones {
		out = append(out, zoneWord(z))
	}
	return strings.Join(out, ", ")
}

func zoneWord(zone string) string {
	if zone == "" {
		return "(none)"
	}
	return zone
}

// sayUnserved names the zones of known devices that nobody reads at present.
func sayUnserved(c *cobra.Command, s *history.Store, workers []history.Worker, now time.Time) error {
	devices, err := s.Devices(c.Context())
	if err != nil {
		return err
	}
	var zones []string
	count := map[string]int{}
	for i := range devices {
		if count[devices[i].Zone] == 0 {
			zones = append(zones, devices[i].Zone)
		}
		count[devices[i].Zone]++
	}
	for _, zone := range history.Unserved(workers, zones, now) {
		if !s.Postgres {
			fmt.Fprintf(c.OutOrStdout(), "Nobody reads %s at present: start ipsec-diag serve\n", counted(count[zone], "device"))
			continue
		}
		fmt.Fprintf(c.OutOrStdout(), "Nobody reads zone %s at present (%s): start ipsec-diag worker --zone %q\n", zoneWord(zone), counted(count[zone], "device"), zone)
	}
	return nil
}
