package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/cmd/internal/rbac"
	"ipsec-diag/collector"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// planCommand prints exactly what a run would send, without connecting.
func planCommand(s *settings) *cobra.Command {
	var peer string
	var rights bool
	var which *chooser
	c := &cobra.Command{
		Use:     "plan [WHICH ...]",
		Short:   "Print exactly what would be sent to devices, without connecting",
		Example: "  ipsec-diag plan --peer hq-rtr1\n  ipsec-diag plan site:berlin\n  ipsec-diag plan --platform cisco-asa\n  ipsec-diag plan --rbac --platform junos",
		RunE: func(c *cobra.Command, args []string) error {
			agent, err := s.agent(c)
			if err != nil {
				return err
			}
			agent.Probe = s.probe
			if s.plansAll(agent, which.given(args), peer) && !rights {
				return s.planAll(c, agent, which, args)
			}
			if which.given(args) {
				return usageError("words choose devices; leave --peer and --rbac out")
			}
			dev := s.override(inventory.Device{Name: "the device"})
			if peer != "" {
				if dev, err = s.subject(agent.Inventory, peer, ""); err != nil {
					return err
				}
			}
			if rights {
				return printRights(c, dev.Platform, s.probe)
			}
			if dev.Platform == "" {
				return usageError("the platform of %s is not known: add platform to the inventory or --platform NAME (%s)", dev.Name, platformList())
			}
			p := platforms.Find(dev.Platform)
			if p == nil {
				return usageError("no platform is called %q (%s)", dev.Platform, platformList())
			}
			return s.printPlan(c, agent.Plan(dev, p))
		},
	}
	which = newChooser(c, s)
	c.Flags().BoolVar(&s.probe, "probe", false, "with the pings of a run with --probe")
	c.Flags().StringVar(&peer, "peer", "", "device of the inventory, or [user@]host[:port]")
	c.Flags().BoolVar(&rights, "rbac", false, "print instead, ready to paste, an account that may run exactly these commands: of the platform, or of every one")
	completed(c, "peer", s.completeDevices)
	return c
}

// plansAll reports whether the plans of devices of the inventory are wanted:
// of those that words choose, or of all where nothing else was named.
func (s *settings) plansAll(agent *pipeline.Agent, given bool, peer string) bool {
	return peer == "" && (given || s.platform == "" && len(agent.Inventory.Devices) > 0)
}

// printRights prints the least privilege of one platform, or of all.
func printRights(c *cobra.Command, name string, probe bool) error {
	for _, p := range platforms.All() {
		if name != "" && p.Name != name {
			continue
		}
		text, ok := rbac.For(p)
		if !ok {
			return fmt.Errorf("nothing is known about the rights of %s", p.Title)
		}
		fmt.Fprintf(c.OutOrStdout(), "=== %s (%s)\n%s\n", p.Name, p.Title, text)
		if right := collector.Pings(p.Name).Right; probe && right != "" {
			fmt.Fprintf(c.OutOrStdout(), "For --probe besides: %s.\n\n", right)
		}
	}
	return nil
}

func (s *settings) printPlan(c *cobra.Command, plan []pipeline.Planned) error {
	if s.cfg.Output == "json" {
		enc := json.NewEncoder(c.OutOrStdout())
		enc.SetIndent("", "  ")
		return enc.Encode(plan)
	}
	t := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, line := range plan {
		fmt.Fprintf(t, "%s\t%s\t%s\n", line.When, cmp.Or(line.Command, "(Enter)"), line.Why)
	}
	return t.Flush()
}
