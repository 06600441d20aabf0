package child

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// configuredSelectors compares the subnet pairs of both ends. A pair that
// meets none of the other end's cannot come up; one that overlaps is narrowed.
func configuredSelectors(c *engine.Case) (engine.Verdict, bool) {
	mine, theirs := policies(&c.Local), policies(&c.Remote)
	if len(theirs) == 0 {
		return engine.Verdict{}, false
	}
	for _, p := range mine {
		if !whole(p.LocalTS, p.RemoteTS) || meets(p, theirs) || up(c, p) {
			continue
		}
		return engine.Hold(engine.Certain,
			engine.Show(&c.Local, engine.FromConfig, p.Ref, "this end: "+pair(p.LocalTS, p.RemoteTS)),
			engine.Show(&c.Remote, engine.FromConfig, theirs[0].Ref, "the other end: "+pair(theirs[0].LocalTS, theirs[0].RemoteTS))).
			By(engine.ComparedEnds).
			With(pair(p.LocalTS, p.RemoteTS) + " at " + c.Local.Name + ", " + configuredPairs(&c.Remote) + " at " + c.Remote.Name), true
	}
	return engine.Verdict{}, false
}

// meets reports whether a policy overlaps the mirror image of one of theirs. A
// policy that cannot be read as address ranges might be the one.
func meets(p *ipsec.Policy, theirs []*ipsec.Policy) bool {
	for _, t := range theirs {
		if !whole(t.LocalTS, t.RemoteTS) || overlap(p.LocalTS, t.RemoteTS) && overlap(p.RemoteTS, t.LocalTS) {
			return true
		}
	}
	return false
}

// up reports whether a Child SA that serves a policy is up at either end.
func up(c *engine.Case, p *ipsec.Policy) bool {
	for _, sa := range c.Local.ChildrenUp() {
		if overlap(sa.LocalTS, p.LocalTS) && overlap(sa.RemoteTS, p.RemoteTS) {
			return true
		}
	}
	for _, sa := range c.Remote.ChildrenUp() {
		if overlap(sa.LocalTS, p.RemoteTS) && overlap(sa.RemoteTS, p.LocalTS) {
			return true
		}
	}
	return false
}
