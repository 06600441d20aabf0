package cli

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/parsers/platforms"
)

// A devicePlan is what would be sent to one of several devices.
type devicePlan struct {
	Device   string `json:"device"`
	Address  string `json:"address"`
	Platform string `json:"platform,omitempty"`
	// Plan is empty where the device has to be asked first what it is.
	Plan []pipeline.Planned `json:"plan"`
}

// planAll prints the plans of the chosen devices.
func (s *settings) planAll(c *cobra.Command, agent *pipeline.Agent, which *chooser, args []string) error {
	devices, err := which.devices(c, agent.Inventory, args)
	if err != nil {
		return err
	}
	plans := make([]devicePlan, len(devices))
	for i, dev := range devices {
		plans[i] = devicePlan{Device: dev.Name, Address: dev.Address, Platform: dev.Platform, Plan: []pipeline.Planned{}}
		if p := platforms.Find(dev.Platform); p != nil {
			plans[i].Plan = agent.Plan(dev, p)
		}
	}
	if s.cfg.Output == "json" {
		enc := json.NewEncoder(c.OutOrStdout())
		enc.SetIndent("", "  ")
		return enc.Encode(plans)
	}
	for _, p := range plans {
		fmt.Fprintf(c.OutOrStdout(), "=== %s (%s)\n", p.Device, cmp.Or(p.Platform, "platform not known: the device is asked first; --platform NAME plans for one"))
		if err := s.printPlan(c, p.Plan); err != nil {
			return err
		}
	}
	return nil
}
