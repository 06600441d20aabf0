package audit

import (
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/algorithm"
	"ipsec-diag/engine/policy"
	"ipsec-diag/parsers/ipsec"
)

// peers judges the connections of the tunnel as they are configured.
func (a *auditor) peers() {
	if len(a.end.Peers) == 0 {
		a.unseen("configuration", a.noPeers())
		return
	}
	pfs := false
	for _, p := range a.end.Peers {
		a.peer(p)
		for i := range p.Policies {
			pfs = a.policies(&p.Policies[i]) || pfs
		}
	}
	if !pfs {
		a.unseen("PFS", "the configuration that was read does not say it")
	}
}

func (a *auditor) noPeers() string {
	if a.end.Observed(ipsec.AreaPeers) {
		return "no connection of " + a.end.Name + " is known to be that of this tunnel"
	}
	return a.end.Lacks(ipsec.AreaPeers)
}

func (a *auditor) peer(p *ipsec.Peer) {
	if version, known := p.Version.Get(); known && version < 2 {
		a.add(Offered, "IKE version", "IKEv1", "", a.policy.Of(policy.Version, "1"), a.line(p.Version.Ref()))
	}
	if ipsec.Yes(p.Aggressive) && engine.IsPSK(p.LocalAuth.Or("")) {
		a.add(Configured, "IKE mode", "aggressive with a pre-shared key", "", a.policy.Of(policy.Mode, "aggressive-psk"), a.line(p.Aggressive.Ref()))
	}
	for _, auth := range []ipsec.Text{p.LocalAuth, p.RemoteAuth} {
		if word, known := auth.Get(); known && word != "any" {
			method := methodOf(word)
			a.add(Configured, "authentication", method, word, a.policy.Of(policy.Auth, method), a.line(auth.Ref(), word))
		}
	}
	for _, d := range []ipsec.Duration{p.Lifetime, p.RekeyTime} {
		if life, known := d.Get(); known && life > 0 {
			a.add(Configured, "IKE lifetime", life.String(), "", a.policy.OfDuration(policy.IKELifetime, life), a.line(d.Ref()))
			break
		}
	}
	a.proposals("IKE", p.Proposals, p.Ref)
	a.anyPeer(p)
}

// anyPeer judges a pre-shared key that any peer may use.
func (a *auditor) anyPeer(p *ipsec.Peer) {
	if at, any := engine.KeyForAny(p); any {
		a.add(Configured, "pre-shared key", "for any peer", p.KeyFor.Or(""), a.policy.Of(policy.PSK, "any-peer"), a.line(at))
	}
}

// policies judges one protected flow and reports whether it says anything of PFS.
func (a *auditor) policies(q *ipsec.Policy) bool {
	a.proposals("ESP", q.Proposals, q.Ref)
	for _, d := range []ipsec.Duration{q.Lifetime, q.RekeyTime} {
		if life, known := d.Get(); known && life > 0 {
			a.add(Configured, "ESP lifetime", life.String(), "", a.policy.OfDuration(policy.ESPLifetime, life), a.line(d.Ref()))
			break
		}
	}
	group, known := q.PFS.Get()
	if !known {
		return false
	}
	if number, ok := algorithm.Group(group); number == algorithm.None {
		a.add(Configured, "PFS", algorithm.None, group, a.policy.Of(policy.PFS, algorithm.None), a.line(q.PFS.Ref()))
	} else {
		title := algorithm.GroupTitle(number)
		if !ok {
			title = group
		}
		a.add(Configured, "PFS key exchange", title, group, a.algorithm(policy.KeyExchange, number, ok), a.line(q.PFS.Ref(), group))
	}
	return true
}

// sharedKeys judges pre-shared keys of the device that serve several peers. The
// keys are compared by digests of this run.
func (a *auditor) sharedKeys() {
	for _, group := range engine.SharedKeys(a.end.Snap) {
		names := make([]string, 0, len(group))
		for _, p := range group {
			names = append(names, strings.Join(p.RemoteAddrs, " "))
		}
		slices.Sort(names)
		a.add(Configured, "pre-shared key", fmt.Sprintf("one for %d peers: %s", len(names), strings.Join(names, ", ")), "",
			a.policy.Of(policy.PSK, "many-peers"), a.line(group[0].Key.Ref()))
	}
}
