package stability

import (
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// rekeyNotStarted says that a Child SA reached its hard lifetime without
// anybody having tried to rekey it.
var rekeyNotStarted = engine.Rule{
	ID:       "stability/rekey-not-started",
	Title:    "The end that could start the rekey does not, and the SA dies at its hard limit",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"child/rekey-failed", "stability/lifetime-aligned-drops"},
	Judge:    judgeRekeyNotStarted,
}

func judgeRekeyNotStarted(c *engine.Case) engine.Verdict {
	if missing := noLog(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		ev := engine.Last(e.Own(e.Events), ipsec.EventChildExpired)
		if ev == nil {
			continue
		}
		if try := rekeyTry(c, e, ev); try != nil {
			return engine.Silent("a rekey was tried before the SA expired", *try)
		}
		v := engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the SA reached its hard lifetime, and no rekey came before")).Began(ev).
			With("the SA of " + e.Name + " expired").
			SettledBy("look at the rekey time of the child in the configuration of both ends")
		return withConfig(c, v, ev)
	}
	return engine.Silent("no Child SA reached its hard lifetime")
}

// rekeyTry returns evidence of a rekey that was tried and failed in the life
// of the SA, at this end or the other.
func rekeyTry(c *engine.Case, e *engine.End, expiry *ipsec.Event) *engine.Evidence {
	own := e.Own(e.Events)
	for n := slices.Index(own, expiry) - 1; n >= 0 && own[n].Kind != ipsec.EventChildEstablished; n-- {
		if tried(own[n]) {
			proof := engine.FromEvent(e, own[n], "a rekey was tried")
			return &proof
		}
	}
	for _, ev := range c.Other(e).Own(c.Other(e).SinceChildUp()) {
		if tried(ev) {
			proof := engine.FromEvent(c.Other(e), ev, "a rekey was tried")
			return &proof
		}
	}
	return nil
}

func tried(ev *ipsec.Event) bool {
	switch ev.Kind {
	case ipsec.EventRekeyFailed, ipsec.EventChildProposalRefused, ipsec.EventSelectorsRefused, ipsec.EventChildFailed, ipsec.EventRekeyCollision:
		return true
	case ipsec.EventNotifyReceived, ipsec.EventRetransmit, ipsec.EventGaveUp:
		return ev.Exchange == ipsec.ExchangeChild
	}
	return false
}

// withConfig looks at the configured rekey times: off at every end that was
// read is a fact; with a rekey time it is not known why none came.
func withConfig(c *engine.Case, v engine.Verdict, ev *ipsec.Event) engine.Verdict {
	off, on := 0, 0
	for _, e := range c.Ends() {
		for _, p := range e.Peers {
			for i := range p.Policies {
				t := p.Policies[i].RekeyTime
				switch d, known := t.Get(); {
				case known && d == 0:
					off++
					v.Evidence = append(v.Evidence, engine.Show(e, engine.FromConfig, t.Ref(), "rekeying is off"))
				case known:
					on++
				}
			}
		}
	}
	switch {
	case off > 0 && on == 0:
		v.Detail += "; no rekeying is configured"
		return v.By(engine.LocalFact)
	case off == 0 && renewed(c, ev):
		return v.Capped(engine.CapOldLog)
	}
	return v
}

// renewed reports whether a Child SA came up after an event.
func renewed(c *engine.Case, ev *ipsec.Event) bool {
	for _, e := range c.Ends() {
		seen := false
		for _, other := range e.Own(e.Events) {
			seen = seen || other == ev
			if seen && other.Kind == ipsec.EventChildEstablished {
				return true
			}
		}
	}
	return false
}
