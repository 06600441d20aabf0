package child

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// tunnelInterfaceMismatch says that the tunnel interfaces of the two ends do not
// speak of one thing: one carries GRE and the other plain IPsec, or only one is
// protected.
var tunnelInterfaceMismatch = engine.Rule{
	ID:       "child/tunnel-interface-mismatch",
	Title:    "The tunnel interfaces of the ends are of different kinds, or only one is protected",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaInterfaces, ipsec.AreaEvents},
	Explains: []string{"child/selector-mismatch", "child/none-established", "child/tunnel-interface-down", "data/overlay-routing-down"},
	Judge:    judgeTunnelInterfaceMismatch,
}

func judgeTunnelInterfaceMismatch(c *engine.Case) engine.Verdict {
	here, there := interfaceTo(&c.Local, &c.Remote), interfaceTo(&c.Remote, &c.Local)
	if here != nil && there != nil && !c.ChildUp() {
		if v, differs := differentTunnels(c, here, there); differs {
			return v
		}
	}
	for _, e := range c.Ends() {
		if v, clear := clearGRE(c, e); clear {
			return v
		}
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil && (here == nil || there == nil) {
		return engine.Unobserved(append(missing, "the tunnel interfaces of both ends")...)
	}
	return engine.Silent("")
}

// interfaceTo returns the tunnel interface of an end that leads to the other
// one, as far as its mode or its ends were read.
func interfaceTo(e, other *engine.End) *ipsec.Interface {
	if i := e.TunnelInterface(); i != nil && (i.TunnelMode.Known() || i.TunnelDestination.Known()) {
		return i
	}
	return e.InterfaceTo(other.Addresses...)
}

// differentTunnels compares the kinds and the protection of the two interfaces.
func differentTunnels(c *engine.Case, here, there *ipsec.Interface) (engine.Verdict, bool) {
	a, b := kindOf(here), kindOf(there)
	proof := []engine.Evidence{
		engine.Show(&c.Local, engine.FromConfig, here.Ref, here.Name+" carries "+a),
		engine.Show(&c.Remote, engine.FromConfig, there.Ref, there.Name+" carries "+b),
	}
	if a != b {
		return engine.Hold(engine.Certain, proof...).By(engine.ComparedEnds).
			With(fmt.Sprintf("%s of %s carries %s, %s of %s carries %s", here.Name, c.Local.Called(), a, there.Name, c.Remote.Called(), b)), true
	}
	for _, one := range []struct {
		e    *engine.End
		i    *ipsec.Interface
		over *ipsec.Interface
	}{{&c.Local, here, there}, {&c.Remote, there, here}} {
		if one.over.Protection.Known() && !one.i.Protection.Known() && len(one.e.Peers) == 0 {
			return engine.Hold(engine.Certain, proof...).By(engine.ComparedEnds).Owned(c.OwnerOf(one.e)).
				With(fmt.Sprintf("%s of %s is not protected, the other end's is", one.i.Name, one.e.Called())), true
		}
	}
	return engine.Verdict{}, false
}

// kindOf says what a tunnel interface carries. Without a mode it is GRE (Cisco
// IOS Interface Command Reference, tunnel mode).
func kindOf(i *ipsec.Interface) string {
	mode := strings.ToLower(i.TunnelMode.Or("gre ip"))
	switch {
	case strings.HasPrefix(mode, "ipsec"):
		return "plain IPsec"
	case strings.Contains(mode, "gre"):
		return "GRE"
	}
	return mode
}

// clearGRE looks for GRE of the other end that arrives without IPsec where this
// end demands it.
func clearGRE(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	ev := e.LastThat(func(ev *ipsec.Event) bool { return ev.Kind == ipsec.EventNotIPsec && isGRE(ev) })
	if ev == nil {
		return engine.Verdict{}, false
	}
	v := engine.Hold(engine.Certain, engine.FromEvent(e, ev, "GRE of the other end arrives without IPsec")).Began(ev).
		Owned(c.OwnerOf(c.Other(e))).With(c.Other(e).Called() + " sends GRE in the clear, " + e.Called() + " demands IPsec").
		SettledBy("look at the tunnel interface of " + c.Other(e).Called() + " for a line about its protection")
	if c.ChildUp() {
		v.Base = engine.Likely
		return v, true
	}
	return v.By(engine.PrintedByVerifier), true
}

func isGRE(ev *ipsec.Event) bool {
	for _, word := range append([]string{ev.Reason}, ev.Received...) {
		word = strings.ToLower(strings.ReplaceAll(word, " ", ""))
		if word == "gre" || word == "47" || strings.HasSuffix(word, "prot=47") || strings.Contains(word, "prot=47,") || strings.Contains(word, "(47)") {
			return true
		}
	}
	return false
}
