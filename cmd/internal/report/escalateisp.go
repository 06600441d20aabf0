package report

import (
	"fmt"
	"slices"

	"ipsec-diag/engine"
)

// forISP asks the provider: which packets, between which addresses, in which
// direction, with the counters of both ends, and what works on the same path.
func (p *textPrinter) forISP(d *engine.Diagnosis) {
	c := d.Case
	a, b := outer(&c.Local), outer(&c.Remote)
	if !aboutPath(d) {
		p.subject("(not for the provider) tunnel %s to %s", a, b)
		p.text("%s Nothing of what was seen points to the path, so there is nothing to ask the provider for.", stated(d))
		return
	}
	p.subject("Packets between %s and %s are lost", a, b)
	p.text("%s between %s and %s%s. %s", stateAt(d), a, b, since(d), stated(d))
	p.items("Packets concerned:", packetsConcerned(d))
	p.items("Counters:", pathCounters(c))
	p.items("What works on the same path:", control(c))
	p.items("What we ask you to check:", []string{
		fmt.Sprintf("filters, access lists, scrubbing and CGNAT on the path between %s and %s for the packets named above, in both directions", a, b),
		"loss and errors on the access lines of both addresses since the time named above",
		"whether a device of yours keeps or rewrites state for UDP 500 and 4500 or for IP protocol 50 (an IPsec passthrough or application gateway)",
	})
	p.text("A capture at your edge settles it: packets that enter on one side and do not leave on the other. We can send test traffic at any time.")
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

// pathCounters are what one end sent and the other received, by direction.
func pathCounters(c *engine.Case) []string {
	var rows []string
	for _, e := range c.Ends() {
		for _, f := range e.Flows() {
			far, both := c.FarFlow(e, f)
			from, to := outer(e), outer(c.Other(e))
			switch {
			case both && f.Out.Compared && far.In.Compared:
				rows = append(rows, fmt.Sprintf("from %s to %s: %d packets sent, %d received in %s%s", from, to, f.Out.Grew, far.In.Grew, e.Apart, lossText(f.Out.Grew, far.In.Grew)))
			case both:
				rows = append(rows, fmt.Sprintf("from %s to %s: %d packets sent and %d received since the SA began", from, to, f.Out.Packets(), far.In.Packets()))
			default:
				rows = append(rows, fmt.Sprintf("at %s: %d packets sent to %s, %d received from it", from, f.Out.Packets(), to, f.In.Packets()))
			}
		}
	}
	return rows
}

// lossText is the loss in per cent, rounded; packets on their way when the
// counters were read may make it one packet more or less.
func lossText(sent, received uint64) string {
	if sent == 0 || received >= sent {
		return ""
	}
	return fmt.Sprintf(" (%d %% lost)", (100*(sent-received)+sent/2)/sent)
}

// control is what passes between the same addresses.
func control(c *engine.Case) []string {
	var rows []string
	if c.IKEUp() {
		rows = append(rows, "IKE (UDP 500 or 4500) passes both ways: the IKE SA is up")
	}
	for _, e := range c.Ends() {
		for _, f := range e.Flows() {
			if far, both := c.FarFlow(e, f); both && f.Out.Compared && far.In.Compared && f.Out.Grew > 0 && far.In.Grew >= f.Out.Grew {
				rows = append(rows, fmt.Sprintf("ESP from %s to %s arrives without loss", outer(e), outer(c.Other(e))))
			}
		}
		if ev, up := e.OtherPeersUp(); up {
			rows = append(rows, fmt.Sprintf("%s has tunnels with other peers by the same line (%s)", outer(e), ev.Says))
		}
	}
	return rows
}
