package panos

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseInfo reads "show system info". Its clock has no zone and therefore says
// nothing certain.
func parseInfo(text *scan.Text, snap *ipsec.Snapshot) {
	for n := range text.Len() {
		key, value, found := strings.Cut(text.Line(n), ":")
		value = strings.TrimSpace(value)
		if !found || strings.ContainsAny(key, " \t") || key == "" {
			continue
		}
		switch key {
		case "hostname":
			if value != "" {
				snap.Hostname = ipsec.Saw(value, text.At(n))
			}
		case "sw-version":
			if value != "" {
				snap.Version = ipsec.Saw("PAN-OS "+value, text.At(n))
			}
		}
		text.Take(n)
	}
}
