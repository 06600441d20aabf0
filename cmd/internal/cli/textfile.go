package cli

import (
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/metrics"
	"ipsec-diag/cmd/internal/pipeline"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/cmd/internal/sweep"
)

// addTextfile lets a command leave its metrics for the node exporter.
func (s *settings) addTextfile(c *cobra.Command) {
	c.Flags().StringVar(&s.textfile, "textfile", "", "write metrics to this `file` (*.prom) for the textfile collector of the node exporter")
}

// checkTextfile refuses a name that would not be read before any login.
func (s *settings) checkTextfile() error {
	if s.textfile == "" {
		return nil
	}
	if err := metrics.CheckTextfile(s.textfile); err != nil {
		return usageError("--textfile %v", err)
	}
	return nil
}

// leaveTextfile writes the metrics of a run. A run that was stopped leaves the
// file of the run before: half of the tunnels would look like the others' end.
func (s *settings) leaveTextfile(agent *pipeline.Agent, run *runreport.Run) error {
	if s.textfile == "" {
		return nil
	}
	if run.Interrupted {
		agent.Options.Log.Warnf("the run was stopped: %s is left as it was", s.textfile)
		return nil
	}
	zone := func(device string) string {
		if d := agent.Inventory.Device(device); d != nil {
			return d.Zone
		}
		return ""
	}
	facts := metrics.FromResult(sweep.ResultOf(run, history.Sweep{Started: run.Started}, agent), sweep.DevicesOf(run, zone))
	if err := metrics.WriteTextfile(s.textfile, facts, Version(), time.Now()); err != nil {
		return usageError("cannot write the metrics to %s: %v", s.textfile, plainReason(err))
	}
	return nil
}
