package pipeline

import (
	"context"
	"math"
	"slices"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// mostPeers bounds the peers a device is asked about one by one.
const mostPeers = 4

// collect reads one device: the platform's commands, then those about single
// peers, then the second sample. What was read before a failure is kept.
func (a *Agent) collect(ctx context.Context, dev inventory.Device) *Reading {
	r := &Reading{Device: dev, Capture: &collector.Capture{Device: dev.Name, Address: dev.Address, Started: a.Now()}}
	defer a.round.meeting.leave(dev.Name)
	at, failed := a.approach(ctx, dev)
	if failed != nil {
		r.Capture.Err = failed
		return a.finished(r)
	}
	defer at.leave()
	dev, opt := at.device, at.options
	s, p, failed := a.login(ctx, dev, opt)
	if p != nil {
		r.Platform, r.Capture.Platform = p, p.Name
	}
	if failed != nil {
		r.Capture.Err = at.blame(failed)
		return a.finished(r)
	}
	a.round.meeting.enter(dev.Name)
	defer func() { _ = s.Close() }()
	r.Capture.Prompt = s.Prompt()
	r.Capture.Outputs = append(r.Capture.Outputs, notAnswered(s.Setup())...)
	a.converse(ctx, s, r)
	if r.Capture.Err == nil {
		r.Capture.Err = at.ended(ctx, s)
	}
	return a.finished(r)
}

// notAnswered are the set-up commands that the device did not take: a refused
// enable explains what is refused later.
func notAnswered(setup []collector.Output) []collector.Output {
	return slices.DeleteFunc(setup, func(o collector.Output) bool { return o.Status == collector.Answered })
}

// converse runs the commands of all passes.
func (a *Agent) converse(ctx context.Context, s *collector.Session, r *Reading) {
	a.run(ctx, s, r, 0, func(step *parsers.Step) []string {
		if hasPeer(step) {
			return nil
		}
		return []string{step.Command}
	})
	first := parsers.Parse(r.Platform, r.Capture, 0)
	peers := peersOf(first)
	peers = append(peers, a.hosts(first, peers)...)
	a.run(ctx, s, r, 0, func(step *parsers.Step) []string {
		if !hasPeer(step) {
			return nil
		}
		return step.Expand(peers)
	})
	if a.watch != nil {
		a.goOn(ctx, s, r)
		return
	}
	if a.round.seen != nil {
		a.round.seen(r.Device.Name, first)
	}
	apart := min(a.Sample, worthSampling(first))
	if apart <= 0 || s.Err() != nil || r.Capture.Err != nil {
		return
	}
	a.round.firsts.show(first)
	a.sampleTwice(ctx, s, r, apart, first)
}

// run sends the chosen command lines of every step, in order.
func (a *Agent) run(ctx context.Context, s *collector.Session, r *Reading, pass int, choose func(*parsers.Step) []string) {
	if s.Err() != nil || ctx.Err() != nil || r.Capture.Err != nil {
		return
	}
	var commands []collector.Command
	for i := range r.Platform.Steps {
		for _, text := range choose(&r.Platform.Steps[i]) {
			cmd, err := collector.Show(r.Platform.Name, text)
			if err != nil {
				r.Capture.Outputs = append(r.Capture.Outputs, collector.Output{Command: text, Pass: pass, Status: collector.Refused, Reason: err.Error(), ExitCode: -1})
				continue
			}
			commands = append(commands, cmd)
		}
	}
	sent := func(i int) {
		if i < len(commands) {
			a.progress(r.Device.Name, commands[i].String())
		}
	}
	sent(0)
	done := 0
	for out := range s.RunEach(ctx, commands) {
		out.Pass = pass
		r.Capture.Outputs = append(r.Capture.Outputs, out)
		if other := a.disguised(r.Platform, &out); other != "" {
			r.Capture.Err = wrongPlatform(r, &out, other)
		}
		if s.Err() != nil || ctx.Err() != nil || r.Capture.Err != nil {
			return
		}
		done++
		sent(done)
	}
}

// finished parses what came.
func (a *Agent) finished(r *Reading) *Reading {
	r.Capture.Finished = a.Now()
	r.parse()
	a.progress(r.Device.Name, "read")
	return r
}

// lastSampled returns when the last command that will be repeated was sent, so
// that every pair of samples is at least the wanted time apart.
func lastSampled(r *Reading) time.Time {
	var at time.Time
	for i := range r.Capture.Outputs {
		out := &r.Capture.Outputs[i]
		if step := r.Platform.StepFor(out.Command); step != nil && step.Sampled && out.Started.After(at) {
			at = out.Started
		}
	}
	return at
}

func hasPeer(step *parsers.Step) bool { return len(step.Expand(nil)) == 0 }

// peersOf returns the peer addresses a device shows, those without an SA first:
// they are the ones in question.
func peersOf(snap *ipsec.Snapshot) []string {
	var up, all []string
	for i := range snap.IKESAs {
		if sa := &snap.IKESAs[i]; sa.State.Up() {
			up = append(up, sa.Remote.Address)
		} else {
			all = append(all, sa.Remote.Address)
		}
	}
	for _, p := range snap.Peers {
		all = append(all, p.RemoteAddrs...)
	}
	var out []string
	for _, a := range append(all, up...) {
		if isAddress(a) && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out[:min(len(out), mostPeers)]
}

// stuckApart is how far apart two looks at a negotiation must be to tell a
// stuck one from a passing one.
const stuckApart = 5 * time.Second

// worthSampling returns how far apart two samples must be to tell something:
// without limit for the counters of an SA that is up, a few seconds for a
// negotiation, zero when there is neither.
func worthSampling(snap *ipsec.Snapshot) time.Duration {
	for i := range snap.ChildSAs {
		if snap.ChildSAs[i].State.Up() {
			return math.MaxInt64
		}
	}
	for i := range snap.IKESAs {
		if snap.IKESAs[i].State.HalfOpen() {
			return stuckApart
		}
	}
	return 0
}

// sleep waits, and reports whether it was not interrupted.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
