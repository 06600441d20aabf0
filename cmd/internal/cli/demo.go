package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector/simulator/fleet"
)

// demoCommand shows the program at work without any device: a small simulated
// fleet, read over real SSH.
func demoCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Show the program at work on a small simulated fleet, over real SSH",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return s.demo(c) },
	}
}

func (s *settings) demo(c *cobra.Command) error {
	out := c.OutOrStdout()
	inv, stop, err := serve(c.Context(), fleet.Demo(), 0)
	if err != nil {
		return err
	}
	defer stop()
	if err := os.WriteFile(inv.Path, inv.Format(), 0o600); err != nil {
		return err
	}
	fmt.Fprintf(out, "Simulated devices on loopback: %d, with %d tunnels between them.\n", len(inv.Devices), len(inv.Tunnels))
	fmt.Fprintf(out, "Each is logged in to over SSH; counters are read twice, ten seconds apart.\n\n")
	run, err := s.demoRun(c, inv.Path)
	if err != nil {
		return err
	}
	if err := runreport.Text(out, run, runreport.TextOptions{Color: s.color(out), Verbose: s.verbose}); err != nil {
		return err
	}
	fmt.Fprint(out, demoNext)
	return nil
}

// demoRun reads the whole fleet as a sweep does, with two samples.
func (s *settings) demoRun(c *cobra.Command, path string) (*runreport.Run, error) {
	s.inventoryPath = path
	agent, err := s.agent(c)
	if err != nil {
		return nil, err
	}
	agent.SSHConfig = nil // the simulated devices are none of the user's hosts
	agent.Options.KnownHosts = filepath.Join(filepath.Dir(path), "known_hosts")
	s.progress = newProgress(c.ErrOrStderr(), s.quiet())
	agent.Progress = s.progress.step
	run := agent.Sweep(c.Context(), agent.Inventory.Devices, len(agent.Inventory.Devices), nil)
	s.progress.done()
	run.Cards = ruleCards()
	return run, nil
}

// demoNext says what to try after the demo.
var demoNext = strings.TrimLeft(`
What to try next:
  ipsec-diag plan --platform cisco-ios          what would be sent to a device
  ipsec-diag --peer admin@192.0.2.1 --platform cisco-ios --password ask
  ipsec-diag compare hq.txt branch.txt          what both ends are configured for
  ipsec-diag analyze FOLDER                     saved or pasted output, no login
  ipsec-diag simulate --devices 50 --inventory-out sim.yaml   a fleet to sweep
  ipsec-diag rules                              all that can be found
`, "\n")
