// Package hygiene holds the rules about what works and should not be so.
package hygiene

import (
	"embed"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

//go:embed *.md
var files embed.FS

// Cards returns the scenario cards of this layer by rule id.
func Cards() map[string]string { return card.All("hygiene", files) }

// Rules returns the rules of this layer.
func Rules() []*engine.Rule {
	return []*engine.Rule{&ikev1InUse, &weakCrypto, &aggressivePSK, &noKeepalive, &secretInOutput, &noEncryption, &noPFS, &childStronger, &longLifetimes, &anyAny, &replayOff, &endsDrift, &sharedPSK, &debugLeftOn, &pqcAbsent}
}
