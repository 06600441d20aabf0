package hygiene

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// replayOff says that an installed SA takes a packet as often as it comes.
var replayOff = engine.Rule{
	ID:       "hygiene/replay-protection-off",
	Title:    "Anti-replay protection is off",
	Severity: engine.Warning,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Judge:    judgeReplayOff,
}

func judgeReplayOff(c *engine.Case) engine.Verdict {
	known := false
	for _, e := range c.Ends() {
		for _, sa := range e.ChildrenUp() {
			known = known || sa.Replay.Known()
			if ipsec.No(sa.Replay) {
				return engine.Hold(engine.Certain, engine.Show(e, engine.FromState, sa.Replay.Ref(), "replayed packets are not detected")).
					By(engine.LocalFact).Owned(c.OwnerOf(e)).With("at " + e.Name)
			}
		}
	}
	if !known {
		return engine.Unobserved("the replay protection of the Child SAs")
	}
	return engine.Silent("")
}
