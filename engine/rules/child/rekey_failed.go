package child

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// rekeyFailed says that a rekey was due and failed. It is a symptom.
var rekeyFailed = engine.Rule{
	ID:       "child/rekey-failed",
	Title:    "A rekey was due and did not succeed",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"stability/lifetime-aligned-drops", "stability/flapping"},
	Judge:    judgeRekeyFailed,
}

func judgeRekeyFailed(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	var past engine.Verdict
	for _, e := range c.Ends() {
		if ev := engine.Last(since(e), ipsec.EventRekeyFailed); ev != nil {
			return printed(e, ev, "the rekey failed").
				With("at " + e.Name).Began(ev)
		}
		if ev := engine.Last(e.Own(e.Events), ipsec.EventRekeyFailed); ev != nil {
			past = engine.Silent("the SA was renewed after the rekey that failed", engine.FromEvent(e, ev, "a rekey failed earlier"))
		}
	}
	if past.Outcome != "" {
		return past
	}
	return engine.Silent("no rekey failed")
}

// since returns the events after the SA was last made or renewed.
func since(e *engine.End) []*ipsec.Event {
	events := e.Own(e.SinceChildUp())
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].Kind == ipsec.EventRekeyed {
			return events[i+1:]
		}
	}
	return events
}
