package ike

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// fragmentsLost suspects the size of the message with the certificate where
// only that message gets no answer. A blocked port 4500 looks alike.
var fragmentsLost = engine.Rule{
	ID:       "ike/fragments-lost",
	Title:    "Large IKE messages are fragmented and the fragments are lost",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerPath,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaPeers},
	Explains: []string{"ike/half-open"},
	Judge:    judgeFragmentsLost,
}

func judgeFragmentsLost(c *engine.Case) engine.Verdict {
	if c.IKEUp() {
		return engine.Silent("")
	}
	for _, e := range c.Ends() {
		ev := e.AuthUnanswered()
		if ev == nil {
			continue
		}
		yes, known := c.UsesCertificates()
		switch {
		case !known:
			return engine.Unobserved("whether the ends use certificates: " + e.Lacks(ipsec.AreaPeers))
		case !yes:
			return engine.Silent("keys are used, so the messages are small")
		case e.Reason() != nil || c.Other(e).Reason() != nil || c.Other(e).ServiceDown():
			return engine.Silent("the message arrives")
		}
		return engine.Hold(engine.Likely, engine.FromEvent(e, ev, "the message with the certificate is sent again without an answer")).
			Capped(engine.CapKeyUnknown).
			With(fmt.Sprintf("only the large message of %s gets no answer", e.Name)).
			SettledBy(fmt.Sprintf("capture at the outside interface of %s while %s tries: fragments without a first one, or the reverse, prove it; nothing at all on port 4500 means that the port is blocked", c.Other(e).Called(), e.Name))
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}
