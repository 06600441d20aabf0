package collector_test

import (
	"context"
	"strings"
	"testing"

	"ipsec-diag/collector"
)

// TestSessionPingsOnlyWhenAsked: without Options.Probe, and for another platform,
// nothing leaves, whichever way the command is run.
func TestSessionPingsOnlyWhenAsked(t *testing.T) {
	here, err := collector.Probe("cisco-ios", ping(nil))
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := collector.Probe("strongswan", ping(nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, asked := range []bool{false, true} {
		server, device, options := start(t, iosDevice(answered(here.String(), "!!!!!\n")))
		options.Probe, options.TypeAhead = asked, true
		s := open(t, device, options)
		for out := range s.RunEach(context.Background(), []collector.Command{elsewhere, here, here}) {
			mine := out.Command == here.String()
			if (out.Status == collector.Answered) != (asked && mine) {
				t.Errorf("asked %v: %q is %s: %s", asked, out.Command, out.Status, out.Reason)
			}
		}
		n := strings.Count(strings.Join(server.Commands(), "\n"), "ping")
		if want := map[bool]int{true: 2}[asked]; n != want {
			t.Errorf("asked %v: %d pings arrived, want %d", asked, n, want)
		}
	}
}
