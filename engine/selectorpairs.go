package engine

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// This file compares traffic with the selectors of an end, pair by pair.

// A SelectorPair is one source and one destination that an end protects, by its
// configuration (Policy) or by an SA in force (SA).
type SelectorPair struct {
	Local, Remote ipsec.Selector
	SA            *ipsec.ChildSA
	Policy        *ipsec.Policy
	Ref           ipsec.Ref
}

// SelectorPairs returns what the end protects. The lines of a crypto access list
// belong together one by one; the lists of an IKEv2 selector payload combine
// freely (RFC 7296, section 2.9).
func (e *End) SelectorPairs() []SelectorPair {
	var out []SelectorPair
	for _, sa := range e.ChildSAs {
		for _, l := range sa.LocalTS {
			for _, r := range sa.RemoteTS {
				out = append(out, SelectorPair{Local: l, Remote: r, SA: sa, Ref: sa.Ref})
			}
		}
	}
	for _, p := range e.Peers {
		for i := range p.Policies {
			q := &p.Policies[i]
			out = append(out, policyPairs(q)...)
		}
	}
	return out
}

func policyPairs(q *ipsec.Policy) []SelectorPair {
	var out []SelectorPair
	for i, l := range q.LocalTS {
		for k, r := range q.RemoteTS {
			if q.List.Known() && len(q.LocalTS) == len(q.RemoteTS) && i != k {
				continue
			}
			out = append(out, SelectorPair{Local: l, Remote: r, Policy: q, Ref: q.Ref})
		}
	}
	return out
}

// Covers reports whether the pair protects packets from one place to another.
func (p SelectorPair) Covers(from, to ipsec.Selector) bool {
	return p.Local.Covers(from) && p.Remote.Covers(to)
}

// String prints the pair as local === remote.
func (p SelectorPair) String() string { return p.Local.String() + " === " + p.Remote.String() }

// InForce reports whether an installed SA serves the pair.
func (p SelectorPair) InForce() bool { return p.SA != nil && p.SA.State.Up() }

// A Coverage is how the selectors of an end meet traffic.
type Coverage struct {
	// By is the pair that covers it, in force before configured; nil for none.
	By *SelectorPair
	// Near is a pair that has its addresses or its destination: what it lacks
	// is named by Lacks.
	Near *SelectorPair
	// Lacks is "source", "destination" or "protocol or port" when Near is set.
	Lacks string
	// Known is false when the end shows no selectors, or some that are no
	// address ranges.
	Known bool
}

// The values of Coverage.Lacks.
const (
	lacksSource      = "source"
	lacksDestination = "destination"
	lacksPort        = "protocol or port"
)

// LacksSource reports whether only the source is outside the nearest pair.
func (c Coverage) LacksSource() bool { return c.Lacks == lacksSource }

// Coverage compares traffic from this end with its selectors.
func (e *End) Coverage(from, to ipsec.Selector) Coverage {
	pairs := e.SelectorPairs()
	out := Coverage{Known: len(pairs) > 0}
	for i := range pairs {
		p := &pairs[i]
		switch {
		case !p.Local.Valid() || !p.Remote.Valid():
			out.Known = false
		case p.Covers(from, to):
			if out.By == nil || p.InForce() && !out.By.InForce() {
				out.By = p
			}
		default:
			out.nearer(p, from, to)
		}
	}
	return out
}

// nearer takes a pair that misses the traffic by less than the one before.
func (c *Coverage) nearer(p *SelectorPair, from, to ipsec.Selector) {
	var lacks string
	source, destination := coversAddress(p.Local, from), coversAddress(p.Remote, to)
	switch {
	case source && destination:
		lacks = lacksPort
	case destination:
		lacks = lacksSource
	case source:
		lacks = lacksDestination
	}
	rank := map[string]int{lacksPort: 3, lacksSource: 2, lacksDestination: 1}
	if rank[lacks] > rank[c.Lacks] || rank[lacks] == rank[c.Lacks] && lacks != "" && p.InForce() && !c.Near.InForce() {
		c.Near, c.Lacks = p, lacks
	}
}

// CarriedElsewhere reports whether another tunnel of the end covers traffic.
func (e *End) CarriedElsewhere(from, to ipsec.Selector) (ipsec.Ref, bool) {
	if !e.Read() || e.OnlyTunnel() {
		return ipsec.Ref{}, false
	}
	other := &End{}
	mine := map[*ipsec.ChildSA]bool{}
	for _, sa := range e.ChildSAs {
		mine[sa] = true
	}
	for i := range e.Snap.ChildSAs {
		if sa := &e.Snap.ChildSAs[i]; !mine[sa] {
			other.ChildSAs = append(other.ChildSAs, sa)
		}
	}
	own := map[*ipsec.Peer]bool{}
	for _, p := range e.Peers {
		own[p] = true
	}
	for i := range e.Snap.Peers {
		if p := &e.Snap.Peers[i]; !own[p] {
			other.Peers = append(other.Peers, p)
		}
	}
	if by := other.Coverage(from, to).By; by != nil {
		return by.Ref, true
	}
	return ipsec.Ref{}, false
}

// ShowsPolicies reports whether the end showed all that it is to protect and not
// only the SAs in force: its configuration, or a list of flows with and without
// SAs, as Cisco devices print it.
func (e *End) ShowsPolicies() bool {
	return e.Observed(ipsec.AreaPeers) || e.Observed(ipsec.AreaChildSAs) && strings.HasPrefix(e.Snap.Platform, "cisco-")
}
