package pipeline

import (
	"context"
	"slices"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// whenGone is when the commands of [Agent.whatHappened] are sent.
const whenGone = "second sample, if an IKE SA is gone"

// whatHappened reads the log and the uptime again where an IKE SA of the first
// sample is gone in the second: what was read before cannot say why.
func (a *Agent) whatHappened(ctx context.Context, s *collector.Session, r *Reading, first *ipsec.Snapshot) {
	if s.Err() != nil || r.Capture.Err != nil || !goneSince(first, parsers.Parse(r.Platform, r.Capture, 1)) {
		return
	}
	a.run(ctx, s, r, 1, func(step *parsers.Step) []string {
		if !tellsWhy(step) || !answered(r.Capture, step.Command) {
			return nil
		}
		return []string{step.Command}
	})
}

// tellsWhy reports whether a command shows the log, or since when the daemon runs.
func tellsWhy(step *parsers.Step) bool {
	return !step.Sampled && !hasPeer(step) &&
		(slices.Contains(step.Reveals, ipsec.AreaEvents) || slices.Contains(step.Reveals, ipsec.AreaUptime))
}

// answered reports whether a command gave an answer in the first pass.
func answered(c *collector.Capture, command string) bool {
	return slices.ContainsFunc(c.Outputs, func(o collector.Output) bool {
		return o.Pass == 0 && o.Command == command && o.Status == collector.Answered && o.Text != ""
	})
}

// goneSince reports whether an IKE SA that was up is not listed any more: by its
// SPI or, where none is printed, by its peer.
func goneSince(first, second *ipsec.Snapshot) bool {
	if !second.Observed(ipsec.AreaIKESAs) && !ipsec.Yes(second.ServiceDown) {
		return false
	}
	for i := range first.IKESAs {
		was := &first.IKESAs[i]
		still := func(now ipsec.IKESA) bool {
			spi, known := was.LocalSPI.Get()
			if now, again := now.LocalSPI.Get(); known && again {
				return now == spi
			}
			return now.State.Up() && now.Remote.Address == was.Remote.Address
		}
		if was.State.Up() && !slices.ContainsFunc(second.IKESAs, still) {
			return true
		}
	}
	return false
}
