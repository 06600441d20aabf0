package auth

import (
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// certExpired is a certificate past its period by the reference time, not only
// by the clock of the end that refuses it.
var certExpired = engine.Rule{
	ID:       "auth/cert-expired",
	Title:    "A certificate in the chain has expired",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaCertificates, ipsec.AreaClock},
	Explains: []string{"auth/cert-untrusted", "auth/half-authenticated", "auth/refused-without-reason", "stability/reauth-fails", "ike/half-open"},
	Judge:    judgeCertExpired,
}

func judgeCertExpired(c *engine.Case) engine.Verdict {
	fault, v := judgeTime(c)
	switch fault {
	case certExpiredFault:
		return v
	case noFault:
		return ownCertificate(c, certExpiredFault)
	}
	return engine.Silent("")
}

// ownCertificate judges the certificates that the ends themselves list, where
// no log names one: an end that is refused and whose only certificate is out
// of date needs no other reason.
func ownCertificate(c *engine.Case, want timeFault) engine.Verdict {
	if c.IKEUp() {
		return engine.Silent("")
	}
	yes, known := c.UsesCertificates()
	for _, e := range c.Ends() {
		if v, ok := outOfDate(c, e, want); ok && yes && refused(e) {
			return v
		}
	}
	if known && !yes {
		return engine.Silent("keys are used, not certificates")
	}
	if missing := c.ReasonUnseen(); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}

// outOfDate judges the certificates of one end against the reference time.
func outOfDate(c *engine.Case, e *engine.End, want timeFault) (engine.Verdict, bool) {
	own := ownCertificates(e)
	at, _, ok := c.Reference(e)
	if len(own) != 1 || !ok {
		return engine.Verdict{}, false
	}
	cert := own[0]
	p := validity{notBefore: cert.NotBefore.Or(time.Time{}), notAfter: cert.NotAfter.Or(time.Time{})}
	if outside(p, at, true) != want {
		return engine.Verdict{}, false
	}
	ev := &ipsec.Event{Subject: cert.Subject}
	return engine.Hold(engine.Certain, engine.Show(e, engine.FromConfig, cert.Ref, "the only certificate of this end")).
		By(engine.LocalFact).Owned(c.OwnerOf(e)).With(periodText(ev, p, want)), true
}

// refused reports whether the peer has refused an end's authentication.
func refused(e *engine.End) bool { return e.LastThat(refusedAuth) != nil }
