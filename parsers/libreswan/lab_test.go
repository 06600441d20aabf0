package libreswan

import (
	"strings"
	"testing"

	"ipsec-diag/parsers/platformtest"
)

// TestLabCaptures reads what the lab's gateways of this platform print.
func TestLabCaptures(t *testing.T) {
	platformtest.Lab(t, Platform(), func(fault string) bool { return strings.HasPrefix(fault, "libreswan-") })
}
