package engine

import (
	"fmt"
	"net/netip"

	"ipsec-diag/parsers/ipsec"
)

// This file weighs the pings that this run itself sent (--probe). An answer
// proves both directions. No answer proves nothing by itself: the host may be off,
// or filter ICMP, so that pings alone never make a tunnel look one-way.

// Probes returns the pings that an end sent through one of its Child SAs.
func (e *End) Probes(sa *ipsec.ChildSA) []*ipsec.Probe {
	if !e.Read() {
		return nil
	}
	var out []*ipsec.Probe
	for i := range e.Snap.Probes {
		p := &e.Snap.Probes[i]
		if inOneOf(sa.RemoteTS, p.Destination) && (!p.Source.IsValid() || inOneOf(sa.LocalTS, p.Source)) {
			out = append(out, p)
		}
	}
	return out
}

// inOneOf reports whether an address is inside one of the selectors.
func inOneOf(selectors []ipsec.Selector, a netip.Addr) bool {
	for _, s := range selectors {
		if s.Valid() && s.From.BitLen() == a.BitLen() && s.From.Compare(a) <= 0 && a.Compare(s.To) <= 0 {
			return true
		}
	}
	return false
}

// ShowProbe returns the evidence of a ping.
func ShowProbe(e *End, p *ipsec.Probe) Evidence {
	df := ""
	if p.DF {
		df = " with DF"
	}
	says := fmt.Sprintf("ping of %d octets%s to %s, sent by this run", p.Size, df, p.Destination)
	sent, ok := p.Sent.Get()
	if got, known := p.Received.Get(); ok && known {
		says += fmt.Sprintf(": %d of %d answered", got, sent)
	}
	if mtu, told := p.MTU.Get(); told {
		says += fmt.Sprintf("; told that %d fit", mtu)
	}
	return Show(e, FromState, p.Ref, says)
}

// Answered returns a ping of an end that came back through an SA whole, nil for none.
func (e *End) Answered(sa *ipsec.ChildSA) *ipsec.Probe {
	for _, p := range e.Probes(sa) {
		if p.Answered() {
			return p
		}
	}
	return nil
}

// unansweredPings is how many packets of pings an end sent through an SA, none of
// which came back.
func (e *End) unansweredPings(sa *ipsec.ChildSA) (n uint64) {
	for _, p := range e.Probes(sa) {
		if p.Received.Or(1) > 0 {
			return 0
		}
		n += p.Sent.Or(0)
	}
	return n
}

// setAsidePings takes pings that nobody answered out of what moved, at both ends,
// unless the other end proves a loss by its counters: it received none of them, or
// did answer.
func (c *Case) setAsidePings() {
	for _, e := range c.Ends() {
		for _, f := range e.Flows() {
			pings := e.unansweredPings(f.Child)
			if !f.In.Still() || f.Out.Packets() == 0 || f.Out.Packets() > pings {
				continue
			}
			far, matched := c.FarFlow(e, f)
			if matched && far.In.Total.Known() && (far.In.Packets() < f.Out.Packets() || far.Out.Packets() >= LeastStimulus) {
				continue
			}
			e.setAside(f.Child)
			if matched {
				c.Other(e).setAside(far.Child)
			}
		}
	}
}

func (e *End) setAside(sa *ipsec.ChildSA) {
	if e.pinged == nil {
		e.pinged = map[*ipsec.ChildSA]bool{}
	}
	e.pinged[sa] = true
}

// withoutPings takes the pings out of a flow of which nothing else moved.
func (e *End) withoutPings(f *Flow) {
	if !e.pinged[f.Child] {
		return
	}
	f.Pings = max(f.Out.Packets(), f.In.Packets())
	f.Out, f.In = f.Out.less(f.Pings), f.In.less(f.Pings)
}

// earlierRuns is how many runs with pings may have gone before this one: a total
// of up to so many times its pings, and a multiple of them, is taken for these.
const earlierRuns = 10

// less is a movement without the pings, of which nothing is left in the window.
func (m Movement) less(pings uint64) Movement {
	total, known := m.Total.Get()
	if known && m.Packets() > 0 {
		rest := total - pings
		if rest%pings == 0 && rest < earlierRuns*pings {
			rest = 0
		}
		m.Total = ipsec.Saw(rest, m.Total.Ref())
	}
	m.Grew, m.Compared = 0, true
	return m
}
