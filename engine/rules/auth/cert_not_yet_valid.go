package auth

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// certNotYetValid is a certificate before its period by the reference time.
var certNotYetValid = engine.Rule{
	ID:       "auth/cert-not-yet-valid",
	Title:    "A certificate is not valid yet",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaCertificates, ipsec.AreaClock},
	Explains: []string{"auth/cert-untrusted", "auth/half-authenticated", "auth/refused-without-reason", "ike/half-open"},
	Judge:    judgeCertNotYetValid,
}

func judgeCertNotYetValid(c *engine.Case) engine.Verdict {
	fault, v := judgeTime(c)
	switch fault {
	case notYetFault:
		return v
	case noFault:
		return ownCertificate(c, notYetFault)
	}
	return engine.Silent("")
}
