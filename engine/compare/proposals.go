package compare

import (
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/algorithm"
	"ipsec-diag/parsers/ipsec"
)

// ikeProposals compares what the ends offer for the IKE SA. A Cisco device takes
// its IKE policies for every peer.
func ikeProposals(c *engine.Case, a, b *ipsec.Peer) Item {
	mine, refA := offersOf(&c.Local, a)
	theirs, refB := offersOf(&c.Remote, b)
	return proposals("IKE proposals", mine, refA, theirs, refB, true, "ike/proposal-mismatch")
}

// offersOf returns the IKE proposals of a connection, or the device's policies of
// its IKE version.
func offersOf(e *engine.End, p *ipsec.Peer) ([]string, ipsec.Ref) {
	if len(p.Proposals) > 0 {
		return p.Proposals, e.ProposalRef(p.Proposals[0], refOf(p.ProposalsRef, p.Ref))
	}
	var out []string
	var at ipsec.Ref
	for _, s := range e.Snap.Suites {
		if s.Layer != "ike" || s.Version.Known() && p.Version.Known() && s.Version.Or(0) != p.Version.Or(0) {
			continue
		}
		if out = append(out, suiteText(s)); at.IsZero() {
			at = s.Ref
		}
	}
	return out, at
}

// suiteText writes a policy as one proposal.
func suiteText(s ipsec.Suite) string {
	words := slices.Concat(s.Encryption, s.Integrity)
	for _, w := range s.PRF {
		words = append(words, "prf"+w)
	}
	for _, g := range s.KeyExchange {
		words = append(words, "group"+strings.TrimPrefix(g, "group"))
	}
	return strings.Join(words, " ")
}

func proposals(name string, a []string, refA ipsec.Ref, b []string, refB ipsec.Ref, withGroups bool, rule string) Item {
	i := Item{Name: name, Local: listed(a, refA), Remote: listed(b, refB), Match: Unknown}
	mine, wholeA := readAll(a)
	theirs, wholeB := readAll(b)
	if len(mine) == 0 || len(theirs) == 0 {
		return i
	}
	switch apart := closest(mine, theirs, withGroups); {
	case len(apart) == 0 && slices.Equal(a, b):
		i.Match = Same
	case len(apart) == 0:
		i.Match = Fits
	case !wholeA || !wholeB:
		i.Effect = "not every word of a proposal is known"
	default:
		i.Match, i.Rule = Differs, rule
		i.Effect = "no proposal in common: " + strings.Join(apart, " and ") + "; it never comes up"
		if withGroups && slices.Equal(apart, []string{"DH group"}) {
			i.Rule = "ike/dh-group-mismatch"
		}
	}
	return i
}

func listed(list []string, ref ipsec.Ref) Side {
	if len(list) == 0 {
		return Side{Value: unknown}
	}
	return Side{Value: strings.Join(list, ", "), Ref: ref}
}

// pfs compares the groups for perfect forward secrecy. In IKEv2 the first Child
// SA needs none, so a difference shows at the first rekey (RFC 7296, 1.2 and
// 1.3.3); in IKEv1 at once.
func pfs(p, q *ipsec.Policy, version int) Item {
	i := Item{Name: "PFS of " + p.Name, Local: side(p.PFS, plain), Remote: side(q.PFS, plain), Match: Unknown}
	a, okA := p.PFS.Get()
	b, okB := q.PFS.Get()
	if !okA || !okB {
		return i
	}
	mine, theirs := groupsIn(a), groupsIn(b)
	switch {
	case mine == nil || theirs == nil:
		i.Effect = "a group is not known"
	case slices.Equal(mine, theirs):
		i.Match = Same
	case share(mine, theirs):
		i.Match = Fits
	case version == 2:
		i.Match, i.Rule = Differs, "forecast/pfs-will-fail-at-rekey"
		i.Effect = "it comes up and fails at the first rekey"
	case version == 1 && (oneNone(mine, theirs)):
		i.Match, i.Rule = Limits, "child/pfs-mismatch"
		i.Effect = "an end without PFS may take the group of the other when that starts, and not the other way round"
	default:
		i.Match, i.Rule = Differs, "child/pfs-mismatch"
		i.Effect = "phase 2 never comes up"
	}
	return i
}

func oneNone(a, b []string) bool {
	return slices.Contains(a, algorithm.None) || slices.Contains(b, algorithm.None)
}

// groupsIn returns the groups of a list by number, nil where one is not known.
func groupsIn(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '/' }) {
		n, known := algorithm.Group(strings.TrimSpace(w))
		if !known {
			return nil
		}
		out = append(out, n)
	}
	return out
}

// refOf are the lines of the proposals: their own, or those of the connection.
func refOf(own *ipsec.Ref, connection ipsec.Ref) ipsec.Ref {
	if own != nil {
		return *own
	}
	return connection
}
