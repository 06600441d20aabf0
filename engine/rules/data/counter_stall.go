package data

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// counterStall says that a direction that had moved stands still between two
// samples although the other moves.
var counterStall = engine.Rule{
	ID:       "data/counter-stall",
	Title:    "A direction that moved in the last run has stopped",
	Severity: engine.Warning,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerNone,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Judge:    judgeCounterStall,
}

func judgeCounterStall(c *engine.Case) engine.Verdict {
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	compared := false
	for _, e := range c.Ends() {
		for _, f := range e.Flows() {
			compared = compared || f.In.Compared && f.Out.Compared
			if stalls(f.In, f.Out) {
				return stalled(e, f, "in", f.Out.Grew)
			}
			if stalls(f.Out, f.In) {
				return stalled(e, f, "out", f.In.Grew)
			}
		}
	}
	if c.ChildUp() && !compared {
		return engine.Unobserved("a second sample of the counters of one SA")
	}
	return engine.Silent("no direction stopped between the samples")
}

// stalls reports whether one direction had moved and stands while the other moves.
func stalls(one, other engine.Movement) bool {
	return one.Compared && other.Compared && one.Grew == 0 && one.Total.Or(0) > 0 && other.Grew >= engine.LeastStimulus
}

func stalled(e *engine.End, f engine.Flow, way string, moved uint64) engine.Verdict {
	return engine.Hold(engine.Strong, shown(e, f, "one direction has stopped")).
		With(fmt.Sprintf("%s: no packet %s while %d went the other way", e.Name, way, moved))
}
