package forecast

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// redundancyLost says that of two tunnels for the same networks one is down: the
// next loss is an outage.
var redundancyLost = engine.Rule{
	ID:       "forecast/redundancy-lost",
	Title:    "Only one tunnel of a redundant pair is left",
	Severity: engine.Warning,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaChildSAs},
	Judge:    judgeRedundancyLost,
}

func judgeRedundancyLost(c *engine.Case) engine.Verdict {
	known := false
	for _, e := range c.Ends() {
		if !e.Observed(ipsec.AreaPeers) || !e.Shows(ipsec.AreaChildSAs) {
			continue
		}
		known = true
		twin := e.Standin()
		if twin == nil || e.Standby() {
			continue
		}
		up := len(e.ChildrenUp()) > 0
		switch {
		case up == twin.Child && up:
			return engine.Silent("both tunnels of the pair are up", engine.Show(e, engine.FromConfig, twin.Ref, "the other tunnel for the same networks"))
		case up == twin.Child:
			continue
		}
		return oneLeft(c, e, twin)
	}
	if !known {
		return engine.Unobserved(c.LacksAny(ipsec.AreaPeers, ipsec.AreaChildSAs)...)
	}
	return engine.Silent("")
}

// oneLeft judges a pair of which one tunnel is down. One that waits for traffic
// may be down because the other carries it.
func oneLeft(c *engine.Case, e *engine.End, twin *engine.Standin) engine.Verdict {
	left, gone, down := "this tunnel", twin.Name+" to "+twin.Remote, []*ipsec.Peer{twin.Peer}
	if twin.Child {
		left, gone, down = gone, left, e.Peers
	}
	v := engine.Hold(engine.Possible, engine.Show(e, engine.FromConfig, twin.Ref, "the other tunnel for the same networks, to "+twin.Remote)).
		Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s: %s is down, %s is left", e.Called(), gone, left)).
		SettledBy("look whether " + gone + " comes up by itself or waits for traffic")
	for _, p := range down {
		if !engine.StaysUp(p) {
			return v
		}
	}
	v.Base = engine.Certain
	return v.By(engine.LocalFact)
}
