package stability

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// dpdTimeout says that an end tore the tunnel down because its liveness checks
// (RFC 7296, section 2.4; RFC 3706) were not answered.
var dpdTimeout = engine.Rule{
	ID:       "stability/dpd-timeout",
	Title:    "The tunnel was torn down because the peer seemed dead",
	Severity: engine.Warning,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"stability/flapping"},
	Judge:    judgeDPDTimeout,
}

func judgeDPDTimeout(c *engine.Case) engine.Verdict {
	if missing := noLog(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		ev := engine.Last(e.Own(e.Events), ipsec.EventPeerDead)
		if ev == nil {
			continue
		}
		v := engine.Hold(engine.Strong, engine.FromEvent(e, ev, "liveness checks were not answered")).Began(ev).
			With(e.Name + " gave " + c.Other(e).Name + " up for dead").
			SettledBy("ping the outside address of " + c.Other(e).Name + " from " + e.Name + " during the next loss, and look at its uptime")
		if !e.IsUp() {
			return v.By(engine.PrintedByVerifier)
		}
		if deaths := countDeaths(e); deaths > 1 {
			return v
		}
		return v.Capped(engine.CapOldLog)
	}
	return engine.Silent("no end gave the other up for dead")
}

// countDeaths returns how many of the recent lives ended that way.
func countDeaths(e *engine.End) int {
	n := 0
	for _, l := range engine.Recent(e.Lives()) {
		if l.Down != nil && l.Down.Kind == ipsec.EventPeerDead {
			n++
		}
	}
	return n
}
