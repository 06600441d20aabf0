package platform

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// cryptoEngineErrors says that a gateway's own crypto engine reports errors: its
// hardware or driver fails, not the tunnel.
var cryptoEngineErrors = engine.Rule{
	ID:       "platform/crypto-engine-errors",
	Title:    "The crypto engine of a gateway reports errors of its own",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaLoad},
	Explains: []string{"data/integrity-failures", "data/throughput-drop"},
	Judge:    judgeCryptoEngineErrors,
}

func judgeCryptoEngineErrors(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		if ev := engine.Last(e.Events, ipsec.EventEngineError); ev != nil {
			v := engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the engine reports an error")).Began(ev).
				Owned(c.OwnerOf(e)).With(e.Called() + ": " + ev.Reason).
				SettledBy("look whether the error counters of the engine of " + e.Called() + " grow under traffic")
			if engine.Last(e.SinceIKEUp(), ipsec.EventEngineError) == nil {
				return v.Capped(engine.CapOldLog)
			}
			return v
		}
		if n := e.Load("crypto eli", "IPSec-Session, failed"); n != nil && n.Count.Or(0) > 0 {
			return engine.Hold(engine.Likely, engine.Show(e, engine.FromCounter, n.Count.Ref(), "sessions that the engine could not take")).
				Owned(c.OwnerOf(e)).With(e.Called() + ": the crypto engine failed to take sessions").
				SettledBy("`show crypto eli` on " + e.Called() + " twice: the count of failed sessions grows")
		}
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil && len(c.LacksAny(ipsec.AreaLoad)) > 0 {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}
