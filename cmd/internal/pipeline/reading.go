package pipeline

import (
	"net/netip"
	"slices"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/engine"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// A Reading is one device as it was read.
type Reading struct {
	Device   inventory.Device
	Platform *parsers.Platform
	Capture  *collector.Capture
	// Snap is the latest state, Earlier the sample before it.
	Snap, Earlier *ipsec.Snapshot
	Apart         time.Duration
}

// parse turns the capture into snapshots. A device that answered nothing has
// none: nothing was observed.
func (r *Reading) parse() {
	if r.Platform == nil || len(r.Capture.Outputs) == 0 {
		return
	}
	r.Snap = parsers.Parse(r.Platform, r.Capture, 0)
	if apart, ok := sampledApart(r.Capture); ok {
		r.Earlier, r.Apart = r.Snap, apart
		r.Snap = parsers.Later(r.Earlier, parsers.Parse(r.Platform, r.Capture, 1))
		if r.Apart <= 0 {
			r.Apart = agedApart(r.Earlier, r.Snap)
		}
	}
}

// sampledApart returns the least time between the two runs of a command that
// was answered twice.
func sampledApart(c *collector.Capture) (least time.Duration, sampled bool) {
	first := map[string]time.Time{}
	for i := range c.Outputs {
		out := &c.Outputs[i]
		if out.Status != collector.Answered {
			continue
		}
		if out.Pass == 0 {
			first[out.Command] = out.Started
		} else if t, ok := first[out.Command]; ok {
			if apart := out.Started.Sub(t); !sampled || apart < least {
				least, sampled = apart, true
			}
		}
	}
	return least, sampled
}

// agedApart is the time between two samples by how much an SA has aged, for a paste
// that does not show when it was taken; zero where no SA tells it.
func agedApart(first, second *ipsec.Snapshot) time.Duration {
	for i := range second.ChildSAs {
		now := &second.ChildSAs[i]
		for j := range first.ChildSAs {
			before := &first.ChildSAs[j]
			aged := now.Age.Or(0) - before.Age.Or(0)
			if now.Age.Known() && before.Age.Known() && aged > 0 && len(now.InSPI) > 0 && slices.Equal(now.InSPI, before.InSPI) {
				return aged
			}
		}
	}
	return 0
}

// engineReading is the reading as the engine takes it.
func (r *Reading) engineReading() engine.Reading {
	return engine.Reading{Name: r.Device.Name, Aliases: addressesOf(r.Device), Snap: r.Snap, Earlier: r.Earlier, Apart: r.Apart, Failure: r.Capture.Err}
}

// isAddress reports whether text is one concrete IP address.
func isAddress(text string) bool {
	a, err := netip.ParseAddr(text)
	return err == nil && !a.IsUnspecified()
}
