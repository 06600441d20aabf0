package stability

import (
	"fmt"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// dpdMisconfigured says that liveness checks give the peer up too soon: the
// tunnel keeps ending by them, and their interval is very short.
var dpdMisconfigured = engine.Rule{
	ID:       "stability/dpd-misconfigured",
	Title:    "Dead-peer detection is too impatient, one-sided or incompatible",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaPeers},
	Explains: []string{"stability/dpd-timeout", "stability/flapping"},
	Judge:    judgeDPDMisconfigured,
}

// impatient is the longest interval that counts as too short. With the usual
// two or three tries the peer is given up in less than 15 seconds.
const impatient = 5 * time.Second

func judgeDPDMisconfigured(c *engine.Case) engine.Verdict {
	if missing := noLog(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		if countDeaths(e) < 2 {
			continue
		}
		interval := shortestDPD(e)
		d, known := interval.Get()
		switch {
		case !known:
			return engine.Unobserved("the interval of the liveness checks of " + e.Name)
		case d > impatient:
			return engine.Silent("liveness checks come at a usual interval", engine.Show(e, engine.FromConfig, interval.Ref(), "the interval"))
		}
		last := engine.Last(e.Own(e.Events), ipsec.EventPeerDead)
		return engine.Hold(engine.Possible, engine.FromEvent(e, last, "the peer is given up for dead"),
			engine.Show(e, engine.FromConfig, interval.Ref(), "liveness checks come very often")).Began(last).
			Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s asks every %s and gave %s up %d times", e.Name, d, c.Other(e).Called(), countDeaths(e))).
			SettledBy("ping the outside address of " + c.Other(e).Called() + " once a second: losses of a few seconds and no more speak for this").
			Capped(engine.Cap{Points: engine.Possible, Key: true, Why: "nothing tells it from a path that really was away"})
	}
	return engine.Silent("no end gave the other up twice")
}

// shortestDPD returns the shortest interval of liveness checks that is on.
func shortestDPD(e *engine.End) ipsec.Duration {
	var found ipsec.Duration
	note := func(d ipsec.Duration) {
		if v, known := d.Get(); known && v > 0 && (!found.Known() || v < found.Or(0)) {
			found = d
		}
	}
	for _, p := range e.Peers {
		note(p.DPD)
	}
	for _, sa := range e.IKESAs {
		note(sa.DPD)
	}
	return found
}
