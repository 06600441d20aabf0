// Package auth holds the rules about who the ends are: keys, identities, certificates, clocks.
package auth

import (
	"embed"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

//go:embed *.md
var files embed.FS

// Cards returns the scenario cards of this layer by rule id.
func Cards() map[string]string { return card.All("auth", files) }

// Rules returns the rules of this layer.
func Rules() []*engine.Rule {
	return []*engine.Rule{
		&refusedWithoutReason,
		&identityMismatch,
		&identityChangedByNAT,
		&methodMismatch,
		&pskMissing,
		&pskMismatch,
		&certExpired,
		&certNotYetValid,
		&clockWrong,
		&certUntrusted,
		&certRevoked,
		&revocationCheckFailed,
		&idNotInCert,
		&ownCredentialWrong,
		&eapFailed,
		&halfAuthenticated,
		&certNotAcceptable,
		&keyringSelection,
		&ppkMismatch,
	}
}
