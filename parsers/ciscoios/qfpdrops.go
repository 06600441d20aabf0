package ciscoios

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// qfpDrop is "4  IN_US_V4_PKT_SA_NOT_FOUND_SPI   67643": the number of the drop,
// its name and the packets.
var qfpDrop = regexp.MustCompile(`^(\d+)\s+([A-Z][A-Z0-9_]+)\s+(\d+)$`)

// parseQFPDrops reads "show platform hardware qfp active feature ipsec datapath
// drops", which older releases call "data drop": what the data plane of IOS-XE
// dropped around IPsec, since the start.
func parseQFPDrops(t *scan.Text, snap *ipsec.Snapshot) {
	table := false
	each(t, func(n int, line string) bool {
		if isQFPHead(line) {
			table = true
			return true
		}
		m := qfpDrop.FindStringSubmatch(line)
		if m == nil || !table {
			return false
		}
		count, ok := scan.Uint(m[3])
		if ok {
			snap.Drops = append(snap.Drops, ipsec.Named{Name: m[2], Scope: "qfp ipsec", Count: ipsec.Saw(count, t.At(n))})
		}
		return ok
	})
}

func isQFPHead(line string) bool {
	return strings.HasPrefix(line, "Drop Type") && strings.Contains(line, "Name") && strings.HasSuffix(line, "Packets")
}

func recogniseQFPDrops(t *scan.Text) bool {
	for n := range t.Len() {
		if isQFPHead(t.Trimmed(n)) {
			return true
		}
	}
	return false
}
