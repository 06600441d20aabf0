package ciscoios

import (
	"testing"
	"time"

	"ipsec-diag/parsers/ipsec"
)

func TestStateNeedsTheRole(t *testing.T) {
	tests := []struct {
		word string
		role ipsec.Role
		want ipsec.IKEState
	}{
		{"MM_NO_STATE", ipsec.Initiator, ipsec.IKEInitSent},
		{"MM_NO_STATE", ipsec.Responder, ipsec.IKEInitAnswered},
		{"MM_NO_STATE", ipsec.RoleUnknown, ipsec.IKENegotiating},
		{"MM_SA_SETUP", ipsec.Initiator, ipsec.IKEKeyExchange},
		{"MM_SA_SETUP", ipsec.Responder, ipsec.IKEInitAnswered},
		{"MM_KEY_EXCH", ipsec.Responder, ipsec.IKEAuthPending},
		{"AG_INIT_EXCH", ipsec.RoleUnknown, ipsec.IKEAuthPending},
		{"QM_IDLE", ipsec.RoleUnknown, ipsec.IKEEstablished},
		{"MM_NEW_WORD", ipsec.Initiator, ipsec.IKEUnknown},
	}
	for _, tt := range tests {
		if got := isakmpState(tt.word, tt.role); got != tt.want {
			t.Errorf("isakmpState(%s, %q) = %s, want %s", tt.word, tt.role, got, tt.want)
		}
	}
}

func TestLogYear(t *testing.T) {
	clock := time.Date(2026, time.January, 2, 14, 0, 0, 0, time.UTC)
	stamp := func(m time.Month, d int) time.Time { return time.Date(0, m, d, 12, 0, 0, 0, time.UTC) }
	for in, want := range map[time.Time]int{
		stamp(time.December, 31): 2025, stamp(time.January, 2): 2026, stamp(time.January, 3): 2026, // clock a little behind
		stamp(time.January, 4): 2025, stamp(time.February, 29): 2024,
	} {
		if got := completeTime(in, clock); got.Year() != want || got.Day() != in.Day() {
			t.Errorf("%s becomes %s, want %d", in.Format("2 Jan"), got, want)
		}
	}
}

func TestZoneWithoutOffset(t *testing.T) {
	at := ipsec.Ref{Command: "show clock", First: 1, Last: 1}
	read := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	for text, wantOffset := range map[string]time.Duration{
		"17:30:05.000 HOME Sun Mar 1 2026": 5 * time.Second,  // +5:30
		"12:00:07.000 UTC Sun Mar 1 2026":  7 * time.Second,  // named exactly
		"13:10:00.000 UTC Sun Mar 1 2026":  70 * time.Minute, // an error, not a zone
		"07:00:00.000 EST Sun Mar 1 2026":  0,
	} {
		clock, ok := clockTime(text)
		s := &ipsec.Snapshot{Clock: ipsec.Saw(clock, at), ClockRead: read}
		finishClock(s)
		if got := s.Clock.Or(time.Time{}).Sub(read); !ok || got != wantOffset {
			t.Errorf("%s: offset %v, want %v", text, got, wantOffset)
		}
	}
}
