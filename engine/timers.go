package engine

import (
	"time"

	"ipsec-diag/parsers/ipsec"
)

// A Timer is a lifetime with which a tunnel could end.
type Timer struct {
	Name  string
	After time.Duration
	Ref   ipsec.Ref
	// Usual says that it is a vendor's default, not read from the device.
	Usual bool
}

// Timers returns the configured lifetimes of an end and, last, the defaults of
// the vendors. strongSwan lets an SA live a tenth longer than its rekey time.
func (e *End) Timers() []Timer {
	var out []Timer
	add := func(name string, d ipsec.Duration) {
		if v, known := d.Get(); known && v > 0 {
			out = append(out, Timer{name, v, d.Ref(), false}, Timer{name, v + v/10, d.Ref(), false})
		}
	}
	for _, p := range e.Peers {
		add("IKE rekey time", p.RekeyTime)
		add("IKE reauthentication time", p.ReauthTime)
		for _, policy := range p.Policies {
			add("rekey time of "+policy.Name, policy.RekeyTime)
		}
	}
	for _, sa := range e.IKESAs {
		add("IKE lifetime", sa.Lifetime)
	}
	for _, seconds := range []int{3600, 3960, 28800, 86400} {
		d := time.Duration(seconds) * time.Second
		out = append(out, Timer{"usual lifetime of " + d.String(), d, ipsec.Ref{}, true})
	}
	return out
}

// Outlasted reports whether a life was so long, by 5 percent, that the timer did
// not end it.
func (t Timer) Outlasted(d time.Duration) bool { return d*100 > t.After*105 }

// Near reports whether a life ended within 2 percent of a configured timer, or
// 5 percent of a usual one.
func (t Timer) Near(d time.Duration) bool {
	percent := time.Duration(2)
	if t.Usual {
		percent = 5
	}
	return (d-t.After).Abs()*100 <= t.After*percent
}
