package collect

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// singleSample says that a state in passing, or a counter that stands still,
// was seen only once.
var singleSample = engine.Rule{
	ID:       "collect/single-sample",
	Title:    "States and counters were read only once, so a stuck state and a passing one look alike",
	Severity: engine.Info,
	Kind:     engine.DataQuality,
	Owner:    engine.OwnerTool,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs},
	Judge:    judgeSingleSample,
}

func judgeSingleSample(c *engine.Case) engine.Verdict {
	if len(c.LacksAny(ipsec.AreaIKESAs)) > 0 && len(c.LacksAny(ipsec.AreaChildSAs)) > 0 {
		return engine.Unobserved(c.LacksAny(ipsec.AreaIKESAs, ipsec.AreaChildSAs)...)
	}
	var proof []engine.Evidence
	for _, e := range c.Ends() {
		if e.Read() && !e.Sampled {
			proof = append(proof, seenOnce(e)...)
		}
	}
	if len(proof) == 0 {
		return engine.Silent("")
	}
	return engine.Hold(engine.Certain, proof...).By(engine.LocalFact).With(proof[0].Says).
		SettledBy("read the same end again: a state that stays with the same SPI is stuck")
}

// seenOnce returns what of an end a second look would settle.
func seenOnce(e *engine.End) []engine.Evidence {
	var out []engine.Evidence
	if sa := e.HalfOpen(); sa != nil {
		out = append(out, engine.Show(e, engine.FromState, sa.Ref, fmt.Sprintf("%s: %s may be a stage in passing", e.Name, sa.Word)))
	}
	for _, f := range e.Flows() {
		if f.In.Still() || f.Out.Still() {
			return append(out, engine.Show(e, engine.FromCounter, f.Ref, e.Name+": a direction stands still in the only sample"))
		}
	}
	return out
}
