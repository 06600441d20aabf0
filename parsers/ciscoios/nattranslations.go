package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseTranslations reads "show ip nat translations [verbose]": protocol, then
// inside global, inside local, outside local and outside global, each with a port
// or an ICMP id. "---" is none.
func parseTranslations(t *scan.Text, snap *ipsec.Snapshot) {
	rows := false
	each(t, func(n int, line string) bool {
		f := strings.Fields(line)
		switch {
		case isTranslationHead(line):
			rows = true
			return true
		case strings.HasPrefix(line, "Total number of translations:"):
			return true
		case !rows:
			return false
		case len(f) == 5 && isTranslated(f[2]):
			protocol, _ := scan.Protocol(f[0])
			snap.Translations = append(snap.Translations, ipsec.Translation{Protocol: protocol, InsideGlobal: translated(f[1]), InsideLocal: translated(f[2]),
				OutsideLocal: translated(f[3]), OutsideGlobal: translated(f[4]), Ref: t.At(n)})
			return true
		}
		return isTranslationDetail(line)
	})
}

// translated reads "192.0.2.1:51022", an address alone, and "---" for none.
func translated(word string) ipsec.Endpoint {
	if word == "---" {
		return ipsec.Endpoint{}
	}
	return scan.Endpoint(word)
}

func isTranslated(word string) bool { return word == "---" || isIP(scan.Endpoint(word).Address) }

func isTranslationHead(line string) bool {
	return strings.HasPrefix(line, "Pro ") && strings.Contains(line, "Inside global") && strings.Contains(line, "Outside local")
}

// isTranslationDetail reports the lines of "verbose" below a row.
func isTranslationDetail(line string) bool {
	for _, start := range []string{"create:", "create ", "Map-Id", "flags:", "timeout:", "timing-out", "extended,", "static,", "none,", "VRF:", "use_count:", "Flags:",
		"entry-id:", "Mac-Address:", "Input-IDB:", "wlan_info:", "Mapping_Flags:"} {
		if strings.HasPrefix(line, start) {
			return true
		}
	}
	return false
}

func recogniseTranslations(t *scan.Text) bool {
	for n := range t.Len() {
		if isTranslationHead(t.Trimmed(n)) {
			return true
		}
	}
	return false
}
