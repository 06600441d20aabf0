package pipeline

import (
	"context"
	"slices"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// closeEnough is how far apart two ends may have been read without being read
// again: at 50 packets a second it is the tolerance for any two readings.
const closeEnough = 500 * time.Millisecond

// sampleTwice takes the second sample, apart after the first, at the same moment
// as the other ends. Where the first samples of the ends lie too far apart, it
// takes that one again, too.
func (a *Agent) sampleTwice(ctx context.Context, s *collector.Session, r *Reading, apart time.Duration, first *ipsec.Snapshot) {
	name, m := r.Device.Name, a.round.meeting
	a.progress(name, "waiting for the second sample")
	patience := apart - a.Now().Sub(lastSampled(r))
	if far := spread(m.meet(ctx, name, stageFirst, countersRead(r), patience)); far > closeEnough {
		a.progress(name, "reading the counters again, together with the other end")
		a.sample(ctx, s, r, 1)
		r.Capture.Outputs = renewed(r.Capture.Outputs)
	}
	a.probe(ctx, s, r, first)
	due := lastSampled(r).Add(apart)
	for _, other := range m.meet(ctx, name, stageSecond, due, 0) {
		if other.After(due) {
			due = other
		}
	}
	if s.Err() == nil && r.Capture.Err == nil && sleep(ctx, due.Sub(a.Now())) {
		a.sample(ctx, s, r, 1)
		a.whatHappened(ctx, s, r, first)
	}
}

// sample asks again for what moves: the counters of the SAs first, so that they
// are read at one moment at all ends, whatever else a platform has to ask.
func (a *Agent) sample(ctx context.Context, s *collector.Session, r *Reading, pass int) {
	before := len(r.Capture.Outputs)
	for _, counters := range []bool{true, false} {
		a.run(ctx, s, r, pass, func(step *parsers.Step) []string {
			if !step.Sampled || countsSAs(step) != counters {
				return nil
			}
			return []string{step.Command}
		})
	}
	place := func(o collector.Output) int {
		return slices.IndexFunc(r.Platform.Steps, func(step parsers.Step) bool { return step.Command == o.Command })
	}
	slices.SortStableFunc(r.Capture.Outputs[before:], func(x, y collector.Output) int { return place(x) - place(y) })
}

// countsSAs reports whether a command shows the packet counters of SAs.
func countsSAs(step *parsers.Step) bool { return slices.Contains(step.Reveals, ipsec.AreaChildSAs) }

// renewed puts answers of the second pass in the place of those of the first.
func renewed(outputs []collector.Output) []collector.Output {
	again := map[string]bool{}
	for i := range outputs {
		if outputs[i].Pass == 1 && outputs[i].Status == collector.Answered {
			again[outputs[i].Command] = true
		}
	}
	out := slices.DeleteFunc(outputs, func(o collector.Output) bool { return (o.Pass == 0) == again[o.Command] })
	for i := range out {
		out[i].Pass = 0
	}
	return out
}

// countersRead returns when the packet counters were asked for.
func countersRead(r *Reading) time.Time {
	for i := range r.Capture.Outputs {
		out := &r.Capture.Outputs[i]
		if step := r.Platform.StepFor(out.Command); step != nil && step.Sampled && countsSAs(step) && out.Status == collector.Answered {
			return out.Started
		}
	}
	return lastSampled(r)
}

// spread is the time between the first and the last of some moments.
func spread(moments []time.Time) time.Duration {
	if len(moments) == 0 {
		return 0
	}
	return slices.MaxFunc(moments, time.Time.Compare).Sub(slices.MinFunc(moments, time.Time.Compare))
}
