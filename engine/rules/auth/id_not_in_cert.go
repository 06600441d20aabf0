package auth

import (
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// idNotInCert is an identity that the certificate does not carry (RFC 4945,
// section 3.1). Where the chain is in order and no key is found for the
// identity, that is what is left.
var idNotInCert = engine.Rule{
	ID:       "auth/id-not-in-cert",
	Title:    "The certificate does not carry the identity in use (name, SAN type or DN)",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaCertificates},
	Explains: []string{"auth/identity-mismatch", "auth/cert-untrusted", "auth/half-authenticated", "auth/refused-without-reason", "ike/half-open"},
	Judge:    judgeIDNotInCert,
}

func judgeIDNotInCert(c *engine.Case) engine.Verdict {
	if e, ev := c.PrintedThat(func(ev *ipsec.Event) bool {
		return ev.Kind == ipsec.EventIdentityRefused && aboutCertificate(ev)
	}); ev != nil {
		return c.Proven(e, ev, "the certificate does not confirm the identity").With(identityText(c, e, ev.RemoteID))
	}
	e, ev := c.Printed(ipsec.EventNoTrustedKey)
	if ev == nil {
		if missing := c.ReasonUnseen(); missing != nil {
			return engine.Unobserved(missing...)
		}
		return engine.Silent("")
	}
	if chain := chainFault(e); chain != nil {
		return engine.Silent("the chain of the certificate is refused", engine.FromEvent(e, chain, "the reason"))
	}
	if unchecked := engine.Last(e.Fresh(), ipsec.EventRevocationUnknown); unchecked != nil {
		return engine.Silent("revocation could not be checked", engine.FromEvent(e, unchecked, "the reason"))
	}
	return withoutChainFault(c, e, ev)
}

// withoutChainFault compares the identity with the names in the certificate
// that the other end lists as its own.
func withoutChainFault(c *engine.Case, e *engine.End, ev *ipsec.Event) engine.Verdict {
	other := c.Other(e)
	v := engine.Hold(engine.Likely, engine.FromEvent(e, ev, "no key for this identity, and nothing is wrong with the chain")).
		Owned(c.OwnerOf(other)).With(identityText(c, e, ev.RemoteID))
	v.Since = e.FirstOf(ev.Kind)
	own := ownCertificates(other)
	if len(own) == 0 || ev.RemoteID == "" {
		return v.Capped(engine.CapKeyUnknown).
			SettledBy("list the names in the certificate of " + other.Called() + ": `swanctl --list-certs` or `show crypto pki certificates verbose`")
	}
	for _, cert := range own {
		if carries(cert, ev.RemoteID) {
			return v.Weakened("a certificate of " + other.Called() + " carries the identity").Capped(engine.CapKeyUnknown)
		}
		v.Evidence = append(v.Evidence, engine.Show(other, engine.FromConfig, cert.Ref, "the names in the certificate of this end"))
	}
	return v.By(engine.ComparedEnds)
}

// carries reports whether a certificate has an identity as a name of its own,
// or as its whole subject.
func carries(cert *ipsec.Certificate, id string) bool {
	if slices.ContainsFunc(cert.AltNames, func(n string) bool { return strings.EqualFold(n, id) }) {
		return true
	}
	return sameName(cert.Subject, id)
}

// sameName compares distinguished names without regard to blanks.
func sameName(a, b string) bool {
	clean := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "")) }
	return clean(a) == clean(b)
}

func identityText(c *engine.Case, e *engine.End, id string) string {
	if id == "" {
		return fmt.Sprintf("%s does not find the identity in the certificate of %s", e.Name, c.Other(e).Called())
	}
	return fmt.Sprintf("%s does not find %s in the certificate of %s", e.Name, id, c.Other(e).Called())
}
