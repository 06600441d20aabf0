package child

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// refusedWithoutReason says that the peer refused the Child SA, or did not
// answer, and neither end that was read says why.
var refusedWithoutReason = engine.Rule{
	ID:       "child/refused-without-reason",
	Title:    "The IPsec SA is refused or left unanswered and no reason is visible here",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"child/none-established", "intent/some-selectors-down"},
	Judge:    judgeRefusedWithoutReason,
}

func judgeRefusedWithoutReason(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		if ev := engine.Last(e.Own(e.SinceChildUp()), reasons...); ev != nil {
			return engine.Silent("the end that refused says why", engine.FromEvent(e, ev, "the reason"))
		}
	}
	for _, e := range c.Ends() {
		if v, refused := refusal(c, e); refused {
			return v
		}
	}
	return engine.Silent("no end was refused a Child SA")
}

func refusal(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	settle := "read the log of " + c.Other(e).Name + " at that time: the end that refuses prints what it was offered and what it has"
	if ev := childNotify(e, noProposal, singlePair, noAdditional); ev != nil {
		return printed(e, ev, "the peer refuses the Child SA").With(ev.Notify + " received by " + e.Name).SettledBy(settle), true
	}
	if childNotify(e, tsUnacceptable, invalidID) != nil {
		return engine.Verdict{}, false
	}
	if ev := unanswered(e); ev != nil {
		return engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the request for a Child SA gets no answer")).
			With("no answer to " + e.Name).Began(ev).SettledBy(settle), true
	}
	if ev := engine.Last(e.Own(e.SinceChildUp()), ipsec.EventChildFailed); ev != nil {
		return engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the Child SA failed")).
			With("at " + e.Name).Began(ev).SettledBy(settle), true
	}
	return engine.Verdict{}, false
}

// unanswered returns the last retransmit of a request for a Child SA, unless
// something came back afterwards.
func unanswered(e *engine.End) *ipsec.Event {
	var last *ipsec.Event
	for _, ev := range e.Own(e.SinceChildUp()) {
		switch {
		case ev.Exchange == ipsec.ExchangeChild && (ev.Kind == ipsec.EventRetransmit || ev.Kind == ipsec.EventGaveUp):
			last = ev
		case ev.Kind == ipsec.EventNotifyReceived, ev.Kind == ipsec.EventDeleteReceived:
			last = nil
		}
	}
	return last
}
