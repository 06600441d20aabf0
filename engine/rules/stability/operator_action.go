package stability

import (
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// operatorAction says that somebody cleared the tunnel or changed the
// configuration just before it dropped.
var operatorAction = engine.Rule{
	ID:       "stability/operator-action",
	Title:    "Someone cleared the tunnel or changed the configuration just before it dropped",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"intent/configured-not-up", "stability/peer-deletes", "stability/flapping"},
	Judge:    judgeOperatorAction,
}

// justBefore is the time within which a change and a loss belong together.
const justBefore = time.Minute

func judgeOperatorAction(c *engine.Case) engine.Verdict {
	if missing := noLog(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		own := e.Own(e.Events)
		for i := len(own) - 1; i >= 0; i-- {
			if !engine.EndsTunnel(own[i]) {
				continue
			}
			if v, holds := actedBefore(c, e, own[:i+1]); holds {
				return v
			}
			break
		}
	}
	return engine.Silent("no change of the configuration came just before the loss")
}

// actedBefore judges the last loss of the tunnel at an end: the last of the
// events.
func actedBefore(c *engine.Case, e *engine.End, events []*ipsec.Event) (engine.Verdict, bool) {
	down := events[len(events)-1]
	var v engine.Verdict
	switch {
	case engine.ByOperator(down):
		v = engine.Hold(engine.Strong, engine.FromEvent(e, down, "a command at this end closed the tunnel"))
		if !e.IsUp() {
			v = v.By(engine.PrintedByVerifier)
		}
	default:
		change := changeBefore(events)
		if change == nil {
			return v, false
		}
		v = engine.Hold(engine.Likely, engine.FromEvent(e, change, "the configuration is changed"), engine.FromEvent(e, down, "the tunnel goes down"))
		if change.Connection != "" && change.Connection == down.Connection {
			v.Base = 80
		}
	}
	if e.IsUp() {
		v = v.Capped(engine.CapOldLog)
	}
	v.Slots = map[string]string{"verifier": e.Name}
	return v.Began(down).Owned(c.OwnerOf(e)).With("at " + e.Name), true
}

// changeBefore returns the change of configuration within a minute before the
// last of the events.
func changeBefore(events []*ipsec.Event) *ipsec.Event {
	down := events[len(events)-1]
	for n := len(events) - 2; n >= 0; n-- {
		ev := events[n]
		before, timed := ev.Until(down)
		if timed && before > justBefore {
			return nil
		}
		if timed && ev.Kind == ipsec.EventConfigChanged {
			return ev
		}
	}
	return nil
}
