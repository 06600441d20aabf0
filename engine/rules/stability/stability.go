// Package stability holds the rules about tunnels that come and go: what ended
// them, and whether a timer did.
package stability

import (
	"embed"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

//go:embed *.md
var files embed.FS

// Cards returns the scenario cards of this layer by rule id.
func Cards() map[string]string { return card.All("stability", files) }

// Rules returns the rules of this layer.
func Rules() []*engine.Rule {
	return []*engine.Rule{
		&flapping, &dpdTimeout, &lifetimeAlignedDrops, &peerDeletes, &rekeyNotStarted, &rekeyCollision,
		&idleTimeout, &gaveUpRetrying, &reauthGap, &operatorAction,
		&deadPeerUnnoticed,
		&dpdMisconfigured,
		&volumeRekeys,
		&reauthFails,
		&monitorTakesDown,
		&scheduledDrops,
		&rekeyCost,
	}
}
