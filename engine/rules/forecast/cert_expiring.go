package forecast

import (
	"fmt"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// certExpiring says that a certificate of an end runs out soon. One that has
// run out is a fault of another row.
var certExpiring = engine.Rule{
	ID:       "forecast/cert-expiring",
	Title:    "A certificate, CA or CRL runs out soon",
	Severity: engine.Warning,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaCertificates},
	Judge:    judgeCertExpiring,
}

// notice is how long before its end a certificate is reported. One made for a
// short time is renewed by a machine: for it the last third counts.
const notice = 30 * 24 * time.Hour

func judgeCertExpiring(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaCertificates); missing != nil {
		return engine.Unobserved(missing...)
	}
	var v engine.Verdict
	var nearest time.Duration
	dated := false
	for _, e := range c.Ends() {
		now, known := nowAt(c, e)
		if !known || !e.Read() {
			continue
		}
		dated = true
		for i := range e.Snap.Certificates {
			cert := &e.Snap.Certificates[i]
			left, soon := runsOut(cert, now)
			if !soon {
				continue
			}
			proof := engine.Show(e, engine.FromState, cert.NotAfter.Ref(), "ends on "+cert.NotAfter.Or(now).Format(time.DateOnly))
			if v.Outcome != engine.Holds {
				v, nearest = engine.Hold(engine.Certain).By(engine.LocalFact), left+1
			}
			v.Evidence = append(v.Evidence, proof)
			if left < nearest {
				nearest = left
				v = v.With(fmt.Sprintf("%s of %s ends in %d days", cert.Subject, e.Name, int(left.Hours()/24))).Owned(c.OwnerOf(e))
			}
		}
	}
	switch {
	case v.Outcome == engine.Holds:
		return v
	case !dated:
		return engine.Unobserved("a reference time: neither the time of the reading nor the device's clock is known")
	}
	return engine.Silent("no certificate of the ends runs out within 30 days")
}

// nowAt returns the time against which an end's certificates are held: that of
// the judgement or, without one, the device's own clock.
func nowAt(c *engine.Case, e *engine.End) (time.Time, bool) {
	if !c.Now.IsZero() {
		return c.Now, true
	}
	if !e.Read() {
		return time.Time{}, false
	}
	return e.Snap.Clock.Get()
}

// runsOut returns how long a certificate is still valid, and whether that is
// little.
func runsOut(cert *ipsec.Certificate, now time.Time) (time.Duration, bool) {
	end, known := cert.NotAfter.Get()
	if !known || !end.After(now) {
		return 0, false
	}
	limit := notice
	if from, ok := cert.NotBefore.Get(); ok {
		if from.After(now) {
			return 0, false
		}
		limit = min(limit, end.Sub(from)/3)
	}
	left := end.Sub(now)
	return left, left <= limit
}
