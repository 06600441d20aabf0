package engine

import (
	"slices"
	"time"

	"ipsec-diag/inventory"
)

// A MarkKind is what a site says of a tunnel.
type MarkKind string

// The kinds of marks.
const (
	// MarkOnDemand says that it may be down while nothing asks for it.
	MarkOnDemand MarkKind = "on-demand"
	// MarkStandby says that it stands by for another one: while it is down it
	// is not missed.
	MarkStandby MarkKind = "standby"
	// MarkKnownBad says that its fault is known and does not count.
	MarkKnownBad MarkKind = "known-bad"
)

// A Mark is what a site says of a tunnel, for a time.
type Mark struct {
	Kind   MarkKind
	Reason string
	// Until is the last day on which it holds, as the moment at which it ends;
	// zero for good.
	Until time.Time
	// Rules are the headlines a known-bad mark is about; empty for all.
	Rules []string
}

// A MarkState says whether a mark counts on a diagnosis.
type MarkState string

// The states of a mark.
const (
	NoMark   MarkState = ""
	MarkHeld MarkState = "held"
	// MarkExpired is one whose time is over: the tunnel counts again.
	MarkExpired MarkState = "expired"
	// MarkUndated is one with an end, where no reference time is known.
	MarkUndated MarkState = "undated"
	// MarkOther is a known-bad mark about another fault than this one.
	MarkOther MarkState = "other-fault"
	// MarkIdle is a mark that has nothing to say: there is no such fault, or it
	// is not known whether there is one.
	MarkIdle MarkState = "not-needed"
)

// stateAt tells whether a mark holds at a time.
func (m *Mark) stateAt(now time.Time) MarkState {
	switch {
	case m == nil:
		return NoMark
	case m.Until.IsZero():
		return MarkHeld
	case now.IsZero():
		return MarkUndated
	case !now.Before(m.Until):
		return MarkExpired
	}
	return MarkHeld
}

// intend makes a tunnel that is marked on demand one that the inventory has so.
func (c *Case) intend() {
	if c.Mark == nil || c.Mark.Kind != MarkOnDemand || c.Mark.stateAt(c.Now) != MarkHeld {
		return
	}
	t := inventory.Tunnel{Name: c.ID, Ends: [2]string{c.Local.Name, c.Remote.Name}}
	if c.Intent != nil {
		t = *c.Intent
	}
	t.OnDemand = true
	c.Intent = &t
}

// applyMark lets a mark take a fault out of the count. The findings stay.
func (d *Diagnosis) applyMark() {
	m := d.Case.Mark
	d.Marked = m.stateAt(d.Case.Now)
	if d.Marked != MarkHeld {
		return
	}
	switch {
	case m.Kind == MarkOnDemand:
	case m.Kind == MarkStandby && d.Health == Down:
		d.Health, d.ExitCode = Standby, 0
	case m.Kind == MarkStandby || d.ExitCode == 0 || d.Health == Unknown:
		d.Marked = MarkIdle
	case len(m.Rules) > 0 && !slices.Contains(m.Rules, d.Headline.Rule.ID):
		d.Marked = MarkOther
	default:
		d.ExitCode = 0
	}
}
