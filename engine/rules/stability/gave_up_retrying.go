package stability

import (
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// gaveUpRetrying says that the initiator used up its retries and nothing
// starts a new attempt. Why nobody answered is another question.
var gaveUpRetrying = engine.Rule{
	ID:       "stability/gave-up-retrying",
	Title:    "The gateway stopped trying after its retry limit",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaIKESAs},
	Explains: []string{"intent/configured-not-up", "ike/not-attempted", "ike/no-response"},
	Judge:    judgeGaveUpRetrying,
}

// quiet is the time without an attempt from which the end has stopped: longer
// than any pause between two tries.
const quiet = 10 * time.Minute

func judgeGaveUpRetrying(c *engine.Case) engine.Verdict {
	if missing := noLog(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	if c.IKEUp() || c.ChildUp() {
		return engine.Silent("an SA is up")
	}
	for _, e := range c.Ends() {
		ev := gaveUp(e)
		if ev == nil || e.HalfOpen() != nil {
			continue
		}
		v := engine.Hold(engine.Hint, engine.FromEvent(e, ev, "the last attempt ends here, and no other follows")).Began(ev).
			Owned(c.OwnerOf(e)).With(e.Name + " makes no new attempt").
			SettledBy("look at the retry limit (keyingtries) and start action of the connection at " + e.Name)
		switch waited, known := since(e, ev); {
		case known && waited >= quiet:
			v.Base = engine.Likely
		case engine.Count(e.Own(e.SinceIKEUp()), ipsec.EventGaveUp) > 1:
			v.Base = 50 // several tries, and then none
		}
		return v.Capped(engine.CapKeyUnknown)
	}
	return engine.Silent("no initiator has stopped trying")
}

// gaveUp returns the line by which the end gave up as initiator, if nothing
// follows it.
func gaveUp(e *engine.End) *ipsec.Event {
	own := e.Own(e.Events)
	for i := len(own) - 1; i >= 0; i-- {
		switch ev := own[i]; ev.Kind {
		case ipsec.EventGaveUp:
			if ev.Role == ipsec.Responder || ev.Exchange == ipsec.ExchangeInformational {
				return nil
			}
			return ev
		case ipsec.EventInitiating, ipsec.EventIKEEstablished, ipsec.EventRetransmit, ipsec.EventDaemonStarted, ipsec.EventNotifyReceived:
			return nil
		}
	}
	return nil
}

// since returns how long before the reading of the device an event was.
func since(e *engine.End, ev *ipsec.Event) (time.Duration, bool) {
	clock, known := e.Snap.Clock.Get()
	at, dated := ev.At.Get()
	return clock.Sub(at), known && dated
}
