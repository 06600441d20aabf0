package ike

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// halfOpen is a negotiation that got past its first answer and no further.
var halfOpen = engine.Rule{
	ID:       "ike/half-open",
	Title:    "The IKE negotiation starts and then stops half-way",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaEvents},
	Explains: []string{"intent/configured-not-up"},
	Judge:    judgeHalfOpen,
}

func judgeHalfOpen(c *engine.Case) engine.Verdict {
	if c.IKEUp() {
		return engine.Silent("an IKE SA is established")
	}
	var proof []engine.Evidence
	polled := false
	for _, e := range c.Ends() {
		more, twice := stuck(e)
		proof, polled = append(proof, more...), polled || twice
	}
	if len(proof) == 0 {
		for _, e := range c.Ends() {
			if sa := starting(e); sa != nil {
				return engine.Silent("the first message has no answer yet", engine.Show(e, engine.FromState, sa.Ref, "an IKE SA waits for the first answer"))
			}
		}
		if missing := c.LacksAny(ipsec.AreaIKESAs, ipsec.AreaEvents); missing != nil {
			return engine.Unobserved(missing...)
		}
		return engine.Silent("")
	}
	v := engine.Hold(engine.Strong, proof...).With(proof[0].Device + ": " + proof[0].Says).
		SettledBy(fmt.Sprintf("read the log of %s for the same minute: the end that has the last message knows why it goes no further", c.Remote.Called()))
	if onlyState(proof) && !polled {
		return v.Capped(engine.CapSeenOnce)
	}
	return v
}

// stuck returns what shows that an end's negotiation does not go on, and
// whether its state was seen twice.
func stuck(e *engine.End) (proof []engine.Evidence, twice bool) {
	if ev := e.AuthUnanswered(); ev != nil {
		proof = append(proof, engine.FromEvent(e, ev, "the message with the identity gets no answer"))
	}
	gone := e.LastThat(func(ev *ipsec.Event) bool {
		return ev.Kind == ipsec.EventHalfOpenGone || forgotten(ev) || ev.Kind == ipsec.EventUndecryptable && ev.Exchange != ipsec.ExchangeChild
	})
	if gone != nil {
		proof = append(proof, engine.FromEvent(e, gone, goneSays(gone)))
	}
	for _, sa := range e.IKESAs {
		if !sa.State.HalfOpen() || sa.State == ipsec.IKEInitSent {
			continue
		}
		proof = append(proof, engine.Show(e, engine.FromState, sa.Ref, stateSays(sa)))
		return proof, e.Sampled && seenBefore(e, sa)
	}
	return proof, false
}

// forgotten reports whether the peer says in the middle of IKEv1's first
// exchange that it no longer knows the negotiation: it gave it up in silence.
func forgotten(ev *ipsec.Event) bool {
	return ev.Kind == ipsec.EventNotifyReceived && ev.Notify == "INVALID_COOKIE" && ev.Exchange == ipsec.ExchangeInit
}

func goneSays(ev *ipsec.Event) string {
	switch {
	case ev.Kind == ipsec.EventHalfOpenGone:
		return "the initiator never came back"
	case forgotten(ev):
		return "the peer does not know the negotiation any more"
	}
	return "a message of the negotiation cannot be read"
}

func stateSays(sa *ipsec.IKESA) string {
	switch sa.State {
	case ipsec.IKEInitAnswered:
		return "the first message is answered, the next does not come"
	case ipsec.IKEKeyExchange:
		return "the proposal is agreed, the key exchange does not end"
	case ipsec.IKEAuthPending:
		return "keys are agreed, authentication does not end"
	}
	return "the negotiation is under way"
}

// seenBefore reports whether the earlier sample had a half-open SA too: the
// same one is stuck, another one means that the ends try again and again.
func seenBefore(e *engine.End, sa *ipsec.IKESA) bool {
	for _, before := range e.EarlierIKE {
		if before.State.HalfOpen() && before.State == sa.State {
			return true
		}
	}
	return false
}
