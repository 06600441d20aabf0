package compare

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// delivery asks of each end by itself whether its packets reach the tunnel: the
// policy is on an interface, no address translation comes first, there is a
// route, and the interface takes the packets.
func delivery(c *engine.Case) []Item {
	return []Item{
		each(c, "policy on an interface", bound, "intent/not-bound-to-interface", "packets never meet the policy"),
		each(c, "left as it is by NAT", exempt, "data/nat-exemption-missing", "translated packets do not match the policy"),
		each(c, "route to the networks", routed, "data/route-missing", "packets never reach the policy"),
		each(c, "outside MTU", mtu, "", ""),
	}
}

// A look is what one end shows of an item: its text, where, and whether it is
// wrong by itself.
type look struct {
	text  string
	ref   ipsec.Ref
	wrong bool
	known bool
}

func each(c *engine.Case, name string, ask func(c *engine.Case, e *engine.End) look, rule, effect string) Item {
	a, b := ask(c, &c.Local), ask(c, &c.Remote)
	i := Item{Name: name, Local: a.side(), Remote: b.side(), Match: Same}
	switch {
	case a.wrong || b.wrong:
		i.Match, i.Rule, i.Effect = Differs, rule, effect
		for n, l := range []look{a, b} {
			if l.wrong {
				i.wrong = append(i.wrong, c.Ends()[n].Called())
			}
		}
	case !a.known || !b.known:
		i.Match = Unknown
	case a.text != b.text:
		i.Match = Fits
	}
	return i
}

func (l look) side() Side {
	if !l.known {
		return Side{Value: unknown}
	}
	return Side{Value: l.text, Ref: l.ref}
}

func bound(_ *engine.Case, e *engine.End) look {
	var l look
	for _, p := range e.Peers {
		on, known := p.Bound.Get()
		switch {
		case known && on:
			return look{text: "yes", ref: p.Bound.Ref(), known: true}
		case known:
			l = look{text: "no", ref: p.Bound.Ref(), wrong: true, known: true}
		}
	}
	return l
}

func exempt(_ *engine.Case, e *engine.End) look {
	var l look
	for _, p := range e.Peers {
		for n := range p.Policies {
			for k := range min(len(p.Policies[n].LocalTS), len(p.Policies[n].RemoteTS)) {
				from, to := p.Policies[n].LocalTS[k], p.Policies[n].RemoteTS[k]
				rule, sure := e.Translated(from, to, p.Interface.Or(""))
				if sure && rule != nil && rule.Kind != ipsec.NATExempt && !everything(from) {
					return look{text: fmt.Sprintf("no: %s to %s is translated", from, to), ref: rule.Ref, wrong: true, known: true}
				}
				if sure {
					l = look{text: "yes", known: true}
				}
			}
		}
	}
	return l
}

// everything reports the selector of all addresses, of which a part may be
// translated on purpose.
func everything(s ipsec.Selector) bool {
	p, ok := s.Prefix()
	return ok && p.Bits() == 0
}

func routed(_ *engine.Case, e *engine.End) look {
	var l look
	for _, p := range e.Peers {
		for n := range p.Policies {
			for _, s := range p.Policies[n].RemoteTS {
				prefix, ok := s.Prefix()
				if !ok {
					continue
				}
				if ref, missing := e.WithoutRoute(prefix); missing {
					return look{text: "no route to " + prefix.String(), ref: ref, wrong: true, known: true}
				}
				if ref, found := e.RouteFor(prefix.Addr()); found {
					l = look{text: "yes", ref: ref, known: true}
				}
			}
		}
	}
	return l
}

func mtu(c *engine.Case, e *engine.End) look {
	out := e.OutsideInterface(c.Other(e))
	if out == nil {
		return look{}
	}
	n, known := out.MTU.Get()
	return look{text: fmt.Sprintf("%d octets", n), ref: out.MTU.Ref(), known: known}
}
