package collector

import (
	"slices"
	"time"

	"ipsec-diag/inventory"
)

// offersSecret reports whether the device takes a secret by a method that has
// not been tried.
func (a *authenticator) offersSecret() bool {
	for _, method := range []string{"keyboard-interactive", "password"} {
		if slices.Contains(a.offered, method) && !slices.Contains(a.tried, method) {
			return true
		}
	}
	return false
}

// mayTry asks the run's memory whether the secret may be tried here, and waits
// while another device is the first to try it.
func (a *authenticator) mayTry() *Error {
	if a.memory == nil || a.verdict != nil {
		return nil
	}
	goOn, began := a.limit.halt(), time.Now()
	defer goOn()
	a.verdict, a.withheld = a.memory.turn(a.limit, a.device, a.credentials.user, a.credentials.secret)
	a.waited += time.Since(began)
	return a.withheld
}

// conclude tells the memory what the device said of the secret.
func (a *authenticator) conclude(failed *Error) {
	if a.verdict == nil {
		return
	}
	switch {
	case a.secretBy != "" && failed == nil, a.secretAccepted():
		a.verdict(accepted)
	case a.secretBy != "" && failed.Class == ClassAuthRejected:
		a.verdict(rejected)
	case a.secretBy != "" && failed.Class == ClassConnectionCut:
		a.verdict(unclear)
	case a.secretBy != "" && failed.Class == ClassTimeout:
		a.verdict(silent)
	default:
		a.verdict(noVerdict)
	}
}

// barred spares a device the connection when its only credential is a secret
// that is not tried any more.
func (c *credentials) barred(o Options, d inventory.Device) *Error {
	if len(c.keys) > 0 || !c.hasSecret {
		return nil
	}
	return o.Rejections.check(d.Name, c.user, c.secret)
}
