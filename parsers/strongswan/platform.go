// Package strongswan reads strongSwan on Linux.
package strongswan

import (
	"ipsec-diag/parsers"
)

// Platform returns strongSwan on Linux: its dialect, its commands and their parsers.
func Platform() *parsers.Platform {
	return &parsers.Platform{Name: "strongswan", Title: "strongSwan on Linux"}
}
