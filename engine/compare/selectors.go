package compare

import (
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// A flow is one pair of networks that a policy protects.
type flow struct {
	local, remote ipsec.Selector
	of            *ipsec.Policy
}

// flows takes the policies of an end apart. The entries of an access list are
// pairs, each for an SA of its own; other policies carry every local network to
// every remote one.
func flows(list []*ipsec.Policy) []flow {
	var out []flow
	for _, p := range list {
		for i, local := range p.LocalTS {
			for n, remote := range p.RemoteTS {
				if !p.List.Known() || len(p.LocalTS) != len(p.RemoteTS) || i == n {
					out = append(out, flow{local, remote, p})
				}
			}
		}
	}
	return out
}

// policies compares what the tunnel protects: for each policy of the local end
// the mirror image at the other, then what belongs to the two; at last what only
// the other end has.
func policies(c *engine.Case, a, b *ipsec.Peer) []Item {
	version := max(a.Version.Or(0), b.Version.Or(0))
	mine, theirs := policiesOf(&c.Local), policiesOf(&c.Remote)
	theirFlows := flows(theirs)
	var out []Item
	for _, p := range mine {
		how, q, met := against(p, theirFlows)
		if q == nil && len(mine) == 1 && len(theirs) == 1 {
			q, met = theirs[0], flows(theirs)
		}
		out = append(out, selectors(p, met, how, version))
		if q != nil {
			out = append(out, childProposals(c, p, q), pfs(p, q, version), encapsulation(p, q), childLifetimes(p, q))
		}
	}
	if len(mine) == 0 || len(mine) == 1 && len(theirs) == 1 {
		return out
	}
	for _, q := range theirs {
		if how, _, met := against(q, flows(mine)); how == apart {
			out = append(out, selectors(q, met, how, version).mirrored())
		}
	}
	return out
}

// policiesOf are the policies of all connections of an end, with the defaults.
func policiesOf(e *engine.End) []*ipsec.Policy {
	var out []*ipsec.Policy
	for _, p := range e.Peers {
		full := completed(e, p)
		for i := range full.Policies {
			out = append(out, &full.Policies[i])
		}
	}
	return out
}

// How the networks of a policy lie to those of the other end, from good to bad.
type relation int

const (
	equal    relation = iota // mirror images
	inside                   // part of the other's
	around                   // the other's is part of it
	crossing                 // each has what the other lacks
	open                     // not told: a selector is no address range
	apart                    // nothing in common
)

// against returns the worst of what the flows of a policy find at the other end,
// the first policy they meet there and the flows they meet.
func against(p *ipsec.Policy, others []flow) (how relation, first *ipsec.Policy, met []flow) {
	own := flows([]*ipsec.Policy{p})
	if len(own) == 0 || len(others) == 0 {
		return open, nil, nil
	}
	for _, f := range own {
		best, with := apart, flow{}
		for _, g := range others {
			if r := relate(f, g); r < best {
				best, with = r, g
			}
		}
		how = max(how, best)
		if with.of != nil && !slices.Contains(met, with) {
			met = append(met, with)
		}
		if first == nil {
			first = with.of
		}
	}
	return how, first, met
}

func relate(f, g flow) relation {
	switch {
	case !f.local.Valid() || !f.remote.Valid() || !g.local.Valid() || !g.remote.Valid():
		return open
	case f.local.Covers(g.remote) && f.remote.Covers(g.local):
		if g.remote.Covers(f.local) && g.local.Covers(f.remote) {
			return equal
		}
		return around
	case g.remote.Covers(f.local) && g.local.Covers(f.remote):
		return inside
	case f.local.Overlaps(g.remote) && f.remote.Overlaps(g.local):
		return crossing
	}
	return apart
}

func selectors(p *ipsec.Policy, met []flow, how relation, version int) Item {
	own := flows([]*ipsec.Policy{p})
	i := Item{Name: "networks of " + p.Name, own: own, met: met, Local: networks(own), Remote: Side{Value: "none of its own meets them"}, Match: Unknown}
	if len(met) > 0 {
		i.Remote = networks(met)
	}
	switch {
	case how == equal:
		i.Match = Same
	case how == open:
		i.Effect = notTold(p, own, met)
	case how == apart:
		i.Match, i.Rule, i.Effect = Differs, "child/selector-mismatch", "these networks never get an SA"
	case version == 2 || how == crossing && version == 0:
		i.Match, i.Rule, i.Effect = Limits, "child/selectors-narrowed", "only what both have is carried"
	case how == crossing:
		i.Match, i.Rule, i.Effect = Differs, "child/selector-mismatch", "phase 2 is refused whichever end starts"
	default:
		i.Match, i.Rule, i.Effect = Limits, "child/selector-mismatch", "with IKEv1 it comes up only when the end with the smaller networks starts, if at all"
	}
	return i
}

// networks prints flows, and the lines of the first.
func networks(list []flow) Side {
	if len(list) == 0 {
		return Side{Value: unknown}
	}
	var out []string
	for _, f := range list {
		out = append(out, f.local.String()+" === "+f.remote.String())
	}
	return Side{Value: strings.Join(out, ", "), Ref: list[0].of.Ref}
}

func childProposals(c *engine.Case, p, q *ipsec.Policy) Item {
	from := func(e *engine.End, p *ipsec.Policy) ipsec.Ref {
		if len(p.Proposals) == 0 {
			return p.Ref
		}
		return e.ProposalRef(p.Proposals[0], refOf(p.ProposalsRef, p.Ref))
	}
	return proposals("ESP proposals of "+p.Name, p.Proposals, from(&c.Local, p), q.Proposals, from(&c.Remote, q), false, "child/proposal-mismatch")
}

// encapsulation compares tunnel and transport mode.
func encapsulation(p, q *ipsec.Policy) Item {
	i := Item{Name: "mode of " + p.Name, Local: side(p.Mode, plain), Remote: side(q.Mode, plain), Match: Unknown}
	a, okA := p.Mode.Get()
	b, okB := q.Mode.Get()
	switch {
	case !okA || !okB:
	case strings.EqualFold(a, b):
		i.Match = Same
	default:
		i.Match, i.Rule, i.Effect = Differs, "child/mode-mismatch", "phase 2 is refused, or falls back to tunnel mode"
	}
	return i
}

// notTold says which networks are open, and why: the access list that selects
// them was not read, or what stands there is a name.
func notTold(p *ipsec.Policy, own, met []flow) string {
	list, listed := p.List.Get()
	switch {
	case len(own) == 0 && listed:
		return "the entries of access list " + list + " were not read: collect or paste it together with the configuration"
	case len(own) == 0:
		return "the configuration names no networks here"
	case len(met) == 0:
		return "the networks of the other end were not read: collect or paste its access list or policies, too"
	}
	return "a selector is a name, which the device looks up when it is used; write the network to have it compared"
}
