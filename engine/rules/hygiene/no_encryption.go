package hygiene

import (
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/algorithm"
	"ipsec-diag/parsers/ipsec"
)

// noEncryption says that an installed Child SA protects packets from change and
// not from reading: AH, or ESP with NULL or GMAC (RFC 2410, RFC 4543).
var noEncryption = engine.Rule{
	ID:       "hygiene/no-encryption",
	Title:    "The tunnel authenticates traffic but does not encrypt it",
	Severity: engine.Critical,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Judge:    judgeNoEncryption,
}

func judgeNoEncryption(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaChildSAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		for _, sa := range e.ChildrenUp() {
			if what := inClear(sa); what != "" {
				return engine.Hold(engine.Certain, engine.Show(e, engine.FromState, sa.Ref, what)).
					By(engine.LocalFact).With(what + " at " + e.Name)
			}
		}
	}
	return engine.Silent("")
}

// inClear returns why an SA's packets can be read, or nothing. AH beside ESP has
// a cipher too.
func inClear(sa *ipsec.ChildSA) string {
	cipher, _ := algorithm.Cipher(sa.Proposal.Encryption, sa.Proposal.KeyBits)
	switch {
	case cipher == "null", strings.HasPrefix(cipher, "aes-gmac"):
		return "ESP without encryption (" + sa.Proposal.Encryption + ")"
	case strings.EqualFold(sa.Protocol.Or(""), "AH") && cipher == "":
		return "AH, which encrypts nothing"
	}
	return ""
}
