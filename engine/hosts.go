package engine

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// This file looks up what an end does with packets of hosts.

// HostRoute returns the end's route for the hosts of a selector: the lookup of
// an address in it, or what its routing table has, or nil.
func (e *End) HostRoute(s ipsec.Selector) *ipsec.Route {
	if !e.Read() || !s.Valid() {
		return nil
	}
	for i := range e.Snap.Routes {
		r := &e.Snap.Routes[i]
		if one, ok := hostOf(r.Destination); ok && coversAddress(s, one) && !e.Calls(r.Destination) {
			return r
		}
	}
	if row := e.entryFor(s.From.String()); row != nil {
		return &ipsec.Route{Destination: row.Prefix, Found: ipsec.Saw(true, row.Ref), Interface: row.Interface, NextHop: row.NextHop, Ref: row.Ref}
	}
	return nil
}

// Denied returns the end's last log event about a denied packet of the traffic,
// or nil.
func (e *End) Denied(from, to ipsec.Selector) *ipsec.Event {
	if e.shared == nil {
		return nil
	}
	for _, p := range e.shared.denied {
		if coversAddress(from, p.from) && coversAddress(to, p.to) && p.may(to) {
			return p.event
		}
	}
	return nil
}

// DeniedInner returns the end's last log event about a denied packet between
// the networks of the tunnel, either way, and how many there are.
func (e *End) DeniedInner() (last *ipsec.Event, n int) {
	if e.shared == nil || len(e.shared.denied) == 0 {
		return nil, 0
	}
	return innerOf(e.shared.denied, e.hostPairs())
}

func innerOf(packets []packet, pairs []SelectorPair) (last *ipsec.Event, n int) {
	for _, p := range packets {
		if !between(pairs, p) {
			continue
		}
		if n++; last == nil {
			last = p.event
		}
	}
	return last, n
}

// hostPairs are the pairs of the end that carry packets of hosts. Selectors of
// everything tell no side, and those of the gateways themselves carry no hosts.
func (e *End) hostPairs() []SelectorPair {
	return slices.DeleteFunc(e.SelectorPairs(), func(p SelectorPair) bool {
		return isEverything(p.Local) || isEverything(p.Remote) || !p.Remote.Valid() || e.Calls(p.Remote.From.String())
	})
}

func between(pairs []SelectorPair, p packet) bool {
	return slices.ContainsFunc(pairs, func(s SelectorPair) bool {
		return coversAddress(s.Local, p.from) && coversAddress(s.Remote, p.to) || coversAddress(s.Local, p.to) && coversAddress(s.Remote, p.from)
	})
}

// Selecting reports whether an access list says what is encrypted or translated.
func (e *End) Selecting(list string) bool { return e.shared != nil && e.shared.selecting[list] }

// may reports whether the packet can be one of the protocol and port that were
// asked for; what the line does not say fits.
func (p packet) may(to ipsec.Selector) bool {
	if to.Protocol != 0 && p.event.Protocol != 0 && int(p.event.Protocol) != int(to.Protocol) {
		return false
	}
	port := int(p.event.Port)
	return port == 0 || port >= int(to.FromPort) && port <= int(to.ToPort)
}

// OutOfState returns the end's last log event about a packet of a connection
// that its firewall does not know, between the networks of the tunnel, and how
// many there are.
func (e *End) OutOfState() (last *ipsec.Event, n int) {
	if e.shared == nil || len(e.shared.outOfState) == 0 {
		return nil, 0
	}
	return innerOf(e.shared.outOfState, e.hostPairs())
}

// Forwards returns the rule that decides on forwarded packets of the traffic at
// a Linux host: the first that denies it or, in the last list, permits it. It is
// nil where a list has a rule that was not understood before, or none for it.
// On which interface an access list of a router is was not read.
func (e *End) Forwards(from, to ipsec.Selector) *ipsec.AccessEntry {
	if !e.Read() || strings.HasPrefix(e.Snap.Platform, "cisco-") {
		return nil
	}
	decided := map[string]*ipsec.AccessEntry{}
	var last *ipsec.AccessEntry
	for i := range e.Snap.AccessLists {
		entry := &e.Snap.AccessLists[i]
		one, done := decided[entry.List]
		switch {
		case done && one == nil, done && one.Permit:
		case !entry.Source.Valid():
			decided[entry.List] = nil
		case entry.Source.Covers(from) && entry.Destination.Covers(to):
			decided[entry.List] = entry
			if !entry.Permit {
				return entry
			}
			last = entry
		case entry.Source.Overlaps(from) && entry.Destination.Overlaps(to):
			decided[entry.List] = nil
		}
	}
	for _, one := range decided {
		if one == nil {
			return nil
		}
	}
	return last
}
