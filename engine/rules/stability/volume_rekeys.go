package stability

import (
	"fmt"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// volumeRekeys says that the volume lifetime of an SA ends so soon, at the rate
// between two samples, that the SA is replaced all the time.
var volumeRekeys = engine.Rule{
	ID:       "stability/volume-rekeys",
	Title:    "A small volume lifetime forces rekeys every few seconds or minutes",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs, ipsec.AreaPeers},
	Explains: []string{"stability/flapping", "data/throughput-drop"},
	Judge:    judgeVolumeRekeys,
}

// shortLife is the life by volume below which rekeys are a burden.
const shortLife = 5 * time.Minute

func judgeVolumeRekeys(c *engine.Case) engine.Verdict {
	measured := false
	for _, e := range c.Ends() {
		limit := volumeOf(e)
		kilobytes, known := limit.Get()
		if !known || kilobytes == 0 {
			continue
		}
		for _, f := range e.Flows() {
			used, ok := usedKB(e, f.Child)
			measured = measured || ok
			if !ok || used == 0 {
				continue
			}
			life := time.Duration(kilobytes/used) * e.Apart
			if life >= shortLife {
				continue
			}
			return engine.Hold(engine.Strong, engine.Show(e, engine.FromCounter, f.Child.Ref, fmt.Sprintf("%d kB in %s", used, e.Apart)),
				engine.Show(e, engine.FromConfig, limit.Ref(), "the volume lifetime")).Owned(c.OwnerOf(e)).
				With(fmt.Sprintf("%d kB last %s at the present rate", kilobytes, life))
		}
	}
	if !measured {
		return engine.Unobserved("two samples of the volume left of a Child SA, and its volume lifetime")
	}
	return engine.Silent("the volume lifetime lasts for longer than five minutes at the present rate")
}

// volumeOf returns the smallest configured volume lifetime of an end.
func volumeOf(e *engine.End) ipsec.Count {
	var found ipsec.Count
	for _, p := range e.Peers {
		for _, policy := range p.Policies {
			if v, known := policy.LifetimeKB.Get(); known && v > 0 && (!found.Known() || v < found.Or(0)) {
				found = policy.LifetimeKB
			}
		}
	}
	return found
}

// usedKB returns the kilobytes that an SA's busier direction used up between
// two samples.
func usedKB(e *engine.End, now *ipsec.ChildSA) (uint64, bool) {
	before := e.Earlier(now)
	if before == nil || e.Apart < engine.LeastApart {
		return 0, false
	}
	var most uint64
	known := false
	for _, pair := range [][2][]ipsec.Count{{before.KBytesIn, now.KBytesIn}, {before.KBytesOut, now.KBytesOut}} {
		if len(pair[0]) == 0 || len(pair[1]) == 0 {
			continue
		}
		// The volume left falls, so the later sample is the smaller one.
		if used, ok := ipsec.Grew(pair[1][0], pair[0][0]); ok {
			most, known = max(most, used), true
		}
	}
	return most, known
}
