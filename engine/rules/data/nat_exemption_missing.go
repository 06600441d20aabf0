package data

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// natExemptionMissing says that an end translates the addresses of traffic that
// its own policy is meant to protect, before that is looked at.
var natExemptionMissing = engine.Rule{
	ID:       "data/nat-exemption-missing",
	Title:    "NAT rewrites tunnel traffic because no exemption comes first",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaNAT, ipsec.AreaPeers},
	Explains: []string{"ike/not-attempted", "data/not-selected", "data/receives-only", "data/peer-does-not-return", "data/inner-outside-selectors"},
	Judge:    judgeNATExemption,
}

func judgeNATExemption(c *engine.Case) engine.Verdict {
	judged := false
	for _, e := range c.Ends() {
		if !e.Read() {
			continue
		}
		for _, p := range e.Peers {
			for i := range p.Policies {
				policy := &p.Policies[i]
				v, known := exempted(c, e, p, policy)
				if v != nil {
					return *v
				}
				judged = judged || known
			}
		}
	}
	if lacks := c.LacksAny(ipsec.AreaNAT, ipsec.AreaPeers); !judged && len(lacks) > 0 {
		return engine.Unobserved(lacks...)
	}
	if !judged {
		return engine.Unobserved("which traffic the first rules of address translation are for, and the networks that the tunnel protects")
	}
	return engine.Silent("no rule translates what the tunnel protects")
}

// exempted looks for a pair of networks of a policy that a rule translates.
func exempted(c *engine.Case, e *engine.End, p *ipsec.Peer, policy *ipsec.Policy) (found *engine.Verdict, known bool) {
	for i := range min(len(policy.LocalTS), len(policy.RemoteTS)) {
		from, to := policy.LocalTS[i], policy.RemoteTS[i]
		if !from.Valid() || !to.Valid() || sends(e, from, to) {
			continue
		}
		rule, sure := e.Translated(from, to, e.LeavesBy(p, to, c.Other(e)))
		known = known || sure
		if rule == nil || rule.Kind == ipsec.NATExempt || isWhole(from) {
			continue
		}
		v := engine.Hold(engine.Certain,
			engine.Show(e, engine.FromConfig, rule.Ref, "the first rule that meets the traffic translates its source"),
			engine.Show(e, engine.FromConfig, policy.Ref, "the traffic as the tunnel protects it")).
			By(engine.LocalFact).Owned(c.OwnerOf(e)).
			With(fmt.Sprintf("%s translates %s to %s to %s before it is encrypted", e.Name, from, to, rule.To.Or("another address")))
		return &v, true
	}
	return nil, known
}

// sends reports whether packets of a pair are encrypted, so that whatever the
// rules say they are not in the way.
func sends(e *engine.End, from, to ipsec.Selector) bool {
	for _, sa := range e.ChildSAs {
		for i := range min(len(sa.LocalTS), len(sa.RemoteTS)) {
			if sa.LocalTS[i].Same(from) && sa.RemoteTS[i].Same(to) && sa.Counters.Encaps.Or(0)+sa.Counters.OutPackets.Or(0) > 0 {
				return true
			}
		}
	}
	return false
}

// isWhole reports the selector of all addresses: what of it is translated on
// purpose cannot be told.
func isWhole(s ipsec.Selector) bool {
	p, ok := s.Prefix()
	return ok && p.Bits() == 0
}
