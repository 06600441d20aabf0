package linux

import (
	"net/netip"
	"strconv"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// A firewallRule is one rule of the packet filter of the kernel, whichever
// program printed it. Only the two places that packets of a tunnel pass are
// read: what is forwarded, and address translation after routing.
type firewallRule struct {
	chain            string
	nat              bool
	from, to         []ipsec.Selector
	protocol         uint8
	port             uint16
	inside, outside  string
	packets          ipsec.Count
	verdict, newAddr string
	// onlyIPsec and neverIPsec are conditions on whether IPsec protects the packet.
	onlyIPsec, neverIPsec bool
	// later says that it is for packets of connections that began before; what
	// becomes of a connection is decided by another rule.
	later bool
	// unsure says that it has a condition that is not understood.
	unsure bool
	text   string
	at     ipsec.Ref
}

// The verdicts that matter.
const (
	verdictAccept    = "accept"
	verdictDrop      = "drop"
	verdictTranslate = "translate"
	verdictElsewhere = "elsewhere" // another chain goes on
)

// put adds the rule to the snapshot.
func (r *firewallRule) put(snap *ipsec.Snapshot) {
	switch {
	case r.later:
	case r.nat:
		r.putNAT(snap)
	case r.verdict == verdictAccept || r.verdict == verdictDrop:
		snap.AccessLists = append(snap.AccessLists, r.entries()...)
	}
}

// entries are the rule as entries of an access list. One that is not understood
// has only its text, and matches nothing.
func (r *firewallRule) entries() []ipsec.AccessEntry {
	one := ipsec.AccessEntry{List: r.chain, Permit: r.verdict == verdictAccept, Matches: r.packets, Ref: r.at}
	if r.unsure {
		one.Source = ipsec.Selector{Text: r.text}
		return []ipsec.AccessEntry{one}
	}
	var out []ipsec.AccessEntry
	for _, from := range orAny(r.from) {
		for _, to := range orAny(r.to) {
			one.Source, one.Destination = from, to
			one.Source.Protocol, one.Destination.Protocol = r.protocol, r.protocol
			if r.port != 0 {
				one.Destination.FromPort, one.Destination.ToPort = r.port, r.port
			}
			out = append(out, one)
		}
	}
	return out
}

func orAny(list []ipsec.Selector) []ipsec.Selector {
	if len(list) > 0 {
		return list
	}
	return []ipsec.Selector{ipsec.PrefixSelector(netip.PrefixFrom(netip.IPv4Unspecified(), 0), "any")}
}

// putNAT adds a rule of address translation. One that leaves packets of IPsec
// alone never meets those of a tunnel.
func (r *firewallRule) putNAT(snap *ipsec.Snapshot) {
	rule := ipsec.NATRule{Inside: r.inside, Outside: r.outside, Source: r.from, Destination: r.to, Matches: r.packets, Ref: r.at}
	switch {
	case r.neverIPsec:
		rule.Except = ipsec.ExceptIPsec
	case r.onlyIPsec:
		rule.Except = ipsec.ExceptClear
	}
	switch r.verdict {
	case verdictTranslate:
		rule.Kind, rule.To = ipsec.NATDynamic, ipsec.Saw(r.newAddr, r.at)
		r.unsure = r.unsure || r.onlyIPsec // meant for the tunnel
	case verdictAccept:
		rule.Kind = ipsec.NATExempt
	case verdictElsewhere:
		rule.Kind, r.unsure = ipsec.NATExempt, true
	default:
		return
	}
	if r.unsure || r.protocol != 0 {
		rule.Source = []ipsec.Selector{{Text: r.text}}
	}
	snap.NATRules = append(snap.NATRules, rule)
}

// addresses reads "10.1.0.0/16" or "10.1.0.0/16,10.2.0.0/16".
func addresses(text string) (out []ipsec.Selector, ok bool) {
	for _, one := range strings.Split(text, ",") {
		s := policySide(strings.TrimSpace(one))
		if !s.Valid() {
			return nil, false
		}
		out = append(out, s)
	}
	return out, true
}

func portNumber(text string) (uint16, bool) {
	n, err := strconv.ParseUint(text, 10, 16)
	return uint16(n), err == nil
}

// states reads the states of connections that a rule is for.
func (r *firewallRule) states(list string) {
	r.later = !strings.Contains(strings.ToLower(list), "new")
}
