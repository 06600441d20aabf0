package engine

import (
	"fmt"
	"net/netip"

	"ipsec-diag/inventory"
	"ipsec-diag/parsers/ipsec"
)

// This file answers what a tunnel is meant to carry, and whether the selectors
// of an end cover it.

// A Wanted is traffic that the tunnel is meant to carry, from the end behind
// which its source lies.
type Wanted struct {
	// Sender is the end behind which the source lies, Receiver the other one.
	Sender, Receiver *End
	// From and To are the source and the destination with protocol and ports.
	From, To ipsec.Selector
	// Asked says that somebody named it as traffic that fails.
	Asked bool
	// Guessed says that nothing tells behind which end the source lies.
	Guessed bool
}

// String prints the traffic: "10.1.0.5 to 10.2.0.9 port 443/tcp".
func (w Wanted) String() string {
	out := addressOf(w.From) + " to " + addressOf(w.To)
	protocol := inventory.Flow{Protocol: w.To.Protocol}.ProtocolName()
	switch {
	case w.To.Protocol == 0:
		return out
	case w.To.FromPort == w.To.ToPort:
		return fmt.Sprintf("%s port %d/%s", out, w.To.FromPort, protocol)
	}
	return out + " protocol " + protocol
}

func addressOf(s ipsec.Selector) string {
	s.Protocol, s.FromPort, s.ToPort = 0, 0, ipsec.AnyPort
	if p, ok := s.Prefix(); ok && p.Bits() == p.Addr().BitLen() {
		return p.Addr().String()
	}
	return s.String()
}

// Wanted returns what the tunnel is meant to carry: the flow somebody asks
// about, else the flows and the subnet pairs of the inventory.
func (c *Case) Wanted() []Wanted {
	if c.Flow != nil {
		w := c.wantedFlow(c.Flow)
		w.Asked = true
		return []Wanted{w}
	}
	if c.Intent == nil {
		return nil
	}
	var out []Wanted
	for i := range c.Intent.Flows {
		out = append(out, c.wantedFlow(&c.Intent.Flows[i]))
	}
	for _, pair := range c.Intent.Selectors {
		if w, ok := c.wantedPair(pair); ok {
			out = append(out, w)
		}
	}
	return out
}

// wantedPair is a subnet pair of the inventory, seen from the local end.
func (c *Case) wantedPair(pair [2]string) (Wanted, bool) {
	mine, theirs := pair[0], pair[1]
	if c.Local.Name == c.Intent.Ends[1] {
		mine, theirs = theirs, mine
	}
	from, okFrom := subnetOf(mine)
	to, okTo := subnetOf(theirs)
	return Wanted{Sender: &c.Local, Receiver: &c.Remote, From: from, To: to}, okFrom && okTo
}

func subnetOf(text string) (ipsec.Selector, bool) {
	if p, err := netip.ParsePrefix(text); err == nil {
		return ipsec.PrefixSelector(p, text), true
	}
	return hostOf(text)
}

// wantedFlow finds the end behind which the source of a flow lies: the end that
// protects or holds the source, or whose peer has the destination.
func (c *Case) wantedFlow(f *inventory.Flow) Wanted {
	w := Wanted{Sender: &c.Local, Receiver: &c.Remote, From: selectorOf(f.Source, f.Protocol, f.SourcePort), To: selectorOf(f.Destination, f.Protocol, f.Port)}
	near := c.Local.behind(w.From) + c.Remote.behind(w.To)
	far := c.Remote.behind(w.From) + c.Local.behind(w.To)
	if far > near {
		w.Sender, w.Receiver = w.Receiver, w.Sender
	}
	w.Guessed = far == near
	return w
}

func selectorOf(a netip.Addr, protocol uint8, port uint16) ipsec.Selector {
	s := ipsec.PrefixSelector(netip.PrefixFrom(a, a.BitLen()), a.String())
	if s.Protocol = protocol; port != 0 {
		s.FromPort, s.ToPort = port, port
	}
	return s
}

// behind says how much speaks for an address lying behind an end: its networks
// in the selectors, and an interface or connected network that holds it.
func (e *End) behind(s ipsec.Selector) int {
	n := 0
	for _, pair := range e.SelectorPairs() {
		if !isEverything(pair.Local) && coversAddress(pair.Local, s) {
			n = 1
		}
	}
	if e.Read() && (e.Holds(s.From) || e.connected(s.From)) {
		n++
	}
	return n
}

// Holds reports whether an address is one of the end's own interfaces.
func (e *End) Holds(a netip.Addr) bool {
	return e.InterfaceWith(a.String()) != nil
}

// connected reports whether an address lies in a network on a link of the end.
func (e *End) connected(a netip.Addr) bool {
	row := e.entryFor(a.String())
	return row != nil && row.Protocol == "connected"
}

func coversAddress(have, s ipsec.Selector) bool {
	return have.Valid() && s.Valid() && have.From.BitLen() == s.From.BitLen() && have.From.Compare(s.From) <= 0 && have.To.Compare(s.To) >= 0
}

// isEverything reports the selector of all addresses.
func isEverything(s ipsec.Selector) bool {
	p, ok := s.Prefix()
	return ok && p.Bits() == 0
}
