package cli

import (
	"cmp"
	"fmt"

	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
)

// sayUnprobed tells which pings of --probe were not sent or were refused, and why:
// it is a fact about the run and none about the tunnel.
func (s *settings) sayUnprobed(run *runreport.Run) {
	if !s.probe {
		return
	}
	sent := false
	for i := range run.Devices {
		d := &run.Devices[i]
		if d.Capture == nil {
			continue
		}
		for _, out := range d.Capture.Outputs {
			_, isPing := collector.ReadPing(d.Platform, out.Command)
			sent = sent || isPing
			if (isPing || out.Command == "ping") && out.Status != collector.Answered {
				fmt.Fprintf(s.notes, "ipsec-diag: --probe: %s: %q: %s\n", d.Name, out.Command, cmp.Or(out.Reason, string(out.Status)))
				sent = true
			}
		}
	}
	if !sent {
		fmt.Fprintln(s.notes, "ipsec-diag: --probe: nothing was sent: no tunnel is up")
	}
}
