package hygiene

import (
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// weakCrypto says that an SA in force uses an algorithm that RFC 8221, RFC 8247
// or RFC 9395 says MUST NOT or SHOULD NOT be used. SHA-1 inside HMAC is not
// among them.
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
		for _, weak := range weakIn(p) {
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

// weakIn returns the weak algorithms of a proposal, in the device's spelling.
func weakIn(p ipsec.Proposal) []string {
	var out []string
	if w := fold(p.Encryption); weakCipher(w) {
		out = append(out, p.Encryption)
	}
	if strings.Contains(fold(p.Integrity), "MD5") {
		out = append(out, p.Integrity)
	}
	if weakGroup(p.KeyExchange) {
		out = append(out, "Diffie-Hellman group "+p.KeyExchange)
	}
	return out
}

// weakCipher reports DES, 3DES and no encryption. NULL is spelled with an
// integrity algorithm where it is GMAC, which encrypts nothing either.
func weakCipher(w string) bool {
	w = strings.TrimPrefix(w, "ESP")
	return strings.HasPrefix(w, "DES") || strings.HasPrefix(w, "3DES") || strings.HasPrefix(w, "NULL")
}

// weakGroup reports the MODP groups of 768, 1024 and 1536 bits: groups 1, 2
// and 5 (RFC 8247, section 2.4).
func weakGroup(name string) bool {
	w := fold(strings.TrimSpace(strings.TrimPrefix(strings.ToLower(name), "group")))
	return slices.Contains([]string{"1", "2", "5", "MODP768", "MODP1024", "MODP1536"}, w)
}

// fold brings the spellings of the vendors to one: "esp-3des", "3DES_CBC".
func fold(s string) string {
	return strings.ToUpper(strings.NewReplacer("-", "", "_", "", " ", "").Replace(s))
}
