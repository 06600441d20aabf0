package data

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// largeProbed judges pings of this run: where a small one comes back and one of the
// largest packet that should fit is lost in silence, with DF set, its size stops it
// and nobody says so (RFC 2923, section 2.1). Counters of both ends that miss just
// these packets are a witness.
func largeProbed(c *engine.Case) (engine.Verdict, bool) {
	for _, e := range c.Ends() {
		for _, f := range e.Flows() {
			small, large := probesOf(e, f)
			if small == nil || large == nil || !large.Lost() || large.Sent.Or(0) < 3 {
				continue
			}
			v := engine.Hold(engine.Strong, engine.ShowProbe(e, large), engine.ShowProbe(e, small)).
				With(fmt.Sprintf("of %d packets of %d octets with DF from %s to %s none came back and no router says why; packets of %d octets come back",
					large.Sent.Or(0), large.Size, large.Source, large.Destination, small.Size)).
				SettledBy(fmt.Sprintf("ping through the tunnel with the DF bit and sizes between %d and %d octets", small.Size, large.Size))
			v.Slots = sureToFit(large.Size)
			if way := missed(c, e, f, large); way != "" {
				v.Detail += "; " + way
				v = v.By(engine.ComparedEnds)
			}
			return v, true
		}
	}
	return engine.Verdict{}, false
}

// sureToFit are sizes to set where only one that is too big is known: the least MTU
// of IPv6 (RFC 8200, section 5), or of IPv4 hosts (RFC 791, section 3.1) below it.
func sureToFit(lost int) map[string]string {
	mtu := 1280
	if lost <= mtu {
		mtu = 576
	}
	return map[string]string{"mss": fmt.Sprint(mtu - 40), "mtu": fmt.Sprint(mtu)}
}

// probesOf returns the small ping that came back and the large one with DF that
// tells most: one that was lost, else the largest that came back. The one of an
// octet more than should fit is no test of the path.
func probesOf(e *engine.End, f engine.Flow) (small, large *ipsec.Probe) {
	expected := true
	for _, p := range e.Probes(f.Child) {
		switch {
		case p.DF && p.Answered():
			large, expected = p, false
		case p.DF && expected:
			large = p
		case !p.DF && p.Answered():
			small = p
		}
	}
	return small, large
}

// missed says which way the lost packets went missing, by the counters of both
// ends; empty where these do not tell.
func missed(c *engine.Case, e *engine.End, f engine.Flow, large *ipsec.Probe) string {
	far, matched := c.FarFlow(e, f)
	if !matched || !f.In.Compared || !f.Out.Compared || !far.In.Compared || !far.Out.Compared {
		return ""
	}
	n := large.Sent.Or(0)
	there, back := lacks(f.Out.Grew, far.In.Grew, n), lacks(far.Out.Grew, f.In.Grew, n)
	switch {
	case there && !back:
		return fmt.Sprintf("%s encrypted %d packets and %s decrypted %d", e.Name, f.Out.Grew, c.Other(e).Name, far.In.Grew)
	case back && !there:
		return fmt.Sprintf("%s encrypted %d packets and %s decrypted %d", c.Other(e).Name, far.Out.Grew, e.Name, f.In.Grew)
	}
	return ""
}

// lacks reports whether at least n packets, and a tenth of all, did not arrive: what
// two readings that are not of one instant differ by is less.
func lacks(sent, received, n uint64) bool {
	return sent >= received+n && (sent-received)*10 >= sent
}

// largeCame is the silent verdict where a large ping with DF came back, or its
// sender was told what fits.
func largeCame(c *engine.Case) (engine.Verdict, bool) {
	for _, e := range c.Ends() {
		for _, f := range e.Flows() {
			_, large := probesOf(e, f)
			if large == nil {
				continue
			}
			if large.Answered() {
				return engine.Silent(fmt.Sprintf("packets of %d octets with DF come back through the tunnel", large.Size), engine.ShowProbe(e, large)), true
			}
			if told, ok := large.MTU.Get(); ok {
				return engine.Silent(fmt.Sprintf("whoever sends more than fits is told: %d octets", told), engine.ShowProbe(e, large)), true
			}
		}
	}
	return engine.Verdict{}, false
}

// pingsOnly holds weakly where nothing but unanswered pings of this run left.
func pingsOnly(c *engine.Case) (engine.Verdict, bool) {
	for _, e := range c.Ends() {
		for _, f := range flowsOf(c, e) {
			probes := e.Probes(f.Child)
			if f.Pings == 0 || len(probes) == 0 {
				continue
			}
			v := engine.Hold(engine.Possible, shown(e, f, "only the pings of this run left"), engine.ShowProbe(e, probes[0])).Capped(engine.CapPathProbe).
				With(fmt.Sprintf("%s: %d pings of this run, none answered, and no other traffic; the host asked may be off or filter ICMP, so this is no proof of loss", e.Name, f.Pings)).
				SettledBy("have a host behind " + e.Name + " open a connection that is known to be allowed, and read the counters again")
			v.Severity = engine.Warning
			return v, true
		}
	}
	return engine.Verdict{}, false
}
