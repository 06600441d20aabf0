package pipeline_test

import (
	"testing"
	"time"

	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// TestSamplesOfBothEnds takes the first samples of both ends when both are logged
// in, and the second ones after both first ones, also where the far end is known
// only by what the device shows.
//
// A far end that takes its time to let us in would otherwise be read so much later.
func TestSamplesOfBothEnds(t *testing.T) {
	const slow = 1500 * time.Millisecond
	for name, tunnels := range map[string][]inventory.Tunnel{
		"intended":   {{Name: "one", Ends: [2]string{"ios-zurich", "asa-geneva"}}},
		"discovered": nil,
	} {
		t.Run(name, func(t *testing.T) {
			dev := simulated(t, "ios-zurich", nil)
			far := simulated(t, "asa-geneva", func(d *simulator.Device) { d.Quirks.SlowLogin = slow })
			a := agent(t)
			a.Sample = 2 * time.Second
			a.Inventory = &inventory.Inventory{Devices: []inventory.Device{dev, far}, Tunnels: tunnels}
			run := a.Diagnose(t.Context(), dev)
			if len(run.Devices) != 2 {
				t.Fatalf("%d devices were read, want both ends", len(run.Devices))
			}
			near, other := counters(t, run.Devices[0], "show crypto ipsec sa"), counters(t, run.Devices[1], "show crypto ipsec sa detail")
			for i, one := range near {
				if apart := one.Sub(other[i]).Abs(); apart >= slow {
					t.Errorf("sample %d: the two ends were read %s apart", i+1, apart)
				}
				if i == 1 && (one.Sub(near[0]) < a.Sample || other[1].Sub(other[0]) < a.Sample) {
					t.Error("the samples of an end are too near to each other")
				}
			}
		})
	}
}

// counters returns when both samples of a command were taken, and demands that
// each command stands once in a sample.
func counters(t *testing.T, d report.Device, command string) (at [2]time.Time) {
	t.Helper()
	seen := map[string]bool{}
	for _, o := range d.Capture.Outputs {
		key := o.Command + string(rune('0'+o.Pass))
		if seen[key] {
			t.Errorf("%s: %q stands twice in sample %d", d.Name, o.Command, o.Pass)
		}
		seen[key] = true
		if o.Command == command && o.Status == collector.Answered {
			at[o.Pass] = o.Started
		}
	}
	if at[0].IsZero() || at[1].IsZero() {
		t.Fatalf("%s: no two samples", d.Name)
	}
	return at
}
