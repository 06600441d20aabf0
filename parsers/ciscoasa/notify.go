package ciscoasa

import (
	"strings"

	"ipsec-diag/parsers/scan"
)

// notifyName returns the RFC name of a notification as the ASA words it: "No
// proposal chosen (14)", "NO_PROPOSAL_CHOSEN", "Invalid ID info".
func notifyName(s string) string {
	s, _, _ = strings.Cut(s, "(")
	name := strings.ToUpper(strings.NewReplacer(" ", "_", "-", "_").Replace(strings.TrimSpace(s)))
	switch name {
	case "INVALID_ID_INFO", "INVALID_ID":
		return "INVALID_ID_INFORMATION"
	case "INVALID_HASH_INFO":
		return "INVALID_HASH_INFORMATION"
	case "AUTH_FAILED":
		return "AUTHENTICATION_FAILED"
	}
	return name
}

func spiOf(s string) string {
	spi, _ := scan.SPI(s)
	return spi
}
