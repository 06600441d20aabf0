package auth

import (
	"cmp"
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// certUntrusted is a chain that the verifier cannot build to a CA it trusts
// (RFC 5280, section 6).
var certUntrusted = engine.Rule{
	ID:       "auth/cert-untrusted",
	Title:    "The verifier cannot build a chain from the certificate to a CA it trusts",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"auth/half-authenticated", "auth/refused-without-reason", "ike/half-open"},
	Judge:    judgeCertUntrusted,
}

func judgeCertUntrusted(c *engine.Case) engine.Verdict {
	e, ev := c.Printed(ipsec.EventCertUntrusted)
	if ev == nil {
		if missing := c.ReasonUnseen(); missing != nil {
			return engine.Unobserved(missing...)
		}
		return engine.Silent("")
	}
	if better := engine.Last(e.Fresh(), ipsec.EventCertTimeInvalid, ipsec.EventCertRevoked, ipsec.EventRevocationUnknown); better != nil {
		return engine.Silent("the log names another reason", engine.FromEvent(e, better, "the reason"))
	}
	v := c.Proven(e, ev, "the certificate is refused").With(chainText(e, ev))
	if !namesChain(ev) {
		v.Witness, v.Base = engine.NoWitness, engine.Strong
	}
	return v
}

// namesChain reports whether the line says that the chain or the issuer is
// what is wrong. Some lines only call the certificate bad.
func namesChain(ev *ipsec.Event) bool {
	reason := strings.ToLower(ev.Reason)
	for _, word := range []string{"chain", "issuer", "trustpoint", "authenticated by ca"} {
		if strings.Contains(reason, word) {
			return true
		}
	}
	return len(ev.Received)+len(ev.Configured) > 0
}

func chainText(e *engine.End, ev *ipsec.Event) string {
	if len(ev.Received) > 0 && ev.Received[0] != "" {
		return fmt.Sprintf("%s does not have the issuer %s of %s", e.Name, ev.Received[0], cmp.Or(ev.Subject, "the certificate"))
	}
	return fmt.Sprintf("%s does not trust %s", e.Name, cmp.Or(ev.Subject, "the certificate of its peer"))
}
