package ike

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// noResponse is silence after the first IKE message. It is a symptom: the
// cause is the path, the peer's service or a peer that refuses in silence.
var noResponse = engine.Rule{
	ID:       "ike/no-response",
	Title:    "The first IKE request gets no answer",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaEvents},
	Explains: []string{"intent/configured-not-up"},
	Judge:    judgeNoResponse,
}

func judgeNoResponse(c *engine.Case) engine.Verdict {
	if c.IKEUp() {
		return engine.Silent("an IKE SA is established")
	}
	for _, e := range c.Ends() {
		if proof, answered := e.PeerAnswered(); answered {
			return engine.Silent("the peer answers", proof)
		}
		if v, silent := silence(c, e); silent {
			return v
		}
	}
	if missing := c.LacksAny(ipsec.AreaIKESAs, ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("no end waits for the answer to a first message")
}

// silence judges one end: its log says that it gave up or retransmits the
// first message, or its SA waits for the first answer.
func silence(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	events := e.SinceIKEUp()
	var proof []engine.Evidence
	if ev := lastUnanswered(events); ev != nil {
		proof = append(proof, engine.FromEvent(e, ev, "the first message is sent again without an answer"))
	}
	for _, sa := range e.IKESAs {
		if sa.State == ipsec.IKEInitSent {
			proof = append(proof, engine.Show(e, engine.FromState, sa.Ref, fmt.Sprintf("%s: waits for the first answer", sa.Word)))
			break
		}
	}
	if len(proof) == 0 {
		return engine.Verdict{}, false
	}
	v := engine.Hold(engine.Strong, proof...).
		SettledBy("look at the peer: does it show an IKE SA or a log line for this address?")
	if onlyState(proof) && !e.Sampled {
		v = v.Capped(engine.CapSeenOnce)
	}
	return v.With("no answer from " + c.Other(e).Name), true
}

// lastUnanswered returns the last line that says the first exchange is
// unanswered.
func lastUnanswered(events []*ipsec.Event) *ipsec.Event {
	for i := len(events) - 1; i >= 0; i-- {
		ev := events[i]
		switch ev.Kind {
		case ipsec.EventRetransmit, ipsec.EventGaveUp:
			if ev.Exchange == ipsec.ExchangeInit || ev.MessageID == 0 && ev.Version != 1 {
				return ev
			}
		case ipsec.EventNotifyReceived, ipsec.EventResponding:
			return nil
		}
	}
	return nil
}

func onlyState(proof []engine.Evidence) bool {
	for _, ev := range proof {
		if ev.Kind != engine.FromState {
			return false
		}
	}
	return true
}
