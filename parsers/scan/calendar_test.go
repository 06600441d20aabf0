package scan

import (
	"testing"
	"time"
)

func TestYearless(t *testing.T) {
	cet := time.FixedZone("CET", 3600)
	for _, tt := range []struct{ line, clock, want string }{
		{"Jan  2 03:04:05", "2026-01-02 03:05:00", "2026-01-02 03:04:05"},
		{"Dec 31 23:59:59", "2026-01-02 03:05:00", "2025-12-31 23:59:59"},
		{"Jan  1 00:10:00", "2025-12-31 23:50:00", "2025-01-01 00:10:00"}, // no line is of next year
		{"Jan  2 23:00:00", "2026-01-02 03:05:00", "2026-01-02 23:00:00"}, // less than a day ahead: another zone
		{"Jan  4 12:00:00", "2026-01-02 14:00:00", "2025-01-04 12:00:00"},
		{"Feb 29 12:00:00", "2026-03-01 00:00:00", "2024-02-29 12:00:00"},
	} {
		line, err := time.Parse("Jan _2 15:04:05", tt.line)
		if err != nil {
			t.Fatal(err)
		}
		clock, err := time.ParseInLocation(time.DateTime, tt.clock, cet)
		if err != nil {
			t.Fatal(err)
		}
		got := Yearless(line, clock)
		if got.Format(time.DateTime) != tt.want || got.Location() != cet {
			t.Errorf("%s at %s is %s, want %s", tt.line, tt.clock, got, tt.want)
		}
	}
}
