package stability

import (
	"fmt"
	"time"

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
		for _, t := range timersOf(e) {
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

// A timer is a lifetime the tunnel could end with.
type timer struct {
	name     string
	after    time.Duration
	ref      ipsec.Ref
	standard bool // a usual default, not read from the device
}

// timersOf returns the configured lifetimes of an end and, last, the defaults
// of the vendors. strongSwan lets an SA live a tenth longer than its rekey time.
func timersOf(e *engine.End) []timer {
	var out []timer
	add := func(name string, d ipsec.Duration) {
		if v, known := d.Get(); known && v > 0 {
			out = append(out, timer{name, v, d.Ref(), false}, timer{name, v + v/10, d.Ref(), false})
		}
	}
	for _, p := range e.Peers {
		add("IKE rekey time", p.RekeyTime)
		add("IKE reauthentication time", p.ReauthTime)
		for _, policy := range p.Policies {
			add("rekey time of "+policy.Name, policy.RekeyTime)
		}
	}
	for _, sa := range e.IKESAs {
		add("IKE lifetime", sa.Lifetime)
	}
	for _, seconds := range []int{3600, 3960, 28800, 86400} {
		d := time.Duration(seconds) * time.Second
		out = append(out, timer{"usual lifetime of " + d.String(), d, ipsec.Ref{}, true})
	}
	return out
}

// aligned judges one timer. One life that outlasted it by 5 percent refutes it.
func aligned(e *engine.End, dead []engine.Life, t timer) engine.Verdict {
	var hits []engine.Life
	for _, l := range dead {
		d, dated := l.Lasted()
		if !dated {
			continue
		}
		if outlasts(d, t.after) {
			return engine.Silent("")
		}
		if near(d, t) {
			hits = append(hits, l)
		}
	}
	if sa := e.IKEUp(); sa != nil && outlasts(sa.Age.Or(0), t.after) || len(hits) < 2 {
		return engine.Silent("")
	}
	base := 75
	switch {
	case t.standard:
		base = 60
	case len(hits) > 2:
		base = 90
	}
	v := engine.Hold(base).With(fmt.Sprintf("%d times after the %s (%s)", len(hits), t.name, t.after)).Began(hits[0].Down)
	for _, l := range hits {
		v.Evidence = append(v.Evidence, engine.FromEvent(e, l.Down, "the tunnel ends"))
	}
	if !t.ref.IsZero() {
		v.Evidence = append(v.Evidence, engine.Show(e, engine.FromConfig, t.ref, t.name))
	}
	return v
}

func outlasts(d, timer time.Duration) bool { return d*100 > timer*105 }

// near reports whether a life ended within 2 percent of a configured timer, or
// 5 percent of a usual one.
func near(d time.Duration, t timer) bool {
	percent := time.Duration(2)
	if t.standard {
		percent = 5
	}
	return (d-t.after).Abs()*100 <= t.after*percent
}
