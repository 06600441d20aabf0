package auth

import (
	"cmp"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// certRevoked is a certificate on the revocation list of its verifier.
var certRevoked = engine.Rule{
	ID:       "auth/cert-revoked",
	Title:    "The certificate has been revoked",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"auth/half-authenticated", "auth/refused-without-reason", "stability/reauth-fails", "ike/half-open"},
	Judge:    judgeCertRevoked,
}

func judgeCertRevoked(c *engine.Case) engine.Verdict {
	e, ev := c.Printed(ipsec.EventCertRevoked)
	if ev == nil {
		if missing := c.ReasonUnseen(); missing != nil {
			return engine.Unobserved(missing...)
		}
		return engine.Silent("")
	}
	return c.Proven(e, ev, "the certificate is on the revocation list").Owned(c.OwnerOf(c.Other(e))).
		With(cmp.Or(ev.Subject, "the certificate of "+c.Other(e).Called()) + " is revoked")
}
