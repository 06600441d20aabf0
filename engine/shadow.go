package engine

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// This file finds other tunnels of a device that claim the traffic of one.

// A Shadow is a policy of another tunnel that covers one of this tunnel.
type Shadow struct {
	OwnPeer, Peer *ipsec.Peer
	Own, By       *ipsec.Policy
	// Earlier says that the other one is an earlier entry of the same crypto map.
	Earlier bool
}

// A claim is a policy by the network behind its peer.
type claim struct {
	peer   *ipsec.Peer
	policy *ipsec.Policy
}

// mostClaims is how many policies for one network are looked at.
const mostClaims = 32

// claimsOf sorts the policies of a device by the networks behind their peers.
func claimsOf(snap *ipsec.Snapshot) map[netip.Prefix][]claim {
	out := map[netip.Prefix][]claim{}
	for i := range snap.Peers {
		p := &snap.Peers[i]
		if ipsec.Yes(p.Disabled) || ipsec.No(p.Bound) {
			continue
		}
		for k := range p.Policies {
			if q := &p.Policies[k]; len(q.RemoteTS) == 1 && len(q.LocalTS) == 1 {
				if prefix, ok := q.RemoteTS[0].Prefix(); ok && prefix.Bits() > 0 {
					out[prefix] = append(out[prefix], claim{p, q})
				}
			}
		}
	}
	return out
}

// Shadows returns the policies of the end's other tunnels that claim traffic of
// this one: of the same crypto map those that come earlier and cover it, of a
// list without order those for the same networks. Policies for everything are
// left out: there the route decides.
func (e *End) Shadows() []Shadow {
	var out []Shadow
	for _, p := range e.Peers {
		for k := range p.Policies {
			own := &p.Policies[k]
			if len(own.RemoteTS) != 1 || len(own.LocalTS) != 1 {
				continue
			}
			prefix, ok := own.RemoteTS[0].Prefix()
			for bits := prefix.Bits(); ok && bits > 0; bits-- {
				wide, err := prefix.Addr().Prefix(bits)
				if err != nil {
					break
				}
				list := e.claims[wide]
				out = append(out, e.shadowing(p, own, list[:min(len(list), mostClaims)])...)
			}
		}
	}
	return out
}

func (e *End) shadowing(p *ipsec.Peer, own *ipsec.Policy, list []claim) []Shadow {
	var out []Shadow
	for _, c := range list {
		if slices.Contains(e.Peers, c.peer) || !c.policy.LocalTS[0].Covers(own.LocalTS[0]) || !c.policy.RemoteTS[0].Covers(own.RemoteTS[0]) {
			continue
		}
		before, ordered := earlier(c.peer, p)
		same := c.policy.LocalTS[0].Same(own.LocalTS[0]) && c.policy.RemoteTS[0].Same(own.RemoteTS[0])
		if before || same && !ordered {
			out = append(out, Shadow{OwnPeer: p, Peer: c.peer, Own: own, By: c.policy, Earlier: before})
		}
	}
	return out
}

// earlier reports whether a comes before b in one crypto map, whose entries are
// named "MAP 10", and whether the two are in one map at all.
func earlier(a, b *ipsec.Peer) (before, ordered bool) {
	nameA, seqA, okA := strings.Cut(a.Name, " ")
	nameB, seqB, okB := strings.Cut(b.Name, " ")
	x, errX := strconv.Atoi(seqA)
	y, errY := strconv.Atoi(seqB)
	ordered = okA && okB && nameA == nameB && errX == nil && errY == nil
	return ordered && x < y, ordered
}
