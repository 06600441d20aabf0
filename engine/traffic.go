package engine

import (
	"slices"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// What makes counters conclusive (calculus, section 1, item 6).
const (
	// LeastApart is the least time between two samples that may be compared.
	LeastApart = 10 * time.Second
	// LeastStimulus is the number of packets one way that must have gone for
	// silence the other way to mean anything.
	LeastStimulus = 5
	// LeastAge is the least age of an SA whose counters mean something by
	// themselves.
	LeastAge = 20 * time.Second
)

// A Movement is what the counter of one direction shows.
type Movement struct {
	// Total is the counter now.
	Total ipsec.Count
	// Grew is its growth between two samples; Compared says that there were
	// two, of the same SA and far enough apart.
	Grew     uint64
	Compared bool
}

// Moves reports whether packets moved in the window, or, without a window,
// ever since the counter began.
func (m Movement) Moves() bool {
	if m.Compared {
		return m.Grew > 0
	}
	n, ok := m.Total.Get()
	return ok && n > 0
}

// Still reports whether it is known that nothing moved.
func (m Movement) Still() bool {
	if m.Compared {
		return m.Grew == 0
	}
	n, ok := m.Total.Get()
	return ok && n == 0
}

// Packets returns the packets of the window, or all of them without one.
func (m Movement) Packets() uint64 {
	if m.Compared {
		return m.Grew
	}
	return m.Total.Or(0)
}

// A Flow is one installed Child SA with what moved through it.
type Flow struct {
	Child *ipsec.ChildSA
	In    Movement
	Out   Movement
	// Change is what happened to the flow between two samples besides traffic.
	Change Change
	// Pings are the packets of the window that were pings of this run which nobody
	// answered, and nothing else moved: In and Out do not count them.
	Pings uint64
	// Ref quotes the counters.
	Ref ipsec.Ref
}

// Old reports whether the SA is old enough for its counters to mean something
// without a second sample. An unknown age counts as old when the counters
// belong to a flow rather than to an SA.
func (f Flow) Old() bool {
	age, ok := f.Child.Age.Get()
	return ok && age >= LeastAge
}

// Flows returns the installed Child SAs of an end with what moved, in the
// order of the output.
func (e *End) Flows() []Flow {
	var out []Flow
	for _, child := range e.ChildrenUp() {
		f := Flow{Child: child, In: Movement{Total: child.Counters.InPackets}, Out: Movement{Total: child.Counters.OutPackets}, Ref: countersRef(child)}
		if e.Sampled && e.Apart >= LeastApart {
			e.compareSamples(&f)
		}
		e.withoutPings(&f)
		out = append(out, f)
	}
	return out
}

// countersRef spans the lines of both packet counters.
func countersRef(child *ipsec.ChildSA) ipsec.Ref {
	in, out := child.Counters.InPackets.Ref(), child.Counters.OutPackets.Ref()
	switch {
	case in.IsZero() && out.IsZero():
		return child.Ref
	case in.IsZero():
		return out
	case out.IsZero():
		return in
	}
	return ipsec.Ref{Command: in.Command, First: min(in.First, out.First), Last: max(in.Last, out.Last)}
}

// earlierOf returns the same SA in the earlier sample: the same SPI, or, where
// counters belong to the flow, the same selectors.
func (e *End) earlierOf(child *ipsec.ChildSA) *ipsec.ChildSA {
	for _, before := range e.EarlierChild {
		if share(before.InSPI, child.InSPI) && share(before.OutSPI, child.OutSPI) {
			return before
		}
	}
	if !child.PerFlow {
		return nil
	}
	for _, before := range e.EarlierChild {
		if sameSelectors(before.LocalTS, child.LocalTS) && sameSelectors(before.RemoteTS, child.RemoteTS) {
			return before
		}
	}
	return nil
}

func sameSelectors(a, b []ipsec.Selector) bool {
	return slices.EqualFunc(a, b, ipsec.Selector.Same)
}

// FarFlow returns the other end's view of a flow, when the SPIs cross-match.
func (c *Case) FarFlow(e *End, f Flow) (Flow, bool) {
	for _, far := range c.Other(e).Flows() {
		if share(f.Child.OutSPI, far.Child.InSPI) && share(f.Child.InSPI, far.Child.OutSPI) {
			return far, true
		}
	}
	return Flow{}, false
}
