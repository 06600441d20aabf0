package compare

import (
	"time"

	"ipsec-diag/parsers/ipsec"
)

// IKEv2 negotiates no lifetimes: the end with the shorter one rekeys (RFC 7296,
// section 2.8). In IKEv1 the lower one is used, except by old strict peers.

func ikeLifetimes(a, b *ipsec.Peer) Item {
	return lifetimes("lifetime of the IKE SA", first(a.Lifetime, a.RekeyTime, a.ReauthTime), first(b.Lifetime, b.RekeyTime, b.ReauthTime), "ike/lifetime-mismatch")
}

func childLifetimes(p, q *ipsec.Policy) Item {
	return lifetimes("lifetime of "+p.Name, first(p.Lifetime, p.RekeyTime), first(q.Lifetime, q.RekeyTime), "child/lifetime-mismatch")
}

// first returns the first duration that is known and not zero: zero is a timer
// that is off.
func first(list ...ipsec.Duration) ipsec.Duration {
	for _, d := range list {
		if d.Or(0) > 0 {
			return d
		}
	}
	return list[0]
}

func lifetimes(name string, a, b ipsec.Duration, rule string) Item {
	i := Item{Name: name, Local: side(a, time.Duration.String), Remote: side(b, time.Duration.String), Match: Unknown}
	x, okX := a.Get()
	y, okY := b.Get()
	switch {
	case !okX || !okY:
	case x == y:
		i.Match = Same
	default:
		i.Match, i.Rule, i.Effect = Fits, rule, "the shorter one counts; it prevents nothing, except with old strict IKEv1 peers"
	}
	return i
}

// liveness compares dead peer detection, which is each end's own affair.
func liveness(a, b *ipsec.Peer) Item {
	text := func(d time.Duration) string {
		if d == 0 {
			return "off"
		}
		return "every " + d.String()
	}
	i := Item{Name: "liveness check (DPD)", Local: side(a.DPD, text), Remote: side(b.DPD, text), Match: Unknown}
	x, okX := a.DPD.Get()
	y, okY := b.DPD.Get()
	switch {
	case !okX || !okY:
	case x == y:
		i.Match = Same
	case x == 0 || y == 0:
		i.Match, i.Rule, i.Effect = Limits, "hygiene/no-keepalive", "the end without it does not notice that the other is gone"
	default:
		i.Match = Fits
	}
	return i
}
