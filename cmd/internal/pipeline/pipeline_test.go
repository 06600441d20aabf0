package pipeline_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/collector/simulator/fleet"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// simulated starts one device of the demo fleet, changed by tweak, and returns
// the inventory's entry for it.
func simulated(t *testing.T, name string, tweak func(*simulator.Device)) inventory.Device {
	t.Helper()
	dev, _ := served(t, name, tweak)
	return dev
}

// served is simulated, with the device itself, which knows what it was sent.
func served(t *testing.T, name string, tweak func(*simulator.Device)) (inventory.Device, *simulator.Server) {
	t.Helper()
	demo := fleet.Demo()
	i := slices.IndexFunc(demo.Devices, func(d *fleet.Device) bool { return d.Name == name })
	if i < 0 {
		t.Fatalf("the demo has no device %s", name)
	}
	sim := demo.Devices[i].Simulated()
	if tweak != nil {
		tweak(&sim)
	}
	server, err := simulator.Start(t.Context(), sim)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	addr := server.Addr()
	dev := inventory.Device{Name: name, Address: addr.IP.String(), Port: addr.Port, Platform: sim.Platform,
		Login: inventory.Login{User: fleet.User, Password: "ok", EnableSecret: "enable"}, Aliases: []string{demo.Devices[i].Address.String()}}
	return dev, server
}

func agent(t *testing.T) *pipeline.Agent {
	t.Helper()
	return &pipeline.Agent{
		Inventory: &inventory.Inventory{}, Platforms: platforms.All(), Rules: rules.All(), Now: time.Now,
		Options: collector.Options{KnownHosts: filepath.Join(t.TempDir(), "known_hosts"), SkipAgent: true, Resolve: resolve, Retries: []time.Duration{}},
	}
}

// resolve knows the secrets of the tests' references.
func resolve(_ context.Context, ref string) (string, error) {
	return map[string]string{"ok": fleet.Password, "enable": fleet.EnableSecret, "wrong": "not-" + fleet.Password}[ref], nil
}

// TestTrouble makes a device difficult in one way each. Trouble of the
// collection has its own class, is never a fault of a tunnel, and what was
// answered before is kept.
func TestTrouble(t *testing.T) {
	tests := []struct {
		name    string
		device  string
		tweak   func(*simulator.Device)
		entry   func(*inventory.Device)
		timeout time.Duration
		class   collector.Class
		exit    int // -1: any but healthy
		kept    bool
	}{
		{name: "wrong password", device: "ios-zurich", entry: func(d *inventory.Device) { d.Login.Password = "wrong" }, class: collector.ClassAuthRejected, exit: 3},
		{name: "wrong host key", device: "ios-zurich", entry: func(d *inventory.Device) { d.HostKey = "SHA256:" + strings.Repeat("A", 43) }, class: collector.ClassHostKeyChanged, exit: 3},
		{name: "refused connection", device: "ios-zurich", entry: func(d *inventory.Device) { d.Port = 1 }, class: collector.ClassUnreachable, exit: 3},
		{name: "hangs", device: "ios-zurich", tweak: func(d *simulator.Device) {
			d.Quirks.Hang = []string{"show crypto ipsec sa", "show crypto ipsec sa detail"}
		}, timeout: 1500 * time.Millisecond, class: collector.ClassTimeout, exit: -1, kept: true},
		{name: "cut off mid-output", device: "ios-zurich", tweak: func(d *simulator.Device) { d.Quirks.CutAfter = 3000 }, class: collector.ClassDisconnected, exit: -1, kept: true},
		{name: "reset before the banner", device: "sw-hq", tweak: func(d *simulator.Device) { d.Quirks.ResetBeforeBanner = -1 }, class: collector.ClassConnectionCut, exit: 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dev := simulated(t, tt.device, tt.tweak)
			if tt.entry != nil {
				tt.entry(&dev)
			}
			dev.Timeout = tt.timeout
			run := agent(t).Diagnose(t.Context(), dev)
			checkTrouble(t, run, tt.class, tt.exit, tt.kept)
		})
	}
}

