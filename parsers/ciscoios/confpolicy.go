package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// policy makes the policy of an entry: what it protects, and how.
func (c *conf) policy(e *confEntry, s *ipsec.Snapshot) ipsec.Policy {
	p := ipsec.Policy{Name: strings.TrimSpace(e.name + " " + e.sequence), Lifetime: e.lifetime, LifetimeKB: e.lifetimeKB, List: e.list, Ref: e.ref}
	p.Lifetime.Fill(c.global.lifetime)
	p.LifetimeKB.Fill(c.global.lifetimeKB)
	group, named := e.pfs.Get()
	switch {
	case named && group != "":
		p.PFS = e.pfs
	case named && c.isBefore16():
		// Cisco IOS Security Command Reference, set pfs. Later releases take another,
		// and which one is not known.
		p.PFS = ipsec.Saw("group1", e.pfs.Ref())
	case !named && e.ended:
		p.PFS = ipsec.Saw("none", e.ref)
	}
	for _, name := range e.sets {
		p.Proposals = append(p.Proposals, proposalText(s, "child", name))
	}
	addPairs(&p, s)
	p.Mode = mode(e.sets, &p, s)
	return p
}

// addPairs adds the pairs of networks that the policy's list permits. A deny
// above one takes traffic out of it, so that a pair may promise more than is
// protected.
func addPairs(p *ipsec.Policy, s *ipsec.Snapshot) {
	list, ok := p.List.Get()
	for i := range s.AccessLists {
		if e := &s.AccessLists[i]; ok && e.List == list && e.Permit && !e.Disabled && e.Destination.Text != "" {
			p.LocalTS, p.RemoteTS = append(p.LocalTS, e.Source), append(p.RemoteTS, e.Destination)
		}
	}
}

// mode returns the encapsulation of the transform sets where they agree. Transport
// mode only holds for traffic of the two ends themselves; what it does to
// networks is not said.
func mode(sets []string, p *ipsec.Policy, s *ipsec.Snapshot) ipsec.Text {
	var out ipsec.Text
	for _, name := range sets {
		one := childSuite(s, name)
		if one == nil {
			return ipsec.Text{}
		}
		word := one.Mode.Or("tunnel") // the default, Cisco IOS Security Command Reference
		if out.Known() && out.Or("") != word || word == "transport" && !ofHosts(p) {
			return ipsec.Text{}
		}
		out = ipsec.Saw(word, one.Ref)
	}
	return out
}

// ofHosts reports whether all selectors are single addresses. A tunnel interface
// has its selectors later, and they are.
func ofHosts(p *ipsec.Policy) bool {
	for _, list := range [][]ipsec.Selector{p.LocalTS, p.RemoteTS} {
		for _, s := range list {
			if !s.Valid() || s.From != s.To {
				return false
			}
		}
	}
	return true
}

func childSuite(s *ipsec.Snapshot, name string) *ipsec.Suite {
	for i := range s.Suites {
		if one := &s.Suites[i]; one.Layer == "child" && one.Name == name {
			return one
		}
	}
	return nil
}
