// Package intent holds the rules about what was meant to be: configuration, on demand, healthy.
package intent

import (
	"embed"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

//go:embed *.md
var files embed.FS

// Cards returns the scenario cards of this layer by rule id.
func Cards() map[string]string { return card.All("intent", files) }

// Rules returns the rules of this layer.
func Rules() []*engine.Rule {
	return []*engine.Rule{
		&peerNotConfigured,
		&configRejectedRule,
		&notBound,
		&adminDisabled,
		&configNotInForce,
		&bothEndsWait,
		&configuredNotUp,
		&someSelectorsDown,
		&idleByDesign,
		&healthy,
	}
}
