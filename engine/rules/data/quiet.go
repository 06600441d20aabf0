package data

import (
	"ipsec-diag/engine"
)

// flowsOf returns what moved through the SAs of an end. Where nothing moves
// between the samples, and one of the SAs of the tunnel has carried packets one
// way only since it was made, the window says nothing and the totals of the SA do.
func flowsOf(c *engine.Case, e *engine.End) []engine.Flow {
	flows := e.Flows()
	if !oneWayBefore(c) {
		return flows
	}
	for i := range flows {
		flows[i] = sinceMade(flows[i])
	}
	return flows
}

// farFlow is the other end's view of a flow, in the same way.
func farFlow(c *engine.Case, e *engine.End, f engine.Flow) (engine.Flow, bool) {
	far, matched := c.FarFlow(e, f)
	if matched && oneWayBefore(c) {
		far = sinceMade(far)
	}
	return far, matched
}

// oneWayBefore reports whether nothing moves between the samples at either end
// and an SA has carried packets one way only. Counters that outlive the SA are
// no history of it.
func oneWayBefore(c *engine.Case) bool {
	found := false
	for _, e := range c.Ends() {
		for _, f := range e.Flows() {
			if !quiet(f) || f.Child.PerFlow {
				return false
			}
			in, out := f.In.Total.Or(0), f.Out.Total.Or(0)
			found = found || in >= engine.LeastStimulus && out == 0 || out >= engine.LeastStimulus && in == 0
		}
	}
	return found
}

// quiet reports whether nothing moved either way between two samples.
func quiet(f engine.Flow) bool {
	return f.In.Compared && f.Out.Compared && f.In.Grew == 0 && f.Out.Grew == 0
}

// sinceMade is a flow by the totals of its SA.
func sinceMade(f engine.Flow) engine.Flow {
	f.In.Compared, f.Out.Compared = false, false
	f.In.Grew, f.Out.Grew = 0, 0
	return f
}
