package linux

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseSysctl reads "net.ipv4.ip_forward = 0" among other settings of the
// kernel that people paste.
func parseSysctl(text *scan.Text, snap *ipsec.Snapshot) {
	for n := 0; n < text.Len(); n++ {
		key, value, ok := strings.Cut(text.Trimmed(n), " = ")
		if !ok || strings.ContainsAny(key, " \t") {
			continue
		}
		if key == "net.ipv4.ip_forward" && (value == "0" || value == "1") {
			snap.Forwarding = ipsec.Saw(value == "1", text.At(n))
		}
		text.Take(n)
	}
}

func isSysctl(text *scan.Text) bool {
	for n := 0; n < text.Len(); n++ {
		if strings.HasPrefix(text.Trimmed(n), "net.ipv4.ip_forward = ") {
			return true
		}
	}
	return false
}
