// Package child holds the rules about the Child SA (phase 2): proposals, PFS,
// traffic selectors, and why none is there although IKE is up.
package child

import (
	"embed"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

//go:embed *.md
var files embed.FS

// Cards returns the scenario cards of this layer by rule id.
func Cards() map[string]string { return card.All("child", files) }

// Rules returns the rules of this layer.
func Rules() []*engine.Rule {
	return []*engine.Rule{
		&noneEstablished, &refusedWithoutReason, &proposalMismatch, &pfsMismatch, &selectorMismatch,
		&selectorsNarrowed, &onePairPerSA, &modeMismatch, &rekeyFailed, &notStarted, &installFailed, &tunnelInterfaceDown,
		&shadowed,
		&lifetimeMismatch,
		&tunnelInterfaceMismatch,
		&virtualIPRequired,
	}
}
