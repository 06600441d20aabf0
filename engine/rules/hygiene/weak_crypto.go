package hygiene

import (
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/algorithm"
	"ipsec-diag/engine/policy"
	"ipsec-diag/parsers/ipsec"
)

// weakCrypto says that an SA in force uses an algorithm that the policy
// "baseline" (RFC 8221, RFC 8247, RFC 9395) advises against or forbids. SHA-1
// inside HMAC is not among them.
var weakCrypto = engine.Rule{
	ID:       "hygiene/weak-crypto",
	Title:    "Weak or outdated algorithms, keys or certificates are in use or offered",
	Severity: engine.Warning,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs},
	Judge:    judgeWeakCrypto,
}

func judgeWeakCrypto(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaIKESAs, ipsec.AreaChildSAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	var found []string
	var proof []engine.Evidence
	note := func(e *engine.End, what string, ref ipsec.Ref, p ipsec.Proposal) {
		for _, weak := range weakIn(p, what) {
			text := what + ": " + weak
			if !slices.Contains(found, text) {
				found = append(found, text)
				proof = append(proof, engine.Show(e, engine.FromState, ref, text))
			}
		}
	}
	for _, e := range c.Ends() {
		for _, sa := range e.IKESAs {
			if sa.State.Up() {
				note(e, "IKE SA", sa.Ref, sa.Proposal)
			}
		}
		for _, sa := range e.ChildrenUp() {
			note(e, "Child SA", sa.Ref, sa.Proposal)
		}
	}
	if len(found) == 0 {
		return engine.Silent("")
	}
	return engine.Hold(engine.Certain, proof...).By(engine.LocalFact).With(strings.Join(found, ", "))
}

// weakIn returns the weak algorithms of a proposal, in the device's spelling, by
// the policy "baseline".
func weakIn(p ipsec.Proposal, layer string) []string {
	baseline := policy.Baseline()
	var out []string
	check := func(kind, name string, known bool, printed string) {
		if v := baseline.Of(kind, name).Verdict; known && (v == policy.Weak || v == policy.Forbidden) {
			out = append(out, printed)
		}
	}
	encryption, integrity := policy.ESPEncryption, policy.ESPIntegrity
	if layer == "IKE SA" {
		encryption, integrity = policy.IKEEncryption, policy.IKEIntegrity
		name, known := algorithm.PRF(p.PRF)
		check(policy.PRF, name, known && p.Integrity == "", p.PRF)
	}
	name, known := algorithm.Cipher(p.Encryption, p.KeyBits)
	check(encryption, name, known, p.Encryption)
	name, known = algorithm.Integrity(p.Integrity)
	check(integrity, name, known, p.Integrity)
	name, known = algorithm.Group(p.KeyExchange)
	check(policy.KeyExchange, name, known, "Diffie-Hellman group "+p.KeyExchange)
	return out
}
