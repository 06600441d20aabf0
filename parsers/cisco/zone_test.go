package cisco

import (
	"testing"
	"time"

	"ipsec-diag/parsers/ipsec"
)

func TestSettleZone(t *testing.T) {
	read := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		clock, zone string
		want        time.Duration // ahead of the collector
	}{
		{"17:30:05", "HOME", 5 * time.Second},  // +5:30
		{"12:00:07", "UTC", 7 * time.Second},   // named exactly
		{"13:10:00", "UTC", 70 * time.Minute},  // an error, not a zone
		{"07:00:00", "EST", 0},                 // known
		{"06:00:00", "CST", 0},                 // several zones: America here
		{"20:00:00", "CST", 0},                 // China here
		{"03:00:00", "X", 0},                   // -9:00
		{"13:00:00", "CET", 0},                 // known
		{"14:00:00", "cet", time.Hour},         // an error again
		{"12:07:00", "LOCAL", 7 * time.Minute}, // less than half a quarter
	} {
		clock, err := time.ParseInLocation(time.DateTime, "2026-03-01 "+tt.clock, Zone(tt.zone))
		if err != nil {
			t.Fatal(err)
		}
		s := &ipsec.Snapshot{Clock: ipsec.Saw(clock, ipsec.Ref{Command: "show clock", First: 1, Last: 1}), ClockRead: read}
		SettleZone(s)
		if got := s.Clock.Or(time.Time{}).Sub(read); got != tt.want {
			t.Errorf("%s %s: %v ahead, want %v", tt.clock, tt.zone, got, tt.want)
		}
	}
}

func TestUnsettledZone(t *testing.T) {
	clock := time.Date(2026, time.March, 1, 17, 30, 0, 0, Zone("HOME"))
	s := &ipsec.Snapshot{Clock: ipsec.Saw(clock, ipsec.Ref{Command: "show clock", First: 1, Last: 1})}
	SettleZone(s)
	if got := s.Clock.Or(time.Time{}); !got.Equal(clock) {
		t.Errorf("without the collector's time the clock became %s", got)
	}
}
