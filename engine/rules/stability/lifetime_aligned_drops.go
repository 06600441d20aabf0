package stability

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// lifetimeAlignedDrops says that the tunnel dies whenever a lifetime ends. Two
// lives of one length are the least that say anything (calculus, item 18).
var lifetimeAlignedDrops = engine.Rule{
	ID:       "stability/lifetime-aligned-drops",
	Title:    "The tunnel drops each time an SA lifetime ends",
	Severity: engine.Warning,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"stability/flapping"},
	Judge:    judgeLifetimeAligned,
}

func judgeLifetimeAligned(c *engine.Case) engine.Verdict {
	if missing := noLog(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	var best engine.Verdict
	for _, e := range c.Ends() {
		dead := engine.Unplanned(e.Lives())
		for _, t := range e.Timers() {
			if v := aligned(e, dead, t); v.Outcome == engine.Holds && v.Base > best.Base {
				best = v
			}
		}
	}
	if best.Outcome == engine.Holds {
		return best
	}
	return engine.Silent("the tunnel does not end with a lifetime")
}

// aligned judges one timer. One life that outlasted it by 5 percent refutes it.
func aligned(e *engine.End, dead []engine.Life, t engine.Timer) engine.Verdict {
	var hits []engine.Life
	for _, l := range dead {
		d, dated := l.Lasted()
		if !dated {
			continue
		}
		if t.Outlasted(d) {
			return engine.Silent("")
		}
		if t.Near(d) {
			hits = append(hits, l)
		}
	}
	if sa := e.IKEUp(); sa != nil && t.Outlasted(sa.Age.Or(0)) || len(hits) < 2 {
		return engine.Silent("")
	}
	base := 75
	switch {
	case t.Usual:
		base = 60
	case len(hits) > 2:
		base = 90
	}
	v := engine.Hold(base).With(fmt.Sprintf("%d times after the %s (%s)", len(hits), t.Name, t.After)).Began(hits[0].Down)
	for _, l := range hits {
		v.Evidence = append(v.Evidence, engine.FromEvent(e, l.Down, "the tunnel ends"))
	}
	if !t.Ref.IsZero() {
		v.Evidence = append(v.Evidence, engine.Show(e, engine.FromConfig, t.Ref, t.Name))
	}
	return v
}
