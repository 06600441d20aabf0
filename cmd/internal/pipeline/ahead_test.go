package pipeline_test

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// TestTypeAheadReachesTheDevice: a device that may be typed ahead to is read in
// fewer round trips of a second, counted in virtual time, and says the same.
func TestTypeAheadReachesTheDevice(t *testing.T) {
	one, answers := capturedFarAway(t, false)
	ahead, same := capturedFarAway(t, true)
	if answers < 10 || same != answers {
		t.Errorf("%d answers one by one, %d typed ahead", answers, same)
	}
	if ahead > one-5*time.Second {
		t.Errorf("one by one %s, typed ahead %s", one, ahead)
	}
}

// capturedFarAway returns how long a capture takes over a path of a second, and
// how many commands were answered.
func capturedFarAway(t *testing.T, ahead bool) (took time.Duration, answers int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		router := simulator.Device{Name: "br1", Platform: "cisco-ios", User: "ops", Password: "pw", Capture: &collector.Capture{Device: "br1", Platform: "cisco-ios"}}
		for _, command := range []string{
			"show version", "show clock detail", "show ntp status", "show ip interface brief", "show crypto isakmp sa", "show crypto isakmp sa detail",
			"show crypto ikev2 sa detailed", "show crypto ipsec sa", "show crypto ipsec sa detail", "show crypto session detail", "show crypto map", "show logging",
		} {
			router.Capture.Outputs = append(router.Capture.Outputs, collector.Output{Command: command, Status: collector.Answered, Text: "nothing\n"})
		}
		router.Quirks.RTT = time.Second
		a := agent(t)
		a.Options.Resolve = func(context.Context, string) (string, error) { return "pw", nil }
		a.Options.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
			near, far := net.Pipe()
			go func() { _ = simulator.Talk(context.WithoutCancel(ctx), router, far) }()
			return near, nil
		}
		began := time.Now()
		got := a.Capture(t.Context(), inventory.Device{Name: "br1", Address: "192.0.2.1", Platform: "cisco-ios", TypeAhead: ahead, Login: inventory.Login{User: "ops", Password: "ok"}})
		took = time.Since(began)
		if got.Err != nil {
			t.Fatal(got.Err)
		}
		for _, out := range got.Outputs {
			if out.Status == collector.Answered {
				answers++
			}
		}
	})
	return took, answers
}
