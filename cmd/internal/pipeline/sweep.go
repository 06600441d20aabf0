package pipeline

import (
	"context"

	"github.com/sourcegraph/conc"

	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/inventory"
)

// Sweep reads every device, at most parallel at a time, and judges all
// tunnels. A device that fails, or that is not reached before the context
// ends, is in the result with its reason; no other device is touched by it.
// The results are written by index, so that none depends on how a task ended.
func (a *Agent) Sweep(ctx context.Context, devices []inventory.Device, parallel int, done func(*Reading)) *report.Run {
	a, end := a.begin(max(1, parallel))
	defer end()
	run := &report.Run{Started: a.Now()}
	readings := a.collectAll(ctx, devices, done)
	a.judge(run, readings, "")
	run.Interrupted = ctx.Err() != nil
	return run
}

// CaptureAll reads devices as [Agent.Sweep] does and judges nothing. Done is
// told of each as it is read, from several goroutines at once.
func (a *Agent) CaptureAll(ctx context.Context, devices []inventory.Device, parallel int, done func(*collector.Capture)) {
	a, end := a.begin(max(1, parallel))
	defer end()
	a.collectAll(ctx, devices, func(r *Reading) { done(r.Capture) })
}

func (a *Agent) collectAll(ctx context.Context, devices []inventory.Device, done func(*Reading)) []*Reading {
	readings := make([]*Reading, len(devices))
	var tasks conc.WaitGroup
	for i, dev := range devices {
		tasks.Go(func() {
			readings[i] = a.collectOrCancel(ctx, dev)
			if done != nil {
				done(readings[i])
			}
		})
	}
	tasks.Wait()
	return readings
}

// collectOrCancel does not log in any more once the run was stopped.
func (a *Agent) collectOrCancel(ctx context.Context, dev inventory.Device) *Reading {
	if ctx.Err() == nil {
		return a.collect(ctx, dev)
	}
	r := &Reading{Device: dev, Capture: &collector.Capture{Device: dev.Name, Address: dev.Address, Started: a.Now()}}
	r.Capture.Err = &collector.Error{Class: collector.ClassCanceled, Device: dev.Name, Advice: "The sweep was stopped before this device"}
	return r
}
