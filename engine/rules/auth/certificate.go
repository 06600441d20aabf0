package auth

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// aboutCertificate reports whether a refused identity was refused because the
// certificate does not carry it.
func aboutCertificate(ev *ipsec.Event) bool {
	reason := strings.ToLower(ev.Reason)
	return strings.Contains(reason, "confirm identity") || strings.Contains(reason, "cert") || strings.Contains(reason, "id check")
}

// A timeFault is what a refused validity period comes down to.
type timeFault string

const (
	certExpiredFault timeFault = "expired"
	notYetFault      timeFault = "not yet valid"
	clockFault       timeFault = "clock"
	noFault          timeFault = ""
)

// validity is the period of a certificate as far as known.
type validity struct {
	notBefore, notAfter time.Time
}

// judgeTime judges the last refusal of a validity period: it is the
// certificate's fault when the reference time lies outside it too, and the
// clock's when it lies inside (calculus, section 5).
func judgeTime(c *engine.Case) (timeFault, engine.Verdict) {
	e, ev := c.Printed(ipsec.EventCertTimeInvalid)
	if ev == nil {
		return noFault, engine.Verdict{}
	}
	period := periodOf(c, ev)
	complaint := complaintOf(e, ev, period)
	at, from, ok := c.Reference(e)
	v := c.Proven(e, ev, "the certificate is outside its validity period by this device's clock")
	byReference := outside(period, at, ok)
	wrong, clocksKnown := c.ClockWrong(e)
	switch {
	case ok && byReference == noFault && holdsBound(period, complaint):
		return clockFault, clockVerdict(c, e, v, complaint, from)
	case ok && byReference == complaint && complaint != noFault:
		return complaint, v.Owned(c.OwnerOf(c.Other(e))).With(periodText(ev, period, complaint))
	case clocksKnown && !wrong && complaint != noFault:
		return complaint, v.Owned(c.OwnerOf(c.Other(e))).With(periodText(ev, period, complaint))
	}
	// Without a reference a wrong clock is not excluded.
	return cmp.Or(complaint, certExpiredFault), v.With(periodText(ev, period, complaint)).Capped(engine.CapKeyUnknown).
		SettledBy("compare the clock of " + e.Name + " with the true time")
}

// clockVerdict says that the verifier's clock is wrong. Against the clock of
// the other end alone, an expired certificate stays possible.
func clockVerdict(c *engine.Case, e *engine.End, v engine.Verdict, complaint timeFault, from string) engine.Verdict {
	v = v.Owned(c.OwnerOf(e)).By(engine.ComparedEnds)
	v.Detail = fmt.Sprintf("the certificate is valid by the clock of %s, %s by that of %s", from, complaint, e.Name)
	if clock, ok := e.Snap.Clock.Get(); ok {
		v.Detail += " (" + clock.Format(time.RFC3339) + ")"
		v.Evidence = append(v.Evidence, engine.Show(e, engine.FromState, e.Snap.Clock.Ref(), "the clock of the end that refuses"))
	}
	if other := c.Other(e); c.Now.IsZero() {
		v.Evidence = append(v.Evidence, engine.Show(other, engine.FromState, other.Snap.Clock.Ref(), "the clock of the other end"))
		if complaint == certExpiredFault {
			v.Witness, v.Base = engine.NoWitness, engine.Strong
		}
	}
	return v
}

// periodOf returns the validity period a line prints, completed from the
// certificate lists.
func periodOf(c *engine.Case, ev *ipsec.Event) validity {
	p := validity{notBefore: ev.NotBefore.Or(time.Time{}), notAfter: ev.NotAfter.Or(time.Time{})}
	if ev.Subject == "" || !p.notBefore.IsZero() && !p.notAfter.IsZero() {
		return p
	}
	for _, e := range c.Ends() {
		if !e.Read() {
			continue
		}
		for i := range e.Snap.Certificates {
			if cert := &e.Snap.Certificates[i]; strings.EqualFold(cert.Subject, ev.Subject) || strings.EqualFold(cert.Serial.Or("-"), ev.Subject) {
				p.notBefore, p.notAfter = later(p.notBefore, cert.NotBefore), later(p.notAfter, cert.NotAfter)
			}
		}
	}
	return p
}

func later(have time.Time, more ipsec.Time) time.Time {
	if have.IsZero() {
		return more.Or(have)
	}
	return have
}

// complaintOf returns which bound the device says is passed: by the only one
// it prints, by its words, or by its clock.
func complaintOf(e *engine.End, ev *ipsec.Event, p validity) timeFault {
	reason := strings.ToLower(ev.Reason)
	switch {
	case strings.Contains(reason, "expired"):
		return certExpiredFault
	case strings.Contains(reason, "not yet"), strings.Contains(reason, "notyet"), strings.Contains(reason, "starts on"):
		return notYetFault
	case ev.NotAfter.Known() && !ev.NotBefore.Known():
		return certExpiredFault
	case ev.NotBefore.Known() && !ev.NotAfter.Known():
		return notYetFault
	}
	if clock, ok := e.Snap.Clock.Get(); ok {
		return outside(p, clock, true)
	}
	at, ok := ev.At.Get()
	return outside(p, at, ok && at.Year() > 1)
}

// outside returns which bound of a period a time has passed.
func outside(p validity, at time.Time, known bool) timeFault {
	switch {
	case !known:
		return noFault
	case !p.notAfter.IsZero() && at.After(p.notAfter):
		return certExpiredFault
	case !p.notBefore.IsZero() && at.Before(p.notBefore):
		return notYetFault
	}
	return noFault
}

// holdsBound reports whether the bound complained about is known, so that a
// time can be said to lie inside it.
func holdsBound(p validity, complaint timeFault) bool {
	switch complaint {
	case certExpiredFault:
		return !p.notAfter.IsZero()
	case notYetFault:
		return !p.notBefore.IsZero()
	}
	return !p.notAfter.IsZero() && !p.notBefore.IsZero()
}

func periodText(ev *ipsec.Event, p validity, complaint timeFault) string {
	text := cmp.Or(ev.Subject, "a certificate")
	switch {
	case complaint == certExpiredFault && !p.notAfter.IsZero():
		return text + " expired on " + p.notAfter.UTC().Format(time.RFC3339)
	case complaint == notYetFault && !p.notBefore.IsZero():
		return text + " is valid from " + p.notBefore.UTC().Format(time.RFC3339)
	}
	return text
}

// ownCertificates returns the end-entity certificates that the device has the
// key of.
func ownCertificates(e *engine.End) []*ipsec.Certificate {
	var out []*ipsec.Certificate
	if !e.Read() {
		return nil
	}
	for i := range e.Snap.Certificates {
		if cert := &e.Snap.Certificates[i]; ipsec.Yes(cert.HasKey) && !ipsec.Yes(cert.CA) {
			out = append(out, cert)
		}
	}
	return out
}

// chainFault returns an end's fresh line that says what is wrong with a
// certificate or its chain, other than the identity.
func chainFault(e *engine.End) *ipsec.Event {
	return engine.Last(e.Fresh(), ipsec.EventCertTimeInvalid, ipsec.EventCertRevoked, ipsec.EventCertUntrusted)
}
