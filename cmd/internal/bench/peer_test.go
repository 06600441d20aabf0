package bench

import (
	"context"
	"io"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator/fleet"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// BenchmarkPeerToReport takes one device of the demo, and the far ends of its
// tunnels, from the SSH login over loopback to the text of the report. Nothing
// is read a second time, so that it shows the cost of the program, not a wait.
func BenchmarkPeerToReport(b *testing.B) {
	for _, name := range []string{"ios-basel", "asa-geneva", "sw-lyon"} {
		b.Run(name, func(b *testing.B) { peerToReport(b, name) })
	}
}

func peerToReport(b *testing.B, name string) {
	running, err := fleet.Demo().Start(b.Context(), 0)
	if err != nil {
		b.Fatal(err)
	}
	defer running.Close()
	inv := running.Inventory(inventory.Login{Password: "password", EnableSecret: "enable"})
	agent := &pipeline.Agent{
		Inventory: inv, Platforms: platforms.All(), Rules: rules.All(), Now: time.Now,
		Options: collector.Options{SkipAgent: true, Resolve: resolve},
	}
	for b.Loop() {
		run := agent.Diagnose(b.Context(), *inv.Device(name))
		for _, d := range run.Devices {
			if d.Failure != nil {
				b.Fatal(d.Failure)
			}
		}
		if len(run.Diagnoses) == 0 {
			b.Fatalf("%s: no tunnel was judged", name)
		}
		if err := report.Text(io.Discard, run, report.TextOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/run")
}

// resolve knows the secrets of the simulated devices.
func resolve(_ context.Context, ref string) (string, error) {
	return map[string]string{"password": fleet.Password, "enable": fleet.EnableSecret}[ref], nil
}
