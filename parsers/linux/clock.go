package linux

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseClock reads the output of date in UTC, of plain date, and of date +%s.
func parseClock(text *scan.Text, snap *ipsec.Snapshot) {
	for n := 0; n < text.Len(); n++ {
		if t, ok := clock(text.Trimmed(n)); ok {
			snap.Clock = ipsec.Saw(t, text.At(n))
			text.Take(n)
			return
		}
	}
}

// clock reads a clock. A zone that is only an abbreviation other than UTC and
// GMT says nothing certain, so that such a clock stays unread.
func clock(s string) (time.Time, bool) {
	s = strings.Join(strings.Fields(s), " ")
	for _, layout := range []string{time.RFC3339, "Mon Jan 2 15:04:05 UTC 2006", "Mon Jan 2 15:04:05 GMT 2006", "Mon Jan 2 03:04:05 PM UTC 2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	if n, ok := scan.Uint(s); ok && n > 1e8 && n < 1e11 {
		return time.Unix(int64(n), 0).UTC(), true
	}
	return time.Time{}, false
}
