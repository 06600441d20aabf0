package pipeline_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// TestCancelLeavesEveryDevice stops a sweep behind a jump host while all its
// devices are busy with a command: each gets its "exit", and then the jump host's
// connection ends too.
func TestCancelLeavesEveryDevice(t *testing.T) {
	jump, hop := gate(t, "gate")
	var servers []*simulator.Server
	var devices []inventory.Device
	for i := range 20 {
		sim := smallDevice(i)
		sim.Quirks.SlowFirstByte = 100 * time.Millisecond
		server, err := simulator.Start(t.Context(), sim)
		if err != nil {
			t.Fatal(err)
		}
		servers = append(servers, server)
		devices = append(devices, inventory.Device{Name: sim.Name, Address: "127.0.0.1", Port: server.Addr().Port,
			Platform: sim.Platform, Jump: "gate", Login: inventory.Login{User: "ops", Password: "ok"}})
	}
	a := agent(t)
	a.Inventory.Devices = []inventory.Device{hop}
	before := descriptors(t)
	ctx, cancel := context.WithCancel(t.Context())
	var busy atomic.Int64
	a.Progress = func(_, what string) {
		if what == "show crypto isakmp sa" && busy.Add(1) == int64(len(devices)) {
			cancel()
		}
	}
	run := a.Sweep(ctx, devices, len(devices), nil)
	for i, d := range run.Devices {
		if d.Failure == nil || d.Failure.Class != collector.ClassCanceled || !d.Snap.Version.Known() {
			t.Errorf("%s: %v", d.Name, d.Failure)
		}
		if !slices.Contains(servers[i].Commands(), "exit") {
			t.Errorf("%s was left without a word: %q", d.Name, servers[i].Commands())
		}
	}
	nothingLeft(t, append(servers, jump), before)
}
