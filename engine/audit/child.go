package audit

import (
	"fmt"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/engine/algorithm"
	"ipsec-diag/engine/policy"
	"ipsec-diag/parsers/ipsec"
)

// childSAs judges what the Child SAs that are installed were made with.
func (a *auditor) childSAs() {
	up := a.end.ChildrenUp()
	for _, sa := range up {
		a.childSA(sa)
	}
	switch {
	case len(up) > 0:
	case !a.end.Observed(ipsec.AreaChildSAs):
		a.unseen("Child SA", a.end.Lacks(ipsec.AreaChildSAs))
	default:
		a.unseen("Child SA", "no Child SA is installed, so nothing is negotiated")
	}
}

func (a *auditor) childSA(sa *ipsec.ChildSA) {
	p := &sa.Proposal
	if strings.EqualFold(sa.Protocol.Or(""), "AH") && p.Encryption == "" {
		a.add(Negotiated, "protocol", "AH", "", a.policy.Of(policy.Protocol, "ah"), a.line(sa.Ref, p.Text))
		if p.Integrity != "" {
			a.integrity(policy.ESPIntegrity, "AH integrity", p, sa.Ref)
		}
	} else {
		a.encryption(policy.ESPEncryption, "ESP encryption", p, sa.Ref)
		a.integrity(policy.ESPIntegrity, "ESP integrity", p, sa.Ref)
	}
	if p.KeyExchange != "" {
		a.group("PFS key exchange", p, sa.Ref)
	}
	a.pfsOf(sa)
	if on, known := sa.Replay.Get(); known && !on {
		a.add(Negotiated, "anti-replay", "off", "", a.policy.Of(policy.Replay, "off"), a.line(sa.Replay.Ref()))
	} else if known {
		req := a.policy.Of(policy.Replay, "off")
		req.Verdict, req.Match, req.Why = policy.OK, "on", ""
		a.add(Negotiated, "anti-replay", "on", "", req, a.line(sa.Replay.Ref()))
	} else {
		a.unseen("anti-replay", "the device does not show it")
	}
	if life, at, ok := childLifetime(sa); ok {
		a.add(Negotiated, "ESP lifetime", life.String(), "", a.policy.OfDuration(policy.ESPLifetime, life), a.line(at))
	}
}

// pfsOf judges an SA of IKEv1 that was made without a key exchange of its own.
// On IKEv2 the first Child SA never has one (RFC 7296, section 1.2).
func (a *auditor) pfsOf(sa *ipsec.ChildSA) {
	ike := a.end.IKEUp()
	if ike != nil && ike.Version.Or(0) == 1 && ipsec.No(sa.PFS) {
		a.add(Negotiated, "PFS", algorithm.None, "", a.policy.Of(policy.PFS, algorithm.None), a.line(sa.PFS.Ref()))
	}
}

// childLifetime returns how long a Child SA lives at most: its age and what is
// left. Without an age, what is left is said only where it alone is too long.
func childLifetime(sa *ipsec.ChildSA) (life time.Duration, at ipsec.Ref, ok bool) {
	left := sa.RekeyIn
	left.Fill(sa.ExpiresIn)
	for _, d := range append(append([]ipsec.Duration(nil), sa.ExpiresInIn...), sa.ExpiresInOut...) {
		left.Fill(d)
	}
	d, okLeft := left.Get()
	age, okAge := sa.Age.Get()
	switch {
	case okLeft && okAge:
		return (age + d).Round(time.Minute), left.Ref(), true
	case okLeft && d > 8*time.Hour:
		return d, left.Ref(), true
	}
	return 0, ipsec.Ref{}, false
}

// strength compares the keys of the traffic with those of IKE.
func (a *auditor) strength() {
	ike := a.end.IKEUp()
	if ike == nil {
		return
	}
	outer := engine.CipherStrength(ike.Proposal)
	for _, sa := range a.end.ChildrenUp() {
		inner := engine.CipherStrength(sa.Proposal)
		if outer > 0 && inner > outer {
			a.add(Negotiated, "strength of the keys", fmt.Sprintf("%d bits inside, %d outside", inner, outer), "",
				a.policy.Of(policy.Strength, "child-stronger-than-ike"), a.line(sa.Ref, sa.Proposal.Text))
		}
	}
}
