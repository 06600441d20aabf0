// Package underlay holds the rules about the path below IKE: interfaces, routes, ports, ESP.
package underlay

import (
	"embed"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

//go:embed *.md
var files embed.FS

// Cards returns the scenario cards of this layer by rule id.
func Cards() map[string]string { return card.All("underlay", files) }

// Rules returns the rules of this layer.
func Rules() []*engine.Rule {
	return []*engine.Rule{
		&interfaceAdminDown,
		&interfaceDown,
		&noRouteToPeer,
		&wrongSourceAddress,
		&peerUnreachable,
		&udp500Blocked,
		&ikeReplyLost,
		&udp4500Blocked,
		&espBlocked,
		&localFilter,
		&unexpectedNAT,
		&recursiveRoute,
		&nattDisabled,
		&peerNameUnresolved,
		&addressChanged,
		&natMappingExpires,
		&pathLoss,
		&ipsecALG,
	}
}
