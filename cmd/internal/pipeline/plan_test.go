package pipeline_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/collector"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// TestPlanIsWhatIsSent compares the plan with the lines that a device
// received, one by one and in order.
func TestPlanIsWhatIsSent(t *testing.T) {
	tests := []struct {
		name, device string
		entry        func(*inventory.Device)
	}{
		{name: "IOS, a login with privilege", device: "ios-zurich", entry: func(d *inventory.Device) { d.Login.EnableSecret = "" }},
		{name: "ASA, enable", device: "asa-geneva"},
		{name: "strongSwan", device: "sw-hq"},
		{name: "strongSwan, sudo", device: "sw-hq", entry: func(d *inventory.Device) { d.Sudo = true }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dev, server := served(t, tt.device, nil)
			if tt.entry != nil {
				tt.entry(&dev)
			}
			a := agent(t)
			a.Sample, a.LocalOnly = time.Millisecond, true
			run := a.Diagnose(t.Context(), dev)
			if f := run.Devices[0].Failure; f != nil {
				t.Fatal(f)
			}
			sampled := slices.ContainsFunc(run.Devices[0].Capture.Outputs, func(o collector.Output) bool { return o.Pass == 1 })
			var planned []string
			for _, line := range a.Plan(dev, platforms.Find(dev.Platform)) {
				if !strings.HasPrefix(line.When, "second sample") || sampled && line.When == "second sample" {
					planned = append(planned, line.Command)
				}
			}
			if diff := cmp.Diff(planned, withPlaceholder(planned, server.Commands())); diff != "" {
				t.Errorf("planned (-), sent (+):\n%s", diff)
			}
		})
	}
}

// withPlaceholder puts back the placeholder of the plan into the commands about
// single peers, once each.
func withPlaceholder(planned, sent []string) []string {
	var out []string
	for _, line := range sent {
		for _, p := range planned {
			if before, _, found := strings.Cut(p, "<peer>"); found && strings.HasPrefix(line, before) {
				line = p
			}
		}
		if len(out) == 0 || line != out[len(out)-1] || !strings.Contains(line, "<peer>") {
			out = append(out, line)
		}
	}
	return out
}
