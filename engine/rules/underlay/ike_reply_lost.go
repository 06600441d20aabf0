package underlay

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// ikeReplyLost says that one end answers the other's first messages and the
// answers do not arrive: the request is repeated although it was answered.
var ikeReplyLost = engine.Rule{
	ID:       "underlay/ike-reply-lost",
	Title:    "The peer answers our IKE requests but the answers never arrive",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerPath,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaEvents},
	Explains: []string{"ike/no-response", "ike/half-open"},
	Judge:    judgeIkeReplyLost,
}

func judgeIkeReplyLost(c *engine.Case) engine.Verdict {
	if c.IKEUp() {
		return engine.Silent("an IKE SA is established")
	}
	for _, responder := range c.Ends() {
		answers := answersFirst(responder)
		if len(answers) == 0 {
			continue
		}
		return replyLost(c, responder, answers)
	}
	if missing := c.LacksAny(ipsec.AreaIKESAs, ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}

// answersFirst returns what shows that an end answers first messages again and
// again, or waits after its first answer.
func answersFirst(e *engine.End) []engine.Evidence {
	var out []engine.Evidence
	if ev := repeatedFirst(e.SinceIKEUp()); ev != nil {
		out = append(out, engine.FromEvent(e, ev, "the first message comes again although it was answered"))
	}
	if sa := e.HalfOpenResponder(); sa != nil && !strings.HasSuffix(sa.Word, "_NO_STATE") {
		// MM_NO_STATE as responder: Cisco refused the first message.
		out = append(out, engine.Show(e, engine.FromState, sa.Ref, "this end has answered and waits"))
	}
	return out
}

// repeatedFirst returns the last line about a first message that came again.
func repeatedFirst(events []*ipsec.Event) *ipsec.Event {
	for i := len(events) - 1; i >= 0; i-- {
		ev := events[i]
		if ev.Kind == ipsec.EventPeerRetransmit && (ev.Exchange == ipsec.ExchangeInit || ev.Exchange == "" && ev.MessageID == 0) {
			return ev
		}
	}
	return nil
}

func replyLost(c *engine.Case, responder *engine.End, answers []engine.Evidence) engine.Verdict {
	initiator := c.Other(responder)
	if proof, heard := initiator.PeerAnswered(); heard {
		return engine.Silent("the answer arrives at "+initiator.Name, proof)
	}
	asks := initiator.FirstMessageOut()
	v := engine.Hold(engine.Strong, append(answers, asks...)...).
		With(fmt.Sprintf("%s answers, %s does not receive it", responder.Name, initiator.Name)).
		SettledBy(fmt.Sprintf("capture UDP port 500 at the outside interface of %s while it tries", initiator.Name))
	switch {
	case len(asks) > 0 && !onlyStates(append(answers, asks...)):
		return v
	case len(asks) > 0:
		if !initiator.Sampled && !responder.Sampled {
			return v.Capped(engine.CapSeenOnce)
		}
		return v
	case initiator.Read():
		return engine.Silent(initiator.Name + " does not wait for an answer")
	case repeatedFirst(responder.SinceIKEUp()) == nil:
		v.Base = engine.Possible
		return v
	}
	return v.Capped(engine.CapUnreadEnd)
}

func onlyStates(proof []engine.Evidence) bool {
	for _, ev := range proof {
		if ev.Kind != engine.FromState {
			return false
		}
	}
	return true
}
