package stability

import (
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// idleTimeout says that a timer for unused or long sessions ended the tunnel.
// That is no fault: the next packet brings it back.
var idleTimeout = engine.Rule{
	ID:       "stability/idle-timeout",
	Title:    "The tunnel ended on a configured idle or session timer, or expired unused",
	Severity: engine.Info,
	Kind:     engine.State,
	Owner:    engine.OwnerNone,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"intent/configured-not-up", "stability/peer-deletes", "stability/lifetime-aligned-drops", "stability/flapping"},
	Judge:    judgeIdleTimeout,
}

// timerWords are the reasons devices print for it.
var timerWords = []string{"idle timeout", "idle-timeout", "inactivity", "max time exceeded", "maximum time exceeded"}

func judgeIdleTimeout(c *engine.Case) engine.Verdict {
	if missing := noLog(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	if c.ChildUp() {
		return engine.Silent("")
	}
	for _, e := range c.Ends() {
		ev := lastEnd(e)
		if ev == nil || !byTimer(ev) {
			continue
		}
		if try := e.Attempt(); try != nil && try != ev {
			return engine.Silent("a negotiation was tried after the timer ended the tunnel", engine.FromEvent(e, try, "the attempt"))
		}
		return engine.Hold(engine.Certain, engine.FromEvent(e, ev, "the device ended the tunnel by its timer")).
			By(engine.PrintedByVerifier).With(e.Name + ": " + ev.Reason).Began(ev)
	}
	return engine.Silent("no timer for idle sessions ended the tunnel")
}

// lastEnd returns what ended the tunnel, with a reason, unless it came up
// again: several lines may tell of one end.
func lastEnd(e *engine.End) *ipsec.Event {
	var found *ipsec.Event
	for _, ev := range e.Own(e.SinceIKEUp()) {
		switch ev.Kind {
		case ipsec.EventTunnelDown, ipsec.EventIKEClosed, ipsec.EventChildClosed:
			if found == nil || byTimer(ev) {
				found = ev
			}
		}
	}
	return found
}

func byTimer(ev *ipsec.Event) bool {
	reason := strings.ToLower(ev.Reason)
	for _, word := range timerWords {
		if strings.Contains(reason, word) {
			return true
		}
	}
	// charon's "deleting CHILD_SA after 600 seconds of inactivity" keeps only the time.
	return ev.Kind == ipsec.EventChildClosed && strings.HasSuffix(reason, " seconds")
}
