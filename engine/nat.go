package engine

import (
	"net/netip"
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// This file finds which rule of address translation meets a flow first.

// TranslatedClear is Translated for traffic that leaves in clear text.
func (e *End) TranslatedClear(from, to ipsec.Selector, outside string) (rule *ipsec.NATRule, known bool) {
	return e.translatedBy(from, to, outside, ipsec.ExceptClear)
}

// Translated returns the first rule of the end that meets traffic from one
// network to another that leaves by an interface, nil where none does. It is not
// known where a rule before it selects its traffic by something that was not read.
func (e *End) Translated(from, to ipsec.Selector, outside string) (rule *ipsec.NATRule, known bool) {
	return e.translatedBy(from, to, outside, ipsec.ExceptIPsec)
}

// translatedBy looks through the rules but for those that except such traffic.
func (e *End) translatedBy(from, to ipsec.Selector, outside, except string) (rule *ipsec.NATRule, known bool) {
	if !e.Observed(ipsec.AreaNAT) {
		return nil, false
	}
	if len(e.Snap.NATRules) == 0 && !strings.HasPrefix(e.Snap.Platform, "cisco-") {
		return nil, false // of a host with two packet filters one may have been read
	}
	for i := range e.Snap.NATRules {
		r := &e.Snap.NATRules[i]
		if r.Except == except {
			continue
		}
		meets, sure := e.meets(r, from, to)
		if meets != "" || !sure {
			between, sureBetween := e.between(r, from, outside)
			if sureBetween && !between {
				continue
			}
			sure = sure && sureBetween
		}
		switch {
		case !sure:
			return nil, false
		case meets == ipsec.NATExempt:
			return &ipsec.NATRule{Kind: ipsec.NATExempt, Ref: r.Ref}, true
		case meets != "":
			return r, true
		}
	}
	return nil, true
}

// meets returns what a rule does with a flow, or "". An entry of its list that
// denies the flow leaves it as it is and ends the search, as an exemption does.
func (e *End) meets(r *ipsec.NATRule, from, to ipsec.Selector) (kind ipsec.NATKind, sure bool) {
	if r.List != "" {
		return e.listed(r, from, to)
	}
	source, sure := coveredBy(r.Source, from)
	destination, sureTo := coveredBy(r.Destination, to)
	if sure && !source || sureTo && !destination {
		return "", true
	}
	return r.Kind, sure && sureTo
}

// coveredBy reports whether selectors cover a network; an empty list covers any.
// A network of which a part is covered cannot be judged as a whole.
func coveredBy(list []ipsec.Selector, s ipsec.Selector) (covered, sure bool) {
	if len(list) == 0 {
		return true, true
	}
	sure = true
	for _, one := range list {
		switch {
		case one.Covers(s):
			return true, true
		case !one.Valid() || one.Overlaps(s):
			sure = false
		}
	}
	return false, sure
}

// listed looks a flow up in the access list of a rule.
func (e *End) listed(r *ipsec.NATRule, from, to ipsec.Selector) (kind ipsec.NATKind, sure bool) {
	found := false
	for i := range e.Snap.AccessLists {
		entry := &e.Snap.AccessLists[i]
		if entry.List != r.List || entry.Disabled {
			continue
		}
		found = true
		source, sureFrom := coveredBy([]ipsec.Selector{entry.Source}, from)
		destination, sureTo := true, true
		if entry.Destination.Text != "" {
			destination, sureTo = coveredBy([]ipsec.Selector{entry.Destination}, to)
		}
		switch {
		case sureFrom && !source || sureTo && !destination:
		case !sureFrom || !sureTo:
			return "", false
		case !entry.Permit && r.Kind != ipsec.NATExempt:
			return ipsec.NATExempt, true
		case !entry.Permit:
			return "", true
		default:
			return r.Kind, true
		}
	}
	return "", found
}

// between reports whether a rule is for the interfaces that a flow takes.
func (e *End) between(r *ipsec.NATRule, from ipsec.Selector, outside string) (fits, sure bool) {
	fits, sure = isInterface(r.Outside, outside)
	if !fits && sure {
		return false, true
	}
	inside, sureInside := isInterface(r.Inside, e.insideOf(from))
	return fits && inside, sureInside && (sure || !inside)
}

// isInterface compares the interface of a rule, or several with commas between
// them, with that of a flow, which is empty where it is not known.
func isInterface(rule, flow string) (fits, sure bool) {
	if rule == "" || rule == "any" || flow != "" && slices.Contains(strings.Split(rule, ","), flow) {
		return true, true
	}
	return false, flow != ""
}

// insideOf returns the interface behind which a network lies: the one that has
// an address in it, or that the route to it names.
func (e *End) insideOf(network ipsec.Selector) string {
	for i := range e.Snap.Interfaces {
		row := &e.Snap.Interfaces[i]
		for _, text := range row.Addresses {
			if addr, err := netip.ParseAddr(text); err == nil && network.Covers(ipsec.PrefixSelector(netip.PrefixFrom(addr, addr.BitLen()), text)) {
				return row.Name
			}
		}
	}
	if row := e.entryFor(network.From.String()); row != nil {
		return row.Interface.Or("")
	}
	return ""
}
