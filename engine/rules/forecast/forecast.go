// Package forecast holds the rules about what will fail although it works now.
package forecast

import (
	"embed"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

//go:embed *.md
var files embed.FS

// Cards returns the scenario cards of this layer by rule id.
func Cards() map[string]string { return card.All("forecast", files) }

// Rules returns the rules of this layer.
func Rules() []*engine.Rule {
	return []*engine.Rule{&certExpiring, &pfsWillFail, &nobodyCanRestart, &wouldNotRenegotiate, &redundancyLost, &capacityNearLimit}
}
