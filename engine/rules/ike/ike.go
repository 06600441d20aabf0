// Package ike holds the rules about the IKE negotiation up to authentication.
package ike

import (
	"embed"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

//go:embed *.md
var files embed.FS

// Cards returns the scenario cards of this layer by rule id.
func Cards() map[string]string { return card.All("ike", files) }

// Rules returns the rules of this layer.
func Rules() []*engine.Rule {
	return []*engine.Rule{
		&notAttempted,
		&noResponse,
		&refusedWithoutReason,
		&versionMismatch,
		&modeMismatch,
		&proposalMismatch,
		&dhGroupMismatch,
		&wrongPeerAddress,
		&noMatchingConnection,
		&halfOpen,
		&peerLostState,
		&fragmentsLost,
		&duplicateSAs,
		&malformed,
		&duplicateIdentity,
		&lifetimeMismatch,
	}
}
