package pipeline

import (
	"context"
	"runtime"

	"github.com/sourcegraph/conc/pool"

	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/inventory"
)

// Begin returns the agent for the logins of one sweep that are not made by one
// call: they share jump hosts, limits and what is known of rejected secrets. The
// function ends it.
func (a *Agent) Begin(parallel int) (*Agent, func()) { return a.begin(parallel) }

// CollectOne reads one device within what [Agent.Begin] has begun.
func (a *Agent) CollectOne(ctx context.Context, dev inventory.Device) *collector.Capture {
	return a.collectOrCancel(ctx, dev).Capture
}

// FarDevices are the devices at the other ends of a device's intended tunnels.
func (a *Agent) FarDevices(dev inventory.Device) []inventory.Device { return a.farDevices(dev) }

// Judge judges what was collected before, by this process or another. Focus is
// the device that was asked about, empty for all tunnels.
func (a *Agent) Judge(captures []*collector.Capture, focus string) *report.Run {
	run := &report.Run{Started: a.Now(), Subject: focus}
	readings := make([]*Reading, len(captures))
	tasks := pool.New().WithMaxGoroutines(runtime.GOMAXPROCS(0))
	for i, c := range captures {
		tasks.Go(func() {
			r := &Reading{Device: a.known(c), Platform: a.platform(c.Platform), Capture: c}
			r.parse()
			readings[i] = r
		})
	}
	tasks.Wait()
	a.judge(run, readings, focus)
	return run
}

// known is the device of a capture as the inventory has it.
func (a *Agent) known(c *collector.Capture) inventory.Device {
	if a.Inventory != nil {
		if d := a.Inventory.Device(c.Device); d != nil {
			return *d
		}
	}
	return inventory.Device{Name: c.Device, Address: c.Address, Platform: c.Platform}
}

// SiteOf returns the site of a device, empty where the inventory has none.
func (a *Agent) SiteOf(device string) string {
	if a.Inventory != nil {
		if d := a.Inventory.Device(device); d != nil {
			return d.Site
		}
	}
	return ""
}
