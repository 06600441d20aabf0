package auth

import (
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// certNotAcceptable says that the verifier cannot use the certificate in the
// form in which it came.
var certNotAcceptable = engine.Rule{
	ID:       "auth/cert-not-acceptable",
	Title:    "The verifier rejects the algorithm, key size, usage or encoding of the certificate",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"auth/half-authenticated", "auth/refused-without-reason", "ike/half-open"},
	Judge:    judgeCertNotAcceptable,
}

// unacceptable are the texts of devices about a certificate's form.
var unacceptable = []string{"unsupported cert encoding"}

func judgeCertNotAcceptable(c *engine.Case) engine.Verdict {
	e, ev := c.PrintedThat(func(ev *ipsec.Event) bool {
		reason := strings.ToLower(ev.Reason)
		for _, text := range unacceptable {
			if strings.Contains(reason, text) {
				return true
			}
		}
		return false
	})
	if ev != nil {
		return c.Proven(e, ev, "the form of the certificate is refused").With(e.Name + ": " + ev.Reason)
	}
	if missing := c.ReasonUnseen(); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}
