package scan_test

import (
	"testing"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

func TestUndateKeepsTheDistance(t *testing.T) {
	at := func(stamp, command string) ipsec.Event {
		when, err := time.Parse("Jan 2 15:04:05", stamp)
		if err != nil {
			t.Fatal(err)
		}
		ref := ipsec.Ref{Command: command, First: 1, Last: 1}
		return ipsec.Event{At: ipsec.Saw(when, ref), Ref: ref}
	}
	dated := at("Jan 1 00:00:10", "show logging")
	dated.At = ipsec.Saw(time.Date(2026, 1, 1, 0, 0, 10, 0, time.UTC), dated.Ref)
	events := []ipsec.Event{
		at("Dec 31 23:59:50", "show logging"), at("Jan 1 00:00:10", "show logging"), at("Jan 1 00:00:05", "show logging"),
		at("Mar 1 00:00:00", "journal"), dated,
	}
	scan.Undate(events)
	for i, want := range []time.Duration{0, 20 * time.Second, 15 * time.Second} {
		if got, ok := events[0].Until(&events[i]); !ok || got != want {
			t.Errorf("event %d: %v %v after the first, want %v", i, got, ok, want)
		}
		if events[i].At.Known() {
			t.Errorf("event %d has a date, no year is known", i)
		}
	}
	if d, ok := events[0].Until(&events[3]); ok {
		t.Errorf("events of two logs are %v apart, nothing says so", d)
	}
	if !events[4].At.Known() {
		t.Error("the event with a year lost it")
	}
}