func checkTrouble(t *testing.T, run *report.Run, class collector.Class, exit int, kept bool) {
	t.Helper()
	d := run.Devices[0]
	if d.Failure == nil || d.Failure.Class != class {
		t.Errorf("failure %v, want class %s", d.Failure, class)
	} else if d.Failure.Advice == "" {
		t.Errorf("%s gives no advice", class)
	}
	if kept && (d.Snap == nil || !d.Snap.Version.Known()) {
		t.Error("what was answered before was lost")
	}
	if code := run.ExitCode(); exit >= 0 && code != exit {
		t.Errorf("exit code %d, want %d", code, exit)
	}
	for _, diagnosis := range run.Diagnoses {
		if !kept && diagnosis.Headline.Rule.Layer() != "collect" {
			t.Errorf("a device that was not read has the headline %s", diagnosis.Headline.Rule.ID)
		}
	}
}

// TestNoIPsec reads a router without any IPsec: that is no fault.
func TestNoIPsec(t *testing.T) {
	dev := simulated(t, "ios-zurich", func(d *simulator.Device) {
		d.Render = nil
		d.Capture = &collector.Capture{Platform: "cisco-ios", Outputs: []collector.Output{{Command: "show version", Text: "Cisco IOS Software, Version 15.7(3)M\n"}}}
	})
	run := agent(t).Diagnose(t.Context(), dev)
	if run.Devices[0].Failure != nil {
		t.Fatalf("not read: %v", run.Devices[0].Failure)
	}
	if code := run.ExitCode(); code == 2 {
		t.Errorf("exit code %d for a device without IPsec", code)
	}
}

// TestRefusedCommand: a refused command leaves its facts unknown.
func TestRefusedCommand(t *testing.T) {
	dev := simulated(t, "ios-zurich", func(d *simulator.Device) {
		d.Quirks.Refuse = []string{"show crypto ipsec sa", "show crypto ipsec sa detail"}
	})
	run := agent(t).Diagnose(t.Context(), dev)
	refused := 0
	for _, out := range run.Devices[0].Capture.Outputs {
		if strings.HasPrefix(out.Command, "show crypto ipsec sa") && out.Status == collector.Refused {
			refused++
		}
	}
	if refused == 0 {
		t.Fatal("the refusal was not noticed")
	}
	for _, d := range run.Diagnoses {
		if strings.HasPrefix(d.Headline.Rule.ID, "child/") {
			t.Errorf("headline %s from a refused command", d.Headline.Rule.ID)
		}
	}
}

// TestSweepLosesNothing: one device fails, every other result is complete.
func TestSweepLosesNothing(t *testing.T) {
	var devices []inventory.Device
	for _, name := range []string{"ios-zurich", "asa-geneva", "sw-hq", "ios-bern"} {
		devices = append(devices, simulated(t, name, nil))
	}
	devices[1].Login.Password = "wrong"
	run := agent(t).Sweep(t.Context(), devices, 2, nil)
	if len(run.Devices) != len(devices) {
		t.Fatalf("%d results for %d devices", len(run.Devices), len(devices))
	}
	for i, d := range run.Devices {
		if failed := d.Failure != nil; failed != (i == 1) {
			t.Errorf("%s: failure %v", d.Name, d.Failure)
		}
	}
}

// TestInterrupt: a cancelled run still says what it knows.
func TestInterrupt(t *testing.T) {
	dev := simulated(t, "ios-zurich", func(d *simulator.Device) { d.Quirks.Hang = []string{"show logging"} })
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	run := agent(t).Diagnose(ctx, dev)
	if !run.Interrupted {
		t.Error("the run does not say that it was interrupted")
	}
	if run.Devices[0].Snap == nil || len(run.Devices[0].Snap.IKESAs) == 0 {
		t.Error("what was read before the interrupt was lost")
	}
}
