package report

import (
	"fmt"
	"slices"
	"time"

	"ipsec-diag/engine"
)

// forISP asks the provider: which packets, between which addresses, in which
// direction, with the counters of both ends, and what works on the same path.
// Networks, names and identities behind the gateways are not for it.
func (p *textPrinter) forISP(d *engine.Diagnosis) {
	c := d.Case
	a, b := outer(&c.Local), outer(&c.Remote)
	if !aboutPath(d) {
		p.text("(Nothing to send to the provider about %s.) %s: %s. Nothing of what was seen points to the path.", c.ID, surely(d), headlineText(d))
		return
	}
	if !named(&c.Remote) {
		b = "its peer"
	}
	p.subject("Packets between %s and %s %s lost", a, b, mayBe(d))
	p.text("%s, between %s and %s%s. %s: %s.", stateAt(d), a, b, since(d), surely(d), d.Headline.Rule.Title)
	p.items("Packets concerned:", packetsConcerned(d))
	p.items("Direction and counters of the gateways:", pathCounters(c))
	p.items("What works on the same path:", control(c))
	when := "now"
	if since(d) != "" {
		when = "since the time named above"
	}
	p.items("What we ask you to check:", []string{
		fmt.Sprintf("filters, access lists, scrubbing and CGNAT for the packets named above, %s", directions(c, a, b)),
		"loss and errors on the access lines of both addresses, " + when,
		"whether a device of yours keeps or rewrites state for UDP 500 and 4500 or for IP protocol 50 (an IPsec passthrough or application gateway)",
	})
	p.text("A capture at your edge settles it: packets that enter on one side and do not leave on the other. We can send test traffic at any time.")
}

func mayBe(d *engine.Diagnosis) string {
	if d.Headline.Confidence == engine.ConfidenceCertain {
		return "are"
	}
	return "may be"
}

// directions are those in which packets are lost, as far as both ends tell.
func directions(c *engine.Case, a, b string) string {
	var out []string
	for _, l := range c.Losses() {
		text := fmt.Sprintf("from %s to %s", outer(l.From), outer(l.To))
		if (l.Kind == engine.LossSeen || noneArrived(l)) && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	if len(out) == 1 {
		return out[0]
	}
	return fmt.Sprintf("between %s and %s in both directions", a, b)
}

// silences are the rows that a path which drops packets looks like.
var silences = []string{"ike/no-response", "ike/half-open", "data/sends-only", "data/esp-lost-in-path", "data/counter-stall", "stability/dpd-timeout"}

// aboutPath reports whether the path is to blame, or may be as far as is known:
// no proven cause stands elsewhere.
func aboutPath(d *engine.Diagnosis) bool {
	path := func(f *engine.Finding) bool {
		return f.Owner == engine.OwnerPath || f.Owner == engine.OwnerProvider || slices.Contains(silences, f.Rule.ID)
	}
	if d.Headline.Rule.Kind == engine.Cause && d.Headline.Confidence == engine.ConfidenceCertain {
		return path(d.Headline)
	}
	return path(d.Headline) || slices.ContainsFunc(d.Findings, path)
}

// packetsConcerned names protocols and ports.
func packetsConcerned(d *engine.Diagnosis) []string {
	c := d.Case
	encapsulated := false
	for _, e := range c.Ends() {
		for _, sa := range e.IKESAs {
			encapsulated = encapsulated || sa.Remote.Port == 4500 || sa.Local.Port == 4500
		}
	}
	ike := "IKE: UDP port 500, and UDP port 4500"
	esp := "ESP: IP protocol 50 (no ports)"
	if encapsulated {
		esp = "ESP inside UDP port 4500 (NAT traversal)"
	}
	if c.IKEUp() {
		return []string{esp}
	}
	return []string{ike, esp}
}

// pathCounters are what one end sent and the other received, by direction, with
// the loss and its bounds; of one end alone, what it sent and received.
func pathCounters(c *engine.Case) []string {
	var rows []string
	for _, l := range c.Losses() {
		if l.Kind == engine.NotComparable {
			continue
		}
		when := "in " + l.Window.Round(time.Second).String()
		if l.SinceMade {
			when = "since the SA began"
		}
		rows = append(rows, fmt.Sprintf("from %s to %s: %d packets sent, %d received %s: %s", outer(l.From), outer(l.To), l.Sent, l.Received, when, lossWords(l)))
	}
	if len(rows) > 0 {
		return rows
	}
	for _, e := range c.Ends() {
		for _, f := range e.Flows() {
			if f.In.Total.Known() && f.Out.Total.Known() {
				rows = append(rows, fmt.Sprintf("at %s: %d packets sent, %d received", outer(e), f.Out.Packets(), f.In.Packets()))
			}
		}
	}
	return rows
}

// noneArrived reports whether one direction stands still however few were sent.
func noneArrived(l engine.Loss) bool {
	return l.Kind != engine.NotComparable && l.Sent > 0 && l.Received == 0
}

// lossWords is the loss in per cent with its bounds.
func lossWords(l engine.Loss) string {
	if noneArrived(l) {
		return "none of them arrived"
	}
	switch l.Kind {
	case engine.LossSeen:
		if l.Low == l.High {
			return perCent(l.Loss) + " % lost"
		}
		return fmt.Sprintf("%s %% lost (at least %s, at most %s)", perCent(l.Loss), perCent(l.Low), perCent(l.High))
	case engine.NoLossSeen:
		return "no loss seen"
	case engine.TooFewPackets:
		return "too few to say"
	}
	return "the counters do not fit each other"
}

// perCent writes tenths of a per cent.
func perCent(tenths uint64) string { return fmt.Sprintf("%d.%d", tenths/10, tenths%10) }

// control is what passes between the same addresses.
func control(c *engine.Case) []string {
	var rows []string
	if c.IKEUp() {
		rows = append(rows, "IKE (UDP 500 or 4500) passes both ways: the IKE SA is up")
	}
	for _, l := range c.Losses() {
		if l.Kind == engine.NoLossSeen {
			rows = append(rows, fmt.Sprintf("ESP from %s to %s: no loss seen", outer(l.From), outer(l.To)))
		}
	}
	for _, e := range c.Ends() {
		if _, up := e.OtherPeersUp(); up {
			rows = append(rows, fmt.Sprintf("%s has tunnels that are up with other peers from the same address", outer(e)))
		}
	}
	return rows
}
