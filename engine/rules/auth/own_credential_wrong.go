package auth

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// ownCredentialWrong is a gateway that cannot sign as it should: no private
// key, or no trustpoint for it.
var ownCredentialWrong = engine.Rule{
	ID:       "auth/own-credential-wrong",
	Title:    "A gateway presents the wrong certificate or lacks the private key for it",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"auth/id-not-in-cert", "auth/cert-untrusted", "auth/refused-without-reason", "ike/half-open"},
	Judge:    judgeOwnCredentialWrong,
}

func judgeOwnCredentialWrong(c *engine.Case) engine.Verdict {
	e, ev := c.Printed(ipsec.EventNoPrivateKey)
	if ev == nil {
		if missing := c.ReasonUnseen(); missing != nil {
			return engine.Unobserved(missing...)
		}
		return engine.Silent("")
	}
	text := fmt.Sprintf("%s has no private key for its identity", e.Name)
	if ev.LocalID != "" {
		text = fmt.Sprintf("%s has no private key for %s", e.Name, ev.LocalID)
	}
	v := c.Proven(e, ev, "the device cannot authenticate itself").Owned(c.OwnerOf(e)).With(text)
	return v.By(engine.LocalFact)
}
