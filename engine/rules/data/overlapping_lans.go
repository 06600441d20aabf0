package data

import (
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// overlappingLANs says that an end has the network of the far side on a link of
// its own: its hosts look for the far ones there and never send to the gateway.
var overlappingLANs = engine.Rule{
	ID:       "data/overlapping-lans",
	Title:    "The same network range exists at both ends",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaRoutingTable},
	Explains: []string{"data/not-selected", "data/receives-only", "data/peer-does-not-return"},
	Judge:    judgeOverlappingLANs,
}

func judgeOverlappingLANs(c *engine.Case) engine.Verdict {
	if movesBothWays(c) {
		return engine.Silent("packets move both ways")
	}
	judged := false
	for _, e := range c.Ends() {
		for _, pair := range pairs(e) {
			judged = true
			for _, s := range pair.remote {
				if !network(s) || e.Calls(s.From.String()) {
					continue
				}
				if slices.ContainsFunc(pair.local, s.Same) {
					return engine.Hold(engine.Strong, engine.Show(e, engine.FromConfig, pair.ref, "the same network on both sides")).
						With(s.String() + " on both sides of the tunnel at " + e.Name).
						SettledBy("look for a translation of this network at both ends")
				}
				if row := connectedOver(e, s); row != nil {
					return engine.Hold(engine.Strong, engine.Show(e, engine.FromState, row.Ref, "the network is on a link of this gateway"),
						engine.Show(e, engine.FromConfig, pair.ref, "the tunnel has it on the far side")).Owned(c.OwnerOf(e)).
						With(fmt.Sprintf("%s lies behind the peer and in %s, which %s has on %s", s, row.Prefix, e.Name, row.Interface.Or("a link")))
				}
			}
		}
	}
	if !judged {
		return engine.Unobserved(c.LacksAny(ipsec.AreaPeers, ipsec.AreaRoutingTable)...)
	}
	return engine.Silent("")
}

// network reports a selector of more than one host and less than everything.
func network(s ipsec.Selector) bool {
	p, ok := s.Prefix()
	return ok && p.Bits() > 0 && p.Bits() < p.Addr().BitLen()
}

// connectedOver returns the directly connected network that covers a selector,
// by an interface other than the tunnel's, or nil.
func connectedOver(e *engine.End, s ipsec.Selector) *ipsec.RoutingEntry {
	p, ok := s.Prefix()
	if !ok {
		return nil
	}
	tunnel := e.TunnelInterface()
	for _, row := range e.Connected(p) {
		if !strings.HasSuffix(row.Prefix, "/0") && (tunnel == nil || row.Interface.Or("") != tunnel.Name) {
			return row
		}
	}
	return nil
}

// A pairing is what lies on each side of one configured policy or Child SA.
type pairing struct {
	local, remote []ipsec.Selector
	ref           ipsec.Ref
}

// pairs returns what the end is to protect, by its configuration and its SAs.
func pairs(e *engine.End) []pairing {
	var out []pairing
	for _, p := range e.Peers {
		for i := range p.Policies {
			if q := &p.Policies[i]; len(q.LocalTS) > 0 && len(q.RemoteTS) > 0 {
				out = append(out, pairing{q.LocalTS, q.RemoteTS, q.Ref})
			}
		}
	}
	for _, sa := range e.ChildSAs {
		if len(sa.LocalTS) > 0 && len(sa.RemoteTS) > 0 {
			out = append(out, pairing{sa.LocalTS, sa.RemoteTS, sa.Ref})
		}
	}
	return out
}

// movesBothWays reports whether packets move both ways by a flow of an end.
func movesBothWays(c *engine.Case) bool {
	for _, e := range c.Ends() {
		if slices.ContainsFunc(flowsOf(c, e), func(f engine.Flow) bool { return f.In.Moves() && f.Out.Moves() }) {
			return true
		}
	}
	return false
}
