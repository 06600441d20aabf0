package compare

import (
	"net/netip"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// whoChanges says which end has to change so that a difference goes: the one
// that is not as the inventory means it, or that is wrong by itself. Where
// nothing says what is meant, either end can.
func whoChanges(c *engine.Case, i *Item) string {
	switch {
	case i.Match != Differs && i.Match != Limits:
		return ""
	case len(i.wrong) > 0:
		return "change " + strings.Join(i.wrong, " and ")
	case len(i.own)+len(i.met) > 0:
		return networksChange(c, i)
	case i.caller != nil && c.Intent != nil:
		other := c.Other(i.caller)
		return "change " + i.caller.Called() + ": the inventory means the tunnel to " + other.Called() + ", and no address of it is called"
	case i.Rule == "auth/psk-mismatch":
		return "enter the same key at both ends; nothing says which of the two is meant"
	}
	return eitherWay(c)
}

func eitherWay(c *engine.Case) string {
	a, b := c.Local.Called(), c.Remote.Called()
	return "either " + a + " so that it fits " + b + ", or " + b + " so that it fits " + a + "; nothing says which is meant"
}

// networksChange holds the flows of both ends against the intended networks.
func networksChange(c *engine.Case, i *Item) string {
	pairs := intended(c)
	if len(pairs) == 0 {
		return eitherWay(c)
	}
	a, b := c.Local.Called(), c.Remote.Called()
	here, there := asMeant(i.own, pairs), asMeant(i.met, swapped(pairs))
	switch {
	case !here && !there:
		return "change both ends: the inventory means " + meant(pairs) + " at " + a
	case !here:
		return "change " + a + ": the inventory means " + meant(pairs) + " there"
	case !there:
		return "change " + b + ": the inventory means " + meant(swapped(pairs)) + " there"
	}
	return eitherWay(c)
}

// intended are the networks that the inventory means, the local end's first.
func intended(c *engine.Case) [][2]string {
	switch {
	case c.Intent == nil:
		return nil
	case c.Intent.Ends[0] == c.Local.Name || c.Intent.Ends[1] == c.Remote.Name:
		return c.Intent.Selectors
	}
	return swapped(c.Intent.Selectors)
}

func swapped(pairs [][2]string) (out [][2]string) {
	for _, p := range pairs {
		out = append(out, [2]string{p[1], p[0]})
	}
	return out
}

// asMeant reports whether an end has flows and each is between intended networks.
// Protocols and ports do not count: the inventory has networks only.
func asMeant(list []flow, pairs [][2]string) bool {
	for _, f := range list {
		if !slices.ContainsFunc(pairs, func(p [2]string) bool { return isNetwork(f.local, p[0]) && isNetwork(f.remote, p[1]) }) {
			return false
		}
	}
	return len(list) > 0
}

// isNetwork reports whether a selector is the addresses of a network, however
// either is written.
func isNetwork(s ipsec.Selector, network string) bool {
	p, err := netip.ParsePrefix(network)
	if err != nil || !s.Valid() {
		return s.String() == network
	}
	s.Protocol, s.FromPort, s.ToPort = 0, 0, 0
	has, ok := s.Prefix()
	return ok && has == p.Masked()
}

func meant(pairs [][2]string) string {
	var out []string
	for _, p := range pairs {
		out = append(out, p[0]+" === "+p[1])
	}
	return strings.Join(out, ", ")
}
