package pipeline

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/sourcegraph/conc"

	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
)

// A watching is a run that goes on: it keeps the sessions open and samples again
// and again, until its context ends.
type watching struct {
	every time.Duration
	mu    sync.Mutex
	last  map[string]*Reading
	// samples gets the name of a device after each of its samples.
	samples chan string
}

// Watch reads a device and the other ends of its tunnels, samples them again and
// again at an interval, and shows the verdicts after each sample of the device.
// It ends with the context. The error is why the device could not be read.
func (a *Agent) Watch(ctx context.Context, dev inventory.Device, every time.Duration, show func(*report.Run)) error {
	a, end := a.begin(0)
	defer end()
	devices := a.ToRead(dev)
	a.watch = &watching{every: every, last: map[string]*Reading{}, samples: make(chan string)}
	ctx, cancel := context.WithCancel(ctx)
	var far conc.WaitGroup
	defer func() { // the other ends stop with the device
		cancel()
		far.Wait()
	}()
	for _, d := range devices[1:] {
		far.Go(func() { a.collect(ctx, d) })
	}
	done := make(chan *Reading, 1)
	go func() { done <- a.collect(ctx, dev) }()
	for {
		select {
		case name := <-a.watch.samples:
			if name == dev.Name {
				show(a.watched(devices))
			}
		case r := <-done:
			if r.Capture.Err != nil && ctx.Err() == nil {
				return r.Capture.Err
			}
			return nil
		}
	}
}

// sampled hands the newest reading of a device on.
func (w *watching) sampled(ctx context.Context, r *Reading) {
	w.mu.Lock()
	w.last[r.Device.Name] = r
	w.mu.Unlock()
	select {
	case w.samples <- r.Device.Name:
	case <-ctx.Done():
	}
}

// watched judges the newest samples.
func (a *Agent) watched(devices []inventory.Device) *report.Run {
	a.watch.mu.Lock()
	var readings []*Reading
	for _, d := range devices {
		if r := a.watch.last[d.Name]; r != nil {
			readings = append(readings, r)
		}
	}
	a.watch.mu.Unlock()
	run := &report.Run{Started: a.Now(), Subject: devices[0].Name}
	a.judge(run, readings, devices[0].Name)
	return run
}

// goOn samples a device until the context or the session ends. Of the samples
// only the last two are kept.
func (a *Agent) goOn(ctx context.Context, s *collector.Session, r *Reading) {
	for s.Err() == nil && r.Capture.Err == nil {
		r.parse()
		copied := *r
		copied.Capture = &collector.Capture{Device: r.Capture.Device, Address: r.Capture.Address, Platform: r.Capture.Platform, Prompt: r.Capture.Prompt,
			Started: r.Capture.Started, Finished: a.Now(), Outputs: slices.Clone(r.Capture.Outputs)}
		a.watch.sampled(ctx, &copied)
		if !sleep(ctx, a.watch.every) {
			return
		}
		r.Capture.Outputs = shifted(r.Capture.Outputs)
		a.run(ctx, s, r, 1, func(step *parsers.Step) []string {
			if !step.Sampled {
				return nil
			}
			return []string{step.Command}
		})
	}
}

// shifted makes the newest sample the earlier one.
func shifted(outputs []collector.Output) []collector.Output {
	newest := map[string]bool{}
	for i := range outputs {
		if outputs[i].Pass == 1 {
			newest[outputs[i].Command] = true
		}
	}
	out := slices.DeleteFunc(outputs, func(o collector.Output) bool { return o.Pass == 0 && newest[o.Command] })
	for i := range out {
		out[i].Pass = 0
	}
	return out
}
