package intent

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// healthy says that the tunnel works as far as it was looked at. It needs a
// Child SA and movement both ways; one end gives 85 points, both ends with
// matching SPIs are a witness.
var healthy = engine.Rule{
	ID:       "intent/healthy",
	Title:    "The tunnel is up, traffic moves both ways and every check that was run passed",
	Severity: engine.Info,
	Kind:     engine.State,
	Owner:    engine.OwnerNone,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Judge:    judgeHealthy,
}

func judgeHealthy(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaChildSAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	if !c.ChildUp() {
		return engine.Silent("no Child SA is installed")
	}
	for _, e := range c.Ends() {
		flow, ok := movingBothWays(e)
		if !ok {
			continue
		}
		v := engine.Hold(engine.Strong, engine.Show(e, engine.FromCounter, flow.Ref, "packets move in both directions"))
		if far, matched := c.FarFlow(e, flow); matched && far.In.Moves() && far.Out.Moves() {
			v.Evidence = append(v.Evidence, engine.Show(c.Other(e), engine.FromCounter, far.Ref, "the other end sees the same SPIs and both directions too"))
			return v.By(engine.ComparedEnds)
		}
		return v
	}
	return engine.Silent("no direction pair is seen to move")
}

// movingBothWays returns a flow of the end in which packets move both ways,
// provided no other flow of it is one-way.
func movingBothWays(e *engine.End) (engine.Flow, bool) {
	var found engine.Flow
	ok := false
	for _, f := range e.Flows() {
		switch {
		case f.In.Moves() && f.Out.Moves():
			if !ok {
				found, ok = f, true
			}
		case f.Out.Packets() >= engine.LeastStimulus && f.In.Still():
			return engine.Flow{}, false
		}
	}
	return found, ok
}
