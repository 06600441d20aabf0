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

// ikeSAs judges what the IKE SAs that are up were made with.
func (a *auditor) ikeSAs() {
	up := 0
	for _, sa := range a.end.IKESAs {
		if !sa.State.Up() {
			continue
		}
		up++
		a.ikeSA(sa)
	}
	switch {
	case up > 0:
	case !a.end.Observed(ipsec.AreaIKESAs):
		a.unseen("IKE SA", a.end.Lacks(ipsec.AreaIKESAs))
	default:
		a.unseen("IKE SA", "no IKE SA is up, so nothing is negotiated")
	}
}

func (a *auditor) ikeSA(sa *ipsec.IKESA) {
	p := &sa.Proposal
	version, known := sa.Version.Get()
	if known {
		a.add(Negotiated, "IKE version", fmt.Sprintf("IKEv%d", version), "", a.policy.Of(policy.Version, fmt.Sprint(version)), a.line(sa.Ref, fmt.Sprintf("IKEv%d", version)))
	}
	a.encryption(policy.IKEEncryption, "IKE encryption", p, sa.Ref)
	a.integrity(policy.IKEIntegrity, "IKE integrity", p, sa.Ref)
	if version == 2 {
		a.prf(p, sa.Ref)
	}
	a.group("IKE key exchange", p, sa.Ref)
	a.postQuantum(p, sa)
	a.authentication(sa)
	if strings.EqualFold(sa.Mode.Or(""), "aggressive") && engine.IsPSK(sa.Auth.Or("")) {
		a.add(Negotiated, "IKE mode", "aggressive with a pre-shared key", "", a.policy.Of(policy.Mode, "aggressive-psk"), a.line(sa.Mode.Ref()))
	}
	if life, at, ok := ikeLifetime(sa); ok {
		a.add(Negotiated, "IKE lifetime", life.String(), "", a.policy.OfDuration(policy.IKELifetime, life), a.line(at))
	}
}

// ikeLifetime returns how long an IKE SA lives at most: its lifetime as printed,
// or its age and what is left.
func ikeLifetime(sa *ipsec.IKESA) (life time.Duration, at ipsec.Ref, ok bool) {
	if d, known := sa.Lifetime.Get(); known {
		return d, sa.Lifetime.Ref(), true
	}
	age, okAge := sa.Age.Get()
	left, okLeft := sa.RekeyIn.Get()
	return (age + left).Round(time.Minute), sa.RekeyIn.Ref(), okAge && okLeft
}

func (a *auditor) encryption(kind, what string, p *ipsec.Proposal, at ipsec.Ref) {
	if p.Encryption == "" {
		a.unseen(what, "the device does not show it")
		return
	}
	name, known := algorithm.Cipher(p.Encryption, p.KeyBits)
	a.add(Negotiated, what, name, p.Encryption, a.algorithm(kind, name, known), a.line(at, p.Text, p.Encryption))
}

// algorithm returns the requirement about an algorithm; one that this program
// does not know is not judged.
func (a *auditor) algorithm(kind, name string, known bool) policy.Requirement {
	if !known {
		return policy.Requirement{Kind: kind, Match: name, Verdict: policy.Unclear, Source: a.policy.Title, Why: "this program does not know the algorithm"}
	}
	return a.policy.Of(kind, name)
}

// integrity judges the integrity algorithm. A combined cipher needs none; a
// transform set of a Cisco device that names only another cipher has none.
func (a *auditor) integrity(kind, what string, p *ipsec.Proposal, at ipsec.Ref) {
	cipher, known := algorithm.Cipher(p.Encryption, p.KeyBits)
	switch {
	case p.Integrity != "":
		name, known := algorithm.Integrity(p.Integrity)
		if name == algorithm.None && !algorithm.IsAEAD(cipher) {
			name = "missing"
		}
		a.add(Negotiated, what, name, p.Integrity, a.algorithm(kind, name, known), a.line(at, p.Text, p.Integrity))
	case known && algorithm.IsAEAD(cipher):
		a.add(Negotiated, what, "part of "+cipher, "", a.policy.Of(kind, algorithm.None), a.line(at, p.Text, p.Encryption))
	case kind == policy.ESPIntegrity && strings.HasPrefix(p.Text, "esp-"):
		a.add(Negotiated, what, "missing", p.Text, a.policy.Of(kind, "missing"), a.line(at, p.Text))
	case p.Encryption != "":
		a.unseen(what, "the device does not show it")
	}
}

func (a *auditor) prf(p *ipsec.Proposal, at ipsec.Ref) {
	if p.PRF == "" {
		a.unseen("IKE PRF", "the device does not show it")
		return
	}
	name, known := algorithm.PRF(p.PRF)
	a.add(Negotiated, "IKE PRF", name, p.PRF, a.algorithm(policy.PRF, name, known), a.line(at, p.Text, p.PRF))
}

func (a *auditor) group(what string, p *ipsec.Proposal, at ipsec.Ref) {
	if p.KeyExchange == "" {
		a.unseen(what, "the device does not show it")
		return
	}
	number, known := algorithm.Group(p.KeyExchange)
	if number == algorithm.None {
		return
	}
	title := algorithm.GroupTitle(number)
	if !known {
		title = p.KeyExchange
	}
	a.add(Negotiated, what, title, p.KeyExchange, a.algorithm(policy.KeyExchange, number, known), a.line(at, p.Text, p.KeyExchange))
}

// postQuantum judges whether an IKE SA has a key exchange that a quantum
// computer does not break, where the policy asks for one and the platform would
// show it.
func (a *auditor) postQuantum(p *ipsec.Proposal, sa *ipsec.IKESA) {
	req := a.policy.Of(policy.PostQuantum, algorithm.None)
	if req.Verdict == policy.Unclear || p.KeyExchange == "" {
		return
	}
	if engine.HasPostQuantum(sa) {
		req.Verdict = policy.OK
		a.add(Negotiated, "post-quantum key exchange", "ML-KEM", "", req, a.line(sa.Ref, p.Text))
		return
	}
	a.add(Negotiated, "post-quantum key exchange", "none shown", "", req, a.line(sa.Ref, p.Text, p.KeyExchange))
}

func (a *auditor) authentication(sa *ipsec.IKESA) {
	word, known := sa.Auth.Get()
	if !known {
		return // the configuration may show it: see peers
	}
	method := methodOf(word)
	a.add(Negotiated, "authentication", method, word, a.policy.Of(policy.Auth, method), a.line(sa.Auth.Ref(), word))
}

// methodOf brings the vendors' words for a method to psk, pubkey or eap.
func methodOf(word string) string {
	w := strings.ToLower(word)
	switch {
	case engine.IsPSK(word):
		return "psk"
	case strings.Contains(w, "eap"):
		return "eap"
	case strings.Contains(w, "rsa"), strings.Contains(w, "rsig"), strings.Contains(w, "ecdsa"), strings.Contains(w, "cert"), strings.Contains(w, "pubkey"):
		return "pubkey"
	}
	return word
}
