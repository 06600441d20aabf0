// Package ciscoios reads Cisco IOS and IOS-XE.
package ciscoios

import (
	"ipsec-diag/parsers"
)

// Platform returns Cisco IOS and IOS-XE: its dialect, its commands and their parsers.
func Platform() *parsers.Platform {
	return &parsers.Platform{Name: "cisco-ios", Title: "Cisco IOS and IOS-XE"}
}
