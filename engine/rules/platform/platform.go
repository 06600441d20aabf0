// Package platform holds the rules about the gateways themselves: the IKE daemon and its resources.
package platform

import (
	"embed"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

//go:embed *.md
var files embed.FS

// Cards returns the scenario cards of this layer by rule id.
func Cards() map[string]string { return card.All("platform", files) }

// Rules returns the rules of this layer.
func Rules() []*engine.Rule {
	return []*engine.Rule{
		&daemonNotServing,
		&limitReached,
		&deviceRestarted,
		&cpuExhausted,
		&cryptoBound,
		&throughputLicence,
		&peerMaintenance,
		&cryptoEngineErrors,
		&haDesync,
	}
}
