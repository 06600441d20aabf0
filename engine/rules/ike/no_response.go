package ike

import (
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
		if sa := furtherOn(e); sa != nil {
			return engine.Silent("the peer answers", engine.Show(e, engine.FromState, sa.Ref, "the negotiation is past its first answer"))
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

// furtherOn returns an IKE SA that this end began and that is past the first
// answer, or nil.
func furtherOn(e *engine.End) *ipsec.IKESA {
	for _, sa := range e.IKESAs {
		if sa.Role == ipsec.Initiator && (sa.State == ipsec.IKEKeyExchange || sa.State == ipsec.IKEAuthPending) {
			return sa
		}
	}
	return nil
}

// silence judges one end: its log says that it gave up or retransmits the
// first message, or its SA waits for the first answer.
func silence(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	proof := e.FirstMessageOut()
	if len(proof) == 0 {
		return silenceAtUnknown(c, e)
	}
	v := engine.Hold(engine.Strong, proof...).SettledBy(lookAtPeer)
	if onlyState(proof) && (!e.Sampled || !waitedBefore(e)) {
		v = v.Capped(engine.CapSeenOnce)
	}
	return v.With("no answer from " + c.Other(e).Called()), true
}

// lookAtPeer is the check that tells a lost message from a silent peer.
const lookAtPeer = "look at the peer: does it show an IKE SA or a log line for this address?"

// silenceAtUnknown judges an end that gave up on a message its log does not
// number. Nothing says that the peer answered an earlier one.
func silenceAtUnknown(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	ev := engine.Last(e.Fresh(), ipsec.EventGaveUp, ipsec.EventNotifyReceived, ipsec.EventResponding)
	if ev == nil || ev.Kind != ipsec.EventGaveUp || ev.Role == ipsec.Responder || ev.Exchange != "" || ev.MessageID > 0 {
		return engine.Verdict{}, false
	}
	return engine.Hold(engine.Strong-5, engine.FromEvent(e, ev, "the retries are used up")).SettledBy(lookAtPeer).
		With("no answer from " + c.Other(e).Called() + "; the log does not say to which message"), true
}

// waitedBefore reports whether the earlier sample waited for a first answer too.
func waitedBefore(e *engine.End) bool {
	for _, sa := range e.EarlierIKE {
		if sa.State == ipsec.IKEInitSent {
			return true
		}
	}
	return false
}

func onlyState(proof []engine.Evidence) bool {
	for _, ev := range proof {
		if ev.Kind != engine.FromState {
			return false
		}
	}
	return true
}
