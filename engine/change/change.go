// Package change tells what differs between two looks at a tunnel: its state,
// its configuration and what lies around it on each device. What only one of
// the looks shows is not compared, never taken for a change.
package change

import (
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// A Change is one thing that was otherwise before. Was is empty for what is new,
// Now for what is gone.
type Change struct {
	// Device is empty for the verdict on the tunnel.
	Device string     `json:"device,omitempty"`
	Area   ipsec.Area `json:"area,omitempty"`
	What   string     `json:"what"`
	Was    string     `json:"was,omitempty"`
	Now    string     `json:"now,omitempty"`
	// WasAt and NowAt are the lines.
	WasAt ipsec.Ref `json:"-"`
	NowAt ipsec.Ref `json:"-"`
}

// A Report is what changed of one tunnel.
type Report struct {
	Tunnel   string
	Old, New *engine.Diagnosis // nil where the tunnel was not there
	Changes  []Change
	// NotCompared says what only one of the two looks shows.
	NotCompared []string
}

// Between pairs the tunnels of two runs by their names, in the order of the new
// run; tunnels that are gone come last.
func Between(before, after []*engine.Diagnosis) []*Report {
	var out []*Report
	for _, d := range after {
		out = append(out, of(find(before, d.Case.ID), d))
	}
	for _, d := range before {
		if find(after, d.Case.ID) == nil {
			out = append(out, of(d, nil))
		}
	}
	return out
}

func find(list []*engine.Diagnosis, id string) *engine.Diagnosis {
	for _, d := range list {
		if d.Case.ID == id {
			return d
		}
	}
	return nil
}

func of(before, after *engine.Diagnosis) *Report {
	r := &Report{Old: before, New: after}
	switch {
	case before == nil:
		r.Tunnel = after.Case.ID
		r.Changes = []Change{{What: "tunnel", Now: verdict(after)}}
		return r
	case after == nil:
		r.Tunnel = before.Case.ID
		r.Changes = []Change{{What: "tunnel", Was: verdict(before)}}
		return r
	}
	r.Tunnel = after.Case.ID
	if was, now := verdict(before), verdict(after); was != now {
		r.Changes = append(r.Changes, Change{What: "verdict", Was: was, Now: now})
	}
	for _, now := range after.Case.Ends() {
		if was := end(before.Case, now.Name); was != nil {
			r.end(was, now)
		}
	}
	return r
}

func verdict(d *engine.Diagnosis) string { return string(d.Health) + ", " + d.Headline.Rule.ID }

func end(c *engine.Case, name string) *engine.End {
	for _, e := range c.Ends() {
		if e.Name == name {
			return e
		}
	}
	return nil
}

// end compares one device.
func (r *Report) end(was, now *engine.End) {
	if !was.Read() || !now.Read() {
		if was.Read() != now.Read() {
			r.NotCompared = append(r.NotCompared, now.Called()+": it was read only "+which(was.Read()))
		}
		return
	}
	r.restart(was, now)
	before, after := facts(was), facts(now)
	for _, area := range areas {
		switch a, b := shown(was, area), shown(now, area); {
		case a && b:
			r.area(now.Name, area, before[area], after[area])
		case a != b:
			r.NotCompared = append(r.NotCompared, now.Name+": the "+string(area)+", read only "+which(a))
		}
	}
}

func which(before bool) string {
	if before {
		return "before"
	}
	return "now"
}

func shown(e *engine.End, a ipsec.Area) bool {
	return e.Observed(a) || a == ipsec.AreaVersion && e.Snap.Version.Known()
}

// restart says that the daemon or the device started between the looks.
func (r *Report) restart(was, now *engine.End) {
	a, okA := was.Snap.Started.Get()
	b, okB := now.Snap.Started.Get()
	if okA && okB && b.Sub(a) > restartSlack {
		r.Changes = append(r.Changes, Change{Device: now.Name, Area: ipsec.AreaUptime, What: "started anew",
			Was: stamp(a), Now: stamp(b), WasAt: was.Snap.Started.Ref(), NowAt: now.Snap.Started.Ref()})
	}
}

// area compares the facts of one area by their keys.
func (r *Report) area(device string, area ipsec.Area, before, after []fact) {
	note := func(a, b *fact) {
		c := Change{Device: device, Area: area}
		if a != nil {
			c.What, c.Was, c.WasAt = a.key, a.value, a.ref
		}
		if b != nil {
			c.What, c.Now, c.NowAt = b.key, b.value, b.ref
		}
		r.Changes = append(r.Changes, c)
	}
	// ways are asked for one destination at a time: one not asked for is not gone
	asked := area == ipsec.AreaRoutes
	for i := range before {
		a := &before[i]
		n := slices.IndexFunc(after, func(f fact) bool { return f.key == a.key })
		switch {
		case n < 0 && !asked:
			note(a, nil)
		case n < 0:
		case after[n].value != a.value:
			note(a, &after[n])
		}
	}
	for i := range after {
		if b := &after[i]; !asked && !slices.ContainsFunc(before, func(f fact) bool { return f.key == b.key }) {
			note(nil, b)
		}
	}
}
