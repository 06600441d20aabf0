package routeros

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseResource reads "/system resource print".
func parseResource(text *scan.Text, snap *ipsec.Snapshot) {
	all := pairs(text)
	if v, ok := all["version"]; ok {
		snap.Version = ipsec.Saw("RouterOS "+v.value, text.At(v.line))
	}
	for _, p := range all {
		text.Take(p.line)
	}
}

func isIdentity(text *scan.Text) bool {
	all := pairs(text)
	_, ok := all["name"]
	return ok && len(all) == 1
}

func parseIdentity(text *scan.Text, snap *ipsec.Snapshot) {
	if v, ok := pairs(text)["name"]; ok {
		snap.Hostname = ipsec.Saw(v.value, text.At(v.line))
		text.Take(v.line)
	}
}

// parseClock reads "/system clock print": local time and its offset.
func parseClock(text *scan.Text, snap *ipsec.Snapshot) {
	all := pairs(text)
	stamp := all["date"].value + " " + all["time"].value + " " + all["gmt-offset"].value
	for _, layout := range []string{"2006-01-02 15:04:05 -07:00", "Jan/02/2006 15:04:05 -07:00"} {
		if t, err := time.Parse(layout, stamp); err == nil {
			snap.Clock = ipsec.Saw(t.UTC(), text.At(all["time"].line))
		}
	}
	for _, p := range all {
		text.Take(p.line)
	}
}

// parseStatistics reads the counters of the kernel.
func parseStatistics(text *scan.Text, snap *ipsec.Snapshot) {
	for n := range text.Len() {
		key, value, found := strings.Cut(text.Trimmed(n), ": ")
		if count, ok := scan.Uint(strings.ReplaceAll(strings.TrimSpace(value), " ", "")); found && ok {
			snap.Drops = append(snap.Drops, ipsec.Named{Name: key, Count: ipsec.Saw(count, text.At(n))})
			text.Take(n)
		}
	}
}
