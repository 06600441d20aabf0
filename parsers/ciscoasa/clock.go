package ciscoasa

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// clockLine is "*09:32:03.123 UTC Mon Aug 2 2004". The mark in front says that
// the time is not authoritative ("*") or not synchronised (".").
var clockLine = regexp.MustCompile(`^([*.]?)(\d{1,2}:\d\d:\d\d(?:\.\d+)?) (\S+) [A-Z][a-z]{2} ([A-Z][a-z]{2} +\d{1,2} \d{4})$`)

// parseClock reads "show clock" and "show clock detail".
func parseClock(t *scan.Text, snap *ipsec.Snapshot) {
	each(t, func(n int, line string) bool {
		if m := clockLine.FindStringSubmatch(line); m != nil {
			if at, ok := clockTime(m[4], m[2], m[3]); ok {
				snap.Clock = ipsec.Saw(at, t.At(n))
			}
			if m[1] != "" {
				snap.ClockSynced = ipsec.Saw(false, t.At(n))
			}
			return true
		}
		if source, ok := strings.CutPrefix(line, "Time source is "); ok {
			// Set by hand or from the calendar says nothing about being right.
			if source == "NTP" && !snap.ClockSynced.Known() {
				snap.ClockSynced = ipsec.Saw(true, t.At(n))
			}
			return true
		}
		return strings.HasPrefix(line, "Summer time ") || strings.HasPrefix(line, "No time source")
	})
}

// clockTime reads a time of day with a zone and "Aug 2 2004".
func clockTime(date, clock, zone string) (time.Time, bool) {
	at, err := time.ParseInLocation("Jan 2 2006 15:04:05", strings.Join(strings.Fields(date), " ")+" "+clock, cisco.Zone(zone))
	return at, err == nil
}
