package auth

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// revocationCheckFailed is a verifier that cannot ask whether a certificate is
// revoked. With a strict policy that refuses the peer, with a relaxed one it
// only takes time.
var revocationCheckFailed = engine.Rule{
	ID:       "auth/revocation-check-failed",
	Title:    "Revocation cannot be checked: the CRL or OCSP server is unreachable or the list is out of date",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"auth/half-authenticated", "auth/refused-without-reason", "stability/reauth-fails", "ike/half-open"},
	Judge:    judgeRevocationCheckFailed,
}

func judgeRevocationCheckFailed(c *engine.Case) engine.Verdict {
	e, ev := c.Printed(ipsec.EventRevocationUnknown)
	switch {
	case ev == nil:
		if missing := c.ReasonUnseen(); missing != nil {
			return engine.Unobserved(missing...)
		}
		return engine.Silent("")
	case c.IKEUp():
		return engine.Silent("the tunnel comes up without the check")
	}
	if strings.Contains(ev.Reason, "requires at least") {
		return c.Proven(e, ev, "the policy demands a check that cannot be made").Owned(c.OwnerOf(e)).With(fmt.Sprintf("revocation status at %s %s", e.Name, ev.Reason))
	}
	if better := engine.Last(e.Fresh(), ipsec.EventCertTimeInvalid, ipsec.EventCertRevoked); better != nil {
		return engine.Silent("the log names another reason", engine.FromEvent(e, better, "the reason"))
	}
	refusal := engine.Last(e.Fresh(), ipsec.EventNoTrustedKey, ipsec.EventAuthFailed, ipsec.EventCertUntrusted)
	if refusal == nil {
		return engine.Hold(engine.Possible, engine.FromEvent(e, ev, "the check cannot be made; nothing says that the peer is refused for it")).Owned(c.OwnerOf(e))
	}
	v := engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the check cannot be made"), engine.FromEvent(e, refusal, "the certificate is refused"))
	v.Since = e.FirstOf(ev.Kind)
	return v.Owned(c.OwnerOf(e)).With(e.Name + ": " + ev.Reason)
}

// isStale reports whether a list is there and out of date.
func isStale(ev *ipsec.Event) bool {
	reason := strings.ToLower(ev.Reason)
	return strings.Contains(reason, "stale") || strings.Contains(reason, "expired")
}
