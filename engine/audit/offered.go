package audit

import (
	"strings"

	"ipsec-diag/engine/algorithm"
	"ipsec-diag/engine/policy"
	"ipsec-diag/parsers/ipsec"
)

// proposals judges the algorithms that a connection offers or accepts.
func (a *auditor) proposals(layer string, texts []string, at ipsec.Ref) {
	for _, text := range texts {
		at := a.end.ProposalRef(text, at)
		if !a.proposal(layer, text, at) {
			a.add(Offered, layer+" proposal", text, "", policy.Requirement{Verdict: policy.Unclear, Source: a.policy.Title,
				Why: "its algorithms were not read, or are the defaults of the release"}, a.line(at, text))
		}
	}
}

// proposal judges the words of one proposal. It is false when they are none:
// the name of a set, or "default".
func (a *auditor) proposal(layer, text string, at ipsec.Ref) bool {
	words := algorithm.Words(text)
	if len(words) == 0 {
		return false
	}
	cipher, integrity := "", false
	for _, w := range words {
		switch w.Kind {
		case algorithm.KindCipher:
			cipher = w.Name
			a.offer(encryptionOf(layer), layer+" encryption", w.Name, w.Printed, at, text)
		case algorithm.KindGroup:
			a.add(Offered, groupWhat(layer), algorithm.GroupTitle(w.Name), w.Printed, a.policy.Of(policy.KeyExchange, w.Name), a.line(at, text, w.Printed))
		case algorithm.KindIntegrity:
			integrity = true
			if w.Name == algorithm.None && !algorithm.IsAEAD(cipher) {
				w.Name = "missing"
			}
			a.offer(integrityOf(layer), layer+" integrity", w.Name, w.Printed, at, text)
		case algorithm.KindPRF:
			a.offer(policy.PRF, "IKE PRF", w.Name, w.Printed, at, text)
		case algorithm.KindNone:
		default:
			return false
		}
	}
	if strings.HasPrefix(text, "esp-") && cipher != "" && !integrity && !algorithm.IsAEAD(cipher) {
		a.offer(policy.ESPIntegrity, "ESP integrity", "missing", text, at, text)
	}
	return true
}

// logged judges the proposals that this end's log says it is configured with:
// it prints them when it refuses those of its peer.
func (a *auditor) logged() {
	for _, ev := range a.end.Events {
		switch ev.Kind {
		case ipsec.EventIKEProposalRefused:
			a.proposals("IKE", ev.Configured, ev.Ref)
		case ipsec.EventChildProposalRefused:
			a.proposals("ESP", ev.Configured, ev.Ref)
		}
	}
}

func (a *auditor) offer(kind, what, name, printed string, at ipsec.Ref, text string) {
	a.add(Offered, what, name, printed, a.policy.Of(kind, name), a.line(at, text, printed))
}

func encryptionOf(layer string) string {
	if layer == "IKE" {
		return policy.IKEEncryption
	}
	return policy.ESPEncryption
}

func integrityOf(layer string) string {
	if layer == "IKE" {
		return policy.IKEIntegrity
	}
	return policy.ESPIntegrity
}

func groupWhat(layer string) string {
	if layer == "IKE" {
		return "IKE key exchange"
	}
	return "PFS key exchange"
}

// suites judges what the device is configured with beside its connections: the
// policies of IKE. Sets of ESP belong to connections, where any are known.
func (a *auditor) suites() {
	for i := range a.end.Snap.Suites {
		s := &a.end.Snap.Suites[i]
		if s.Layer == "ike" && (!s.Default || !a.hasOwn(s)) || s.Layer == "child" && !a.hasPolicies() {
			a.suite(s)
		}
	}
}

// hasOwn reports whether a policy of the same version is configured, so that
// those that the device brings along are not used.
func (a *auditor) hasOwn(s *ipsec.Suite) bool {
	for i := range a.end.Snap.Suites {
		if o := &a.end.Snap.Suites[i]; o.Layer == s.Layer && !o.Default && o.Version.Or(0) == s.Version.Or(0) {
			return true
		}
	}
	return false
}

func (a *auditor) hasPolicies() bool {
	for i := range a.end.Snap.Peers {
		for k := range a.end.Snap.Peers[i].Policies {
			if len(a.end.Snap.Peers[i].Policies[k].Proposals) > 0 {
				return true
			}
		}
	}
	return false
}

func (a *auditor) suite(s *ipsec.Suite) {
	layer := "ESP"
	if s.Layer == "ike" {
		layer = "IKE"
	}
	for _, w := range s.Encryption {
		a.word(layer, w, s.Ref)
	}
	for _, w := range s.Integrity {
		name, known := algorithm.Integrity(w) // "null" stands beside combined ciphers
		a.add(Offered, layer+" integrity", name, w, a.algorithm(integrityOf(layer), name, known), a.line(s.Ref, w))
	}
	for _, w := range s.PRF {
		name, known := algorithm.PRF(w)
		a.add(Offered, "IKE PRF", name, w, a.algorithm(policy.PRF, name, known), a.line(s.Ref, w))
	}
	for _, w := range s.KeyExchange {
		number, known := algorithm.Group(w)
		a.add(Offered, groupWhat(layer), algorithm.GroupTitle(number), w, a.algorithm(policy.KeyExchange, number, known), a.line(s.Ref, "group "+w, w))
	}
	if version, known := s.Version.Get(); known && version == 1 && layer == "IKE" {
		a.add(Offered, "IKE version", "IKEv1", "", a.policy.Of(policy.Version, "1"), a.line(s.Ref))
	}
	if d, known := s.Lifetime.Get(); known && layer == "IKE" {
		a.add(Configured, "IKE lifetime", d.String(), "", a.policy.OfDuration(policy.IKELifetime, d), a.line(s.Lifetime.Ref()))
	}
}

// word judges one algorithm of a suite.
func (a *auditor) word(layer, text string, at ipsec.Ref) {
	switch w := algorithm.Classify(text, false); w.Kind {
	case algorithm.KindCipher:
		a.offer(encryptionOf(layer), layer+" encryption", w.Name, text, at, "")
	case algorithm.KindIntegrity:
		a.offer(integrityOf(layer), layer+" integrity", w.Name, text, at, "")
	case algorithm.KindNone:
	default:
		a.add(Offered, layer+" algorithm", text, "", a.algorithm(encryptionOf(layer), text, false), a.line(at, text))
	}
}
