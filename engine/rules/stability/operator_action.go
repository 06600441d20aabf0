package stability

import (
	"strings"
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
		for i := len(e.Events) - 1; i >= 0; i-- {
			ev := e.Events[i]
			if !endsTunnel(ev) {
				continue
			}
			if v, holds := actedBefore(c, e, i); holds {
				return v
			}
			break
		}
	}
	return engine.Silent("no change of the configuration came just before the loss")
}

// actedBefore judges the last loss of the tunnel at an end.
func actedBefore(c *engine.Case, e *engine.End, i int) (engine.Verdict, bool) {
	down := e.Events[i]
	var v engine.Verdict
	switch {
	case administrative(down.Reason):
		v = engine.Hold(engine.Strong, engine.FromEvent(e, down, "the device names an administrator"))
		if !isUp(e) {
			v = v.By(engine.PrintedByVerifier)
		}
	default:
		change := changeBefore(e, i)
		if change == nil {
			return v, false
		}
		v = engine.Hold(engine.Likely, engine.FromEvent(e, change, "the configuration is changed"), engine.FromEvent(e, down, "the tunnel goes down"))
		if change.Connection != "" && change.Connection == down.Connection {
			v.Base = 80
		}
	}
	if isUp(e) {
		v = v.Capped(engine.CapOldLog)
	}
	return v.Began(down).Owned(c.OwnerOf(e)).With("at " + e.Name), true
}

// administrative reports whether a reason names an operator.
func administrative(reason string) bool {
	reason = strings.ToLower(reason)
	return strings.Contains(reason, "administrator reset") || strings.Contains(reason, "admin reset") || strings.Contains(reason, "cleared by user")
}

// changeBefore returns the change of configuration within a minute before an event.
func changeBefore(e *engine.End, i int) *ipsec.Event {
	down, dated := e.Events[i].At.Get()
	for n := i - 1; n >= 0 && dated; n-- {
		ev := e.Events[n]
		at, ok := ev.At.Get()
		if ok && down.Sub(at) > justBefore {
			return nil
		}
		if ok && ev.Kind == ipsec.EventConfigChanged {
			return ev
		}
	}
	return nil
}
