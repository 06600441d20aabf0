package linux

import (
	"testing"
	"time"
)

// TestCutTime: every way in which the logs of Linux print their time.
func TestCutTime(t *testing.T) {
	for _, tt := range []struct {
		line  string
		want  string
		dated Dating
		rest  string
	}{
		{"Nov  4 10:11:12 hq charon: text", "0000-11-04T10:11:12Z", Yearless, "hq charon: text"},
		{"<30>Nov 25 10:11:12 hq charon: text", "0000-11-25T10:11:12Z", Yearless, "hq charon: text"},
		{"2026-11-25T10:11:12.123456+01:00 hq charon[9]: text", "2026-11-25T10:11:12+01:00", Dated, "hq charon[9]: text"},
		{"2026-11-25T10:11:12+0100 hq charon-systemd[9]: text", "2026-11-25T10:11:12+01:00", Dated, "hq charon-systemd[9]: text"},
		{"<30>1 2026-11-25T10:11:12.123Z hq pluto 9 - - text of it", "2026-11-25T10:11:12Z", Dated, "hq pluto[9]: text of it"},
		{"<30>1 2026-11-25T10:11:12Z hq pluto 9 - [a b=\"c\"] text", "2026-11-25T10:11:12Z", Dated, "hq pluto 9 - [a b=\"c\"] text"},
		{"2026-11-25 10:11:12 05[IKE] text", "2026-11-25T10:11:12Z", Zoneless, "05[IKE] text"},
		{"Wed Nov 25 10:11:12 2026 05[IKE] text", "2026-11-25T10:11:12Z", Zoneless, "05[IKE] text"},
		{"Wed, 2026-11-25 10:11:12 05[IKE] text", "2026-11-25T10:11:12Z", Zoneless, "05[IKE] text"},
		{"Wed text", "", Undated, "Wed text"},
		{"<br1|1> text", "", Undated, "<br1|1> text"},
		{"05[IKE] text", "", Undated, "05[IKE] text"},
	} {
		at, dated, rest := CutTime(tt.line)
		got := ""
		if dated != Undated {
			got = at.Format(time.RFC3339)
		}
		if got != tt.want || dated != tt.dated || rest != tt.rest {
			t.Errorf("%q: %s (%d) and %q, want %s (%d) and %q", tt.line, got, dated, rest, tt.want, tt.dated, tt.rest)
		}
	}
}
