package audit

import (
	"fmt"
	"regexp"
	"strings"

	"ipsec-diag/engine/policy"
	"ipsec-diag/parsers/ipsec"
)

// certificates judges the keys and signatures of the device's own certificates
// and of the authorities it trusts.
func (a *auditor) certificates() {
	for i := range a.end.Snap.Certificates {
		a.certificate(&a.end.Snap.Certificates[i])
	}
}

func (a *auditor) certificate(c *ipsec.Certificate) {
	what := fmt.Sprintf("certificate %q", c.Subject)
	if bits, known := c.KeyBits.Get(); known {
		kind, word := policy.RSABits, c.KeyType.Or("")
		if !strings.EqualFold(word, "RSA") {
			kind = policy.ECBits
		}
		a.add(Configured, what, fmt.Sprintf("%s with %d bits", word, bits), "", a.policy.OfNumber(kind, bits), a.line(c.KeyBits.Ref()))
	} else {
		a.unseen(what+", key", a.notShown())
	}
	text, known := c.SignedWith.Get()
	hash := hashOf(text)
	switch {
	case !known || hash == "":
		a.unseen(what+", signature", a.notShown())
	case ipsec.Yes(c.CA) && c.Subject == c.Issuer:
		// Nobody relies on the signature under a root: it is trusted as it is.
	default:
		a.add(Configured, what+", signature", hash, text, a.policy.Of(policy.Signature, hash), a.line(c.SignedWith.Ref()))
	}
}

// notShown says what would show the key and the signature of a certificate.
func (a *auditor) notShown() string {
	switch a.end.Snap.Platform {
	case "cisco-ios":
		return "the output does not show it; `show crypto pki certificates verbose` does, and is read when it is saved or pasted"
	case "strongswan", "libreswan", "vyos":
		return "the output does not show it; `openssl x509 -in FILE -noout -text` on the device does"
	}
	return "the output does not show it"
}

var hashWord = regexp.MustCompile(`(?i)\b(md5|sha-?1|sha-?256|sha-?384|sha-?512|ed25519|ed448|ml-dsa-87)`)

// hashOf returns the hash of "SHA256 with RSA Encryption", "sha256WithRSA".
func hashOf(text string) string {
	word := strings.ToLower(hashWord.FindString(text))
	if strings.HasPrefix(word, "ml-") {
		return word
	}
	return strings.ReplaceAll(word, "-", "")
}
