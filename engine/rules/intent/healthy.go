package intent

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// healthy says that the tunnel works as far as it was looked at. It needs a
// Child SA and movement both ways without a rising error counter or a fresh
// fault in the log; one end gives 85 points, both ends with matching SPIs are
// a witness.
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
	if missing := c.LacksAgreement(); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		if why, proof := ails(e); why != "" {
			return engine.Silent(why, proof)
		}
	}
	for _, e := range c.Ends() {
		if f, oneWay := oneWayFlow(e); oneWay {
			return engine.Silent("packets leave "+e.Name+" and none come back", engine.Show(e, engine.FromCounter, f.Ref, "one direction stands still"))
		}
	}
	for _, e := range c.Ends() {
		flow, ok := movingBothWays(e)
		if !ok {
			continue
		}
		v := engine.Hold(engine.Strong, engine.Show(e, engine.FromCounter, flow.Ref, "packets move in both directions"))
		if p := e.Answered(flow.Child); p != nil {
			v.Evidence = append(v.Evidence, engine.ShowProbe(e, p))
		}
		if far, matched := c.FarFlow(e, flow); matched && far.In.Moves() && far.Out.Moves() {
			v.Evidence = append(v.Evidence, engine.Show(c.Other(e), engine.FromCounter, far.Ref, "the other end sees the same SPIs and both directions too"))
			return v.By(engine.ComparedEnds)
		}
		return v
	}
	return engine.Silent("no direction pair is seen to move")
}

// ails returns what speaks against health at an end: a flow that is one-way,
// an error counter that rises, or a fault logged since the tunnel came up.
func ails(e *engine.End) (string, engine.Evidence) {
	for _, f := range e.Flows() {
		if oneWay(f) {
			return "a flow moves in one direction only", engine.Show(e, engine.FromCounter, f.Ref, "one direction stands still")
		}
	}
	if name, grew, ref := e.RisingErrors(); grew > 0 {
		return fmt.Sprintf("%s rose by %d between the samples", name, grew), engine.Show(e, engine.FromCounter, ref, name+" rises")
	}
	if ev := freshFault(e); ev != nil {
		return "a fault was logged since the tunnel came up", engine.FromEvent(e, ev, "a fault after the tunnel came up")
	}
	return "", engine.Evidence{}
}

// freshFault returns the last fault of this tunnel after a line that says that
// it came up. Without such a line the order is not known.
func freshFault(e *engine.End) *ipsec.Event {
	since := e.SinceChildUp()
	if len(since) == len(e.Events) {
		return nil
	}
	return engine.Last(since, ipsec.EventRekeyFailed, ipsec.EventPeerDead, ipsec.EventGaveUp, ipsec.EventStateLost,
		ipsec.EventChildFailed, ipsec.EventInstallFailed, ipsec.EventSelectorsRefused, ipsec.EventChildProposalRefused)
}

func oneWay(f engine.Flow) bool {
	return f.Out.Packets() >= engine.LeastStimulus && f.In.Still() || f.In.Packets() >= engine.LeastStimulus && f.Out.Still()
}

// oneWayFlow returns a flow of the end that sends enough for an answer to be
// due and receives nothing.
func oneWayFlow(e *engine.End) (engine.Flow, bool) {
	for _, f := range e.Flows() {
		if f.Out.Packets() >= engine.LeastStimulus && f.In.Still() {
			return f, true
		}
	}
	return engine.Flow{}, false
}

// movingBothWays returns a flow of the end in which packets move both ways.
func movingBothWays(e *engine.End) (engine.Flow, bool) {
	for _, f := range e.Flows() {
		if f.In.Moves() && f.Out.Moves() {
			return f, true
		}
	}
	return engine.Flow{}, false
}
