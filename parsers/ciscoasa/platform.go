// Package ciscoasa reads Cisco ASA.
package ciscoasa

import (
	"ipsec-diag/parsers"
)

// Platform returns Cisco ASA: its dialect, its commands and their parsers.
func Platform() *parsers.Platform {
	return &parsers.Platform{
		Name: "cisco-asa", Title: "Cisco ASA",
		Dialect: dialect(), Steps: steps(), Also: append(also(), more()...), Finish: finish,
	}
}
