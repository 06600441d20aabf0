// Package compare puts the configurations of the two ends of a tunnel side by
// side, item by item: what must be equal, what is negotiated and what is each
// end's own affair (RFC 7296, sections 2.7 to 2.9 and 3.3; RFC 2409, section 5).
// Unknown is never a difference.
package compare

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// A Match says how the two ends fit in one item.
type Match string

// The matches.
const (
	Same    Match = "same"    // equal, or mirror images
	Fits    Match = "fits"    // different, and it works
	Limits  Match = "limits"  // it works in part: one way, or only some traffic
	Differs Match = "differs" // it cannot work
	Unknown Match = "unknown" // an end does not show it
)

// A Side is what one end has.
type Side struct {
	Value string `json:"value"`
	// Ref are the lines; zero where the value is a default or unknown.
	Ref ipsec.Ref `json:"-"`
}

// An Item is one line of the comparison.
type Item struct {
	Name   string `json:"item"`
	Local  Side   `json:"local"`
	Remote Side   `json:"remote"`
	Match  Match  `json:"match"`
	// Effect is what comes of a difference, or what is missing.
	Effect string `json:"effect,omitempty"`
	// Rule is the row of the catalogue that such a difference is.
	Rule string `json:"rule,omitempty"`
	// Change says which end has to change, or that either can.
	Change string `json:"change,omitempty"`

	// own and met are the flows of the local and the remote end, of an item about
	// networks.
	own, met []flow
	// wrong are the ends that are wrong by themselves.
	wrong []string
	// caller is the end whose call an item about an address is.
	caller *engine.End
}

// A Comparison is all items of one connection.
type Comparison struct {
	Tunnel        string `json:"tunnel"`
	Local, Remote *engine.End
	// A and B are the connections that were compared; nil where an end shows none.
	A, B  *ipsec.Peer
	Items []Item
}

// Of compares the two ends of a case. An end that shows no connection for the
// other leaves every item of it unknown.
func Of(c *engine.Case) *Comparison {
	a, b := pair(c)
	cmp := &Comparison{Tunnel: c.ID, Local: &c.Local, Remote: &c.Remote, A: a, B: b}
	if a == nil || b == nil {
		return cmp
	}
	a, b = completed(cmp.Local, a), completed(cmp.Remote, b)
	add := func(items ...Item) { cmp.Items = append(cmp.Items, items...) }
	add(versions(a, b), modes(a, b), addresses(c, &c.Local, a, b), addresses(c, &c.Remote, b, a))
	add(ikeProposals(c, a, b), authentication(a, b), keys(a, b), identities("identity of the local end", a, b), identities("identity of the remote end", b, a))
	add(policies(c, a, b)...)
	add(ikeLifetimes(a, b), liveness(a, b))
	add(delivery(c)...)
	for n := range cmp.Items {
		cmp.Items[n].Change = whoChanges(c, &cmp.Items[n])
	}
	return cmp
}

// pair chooses the connections to compare: the ones whose addresses are those
// of the other end, else the first of each.
func pair(c *engine.Case) (a, b *ipsec.Peer) {
	for _, p := range c.Local.Peers {
		for _, q := range c.Remote.Peers {
			if a == nil {
				a, b = p, q
			}
			if names(p.RemoteAddrs, &c.Remote) && names(q.RemoteAddrs, &c.Local) {
				return p, q
			}
		}
	}
	if a == nil && len(c.Local.Peers) > 0 {
		a = c.Local.Peers[0]
	}
	if b == nil && len(c.Remote.Peers) > 0 {
		b = c.Remote.Peers[0]
	}
	return a, b
}

// names reports whether a list holds an address of an end.
func names(list []string, e *engine.End) bool {
	for _, a := range list {
		for _, own := range e.Addresses {
			if a == own {
				return true
			}
		}
	}
	return false
}

// side is what one end has, or what stands for unknown.
func side[T any](o ipsec.Observed[T], text func(T) string) Side {
	v, known := o.Get()
	if !known {
		return Side{Value: unknown}
	}
	return marked(text(v), o.Ref())
}

// marked is a value with its lines, or with the word that it is a default.
func marked(text string, ref ipsec.Ref) Side {
	if ref.Command == byDefault {
		return Side{Value: text + " (default)"}
	}
	return Side{Value: text, Ref: ref}
}

const unknown = "?"

func plain(s string) string { return s }

// mirrored swaps the sides of an item that was judged from the other end.
func (i Item) mirrored() Item {
	i.Local, i.Remote, i.own, i.met = i.Remote, i.Local, i.met, i.own
	return i
}
