package parsers

import (
	"testing"
	"time"

	"ipsec-diag/parsers/ipsec"
)

func TestOldestFirst(t *testing.T) {
	for name, c := range map[string]struct {
		stamps []string
		turned bool
	}{
		"newest first":        {[]string{"0000-11-25T10:30", "0000-11-25T10:30", "0000-11-25T10:00"}, true},
		"with a year":         {[]string{"2026-11-25T10:30", "2026-11-25T10:00", "2025-01-01T10:00"}, true},
		"oldest first":        {[]string{"0000-11-25T10:00", "0000-11-25T10:30"}, false},
		"new year":            {[]string{"0000-12-31T23:59", "0000-01-01T00:01"}, false},
		"one moment, no year": {[]string{"0000-11-25T10:00", "0000-11-25T10:00"}, false},
		"one moment":          {[]string{"2026-11-25T10:00", "2026-11-25T10:00"}, false},
		"back and forth":      {[]string{"2026-11-25T10:00", "2026-11-25T09:00", "2026-11-25T11:00"}, false},
		"some are undated":    {[]string{"2026-11-25T10:30", "", "2026-11-25T10:00"}, true},
	} {
		events := make([]ipsec.Event, len(c.stamps))
		for i, s := range c.stamps {
			ref := ipsec.Ref{Command: "log", First: int32(i + 1), Last: int32(i + 1)}
			events[i].Ref = ref
			if at, err := time.Parse("2006-01-02T15:04", s); err == nil {
				events[i].At = ipsec.Saw(at, ref)
			}
		}
		oldestFirst(events)
		if turned := events[0].Ref.First != 1; turned != c.turned {
			t.Errorf("%s: turned round %v", name, turned)
		}
	}
}
