package pipeline_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// TestWatch samples a device and its other end in one login each until it is
// interrupted.
func TestWatch(t *testing.T) {
	dev, server := served(t, "ios-zurich", nil)
	far, farServer := served(t, "asa-geneva", nil)
	a := agent(t)
	a.Inventory = &inventory.Inventory{Devices: []inventory.Device{dev, far}, Tunnels: []inventory.Tunnel{{Name: "one", Ends: [2]string{"ios-zurich", "asa-geneva"}}}}
	ctx, cancel := context.WithCancel(t.Context())
	shown := 0
	err := a.Watch(ctx, dev, 20*time.Millisecond, func(run *report.Run) {
		if len(run.Diagnoses) == 0 {
			t.Error("a sample without a tunnel")
		}
		if shown++; shown == 4 {
			cancel()
		}
	})
	if err != nil || shown < 4 {
		t.Errorf("%d samples were shown, error %v", shown, err)
	}
	for least, s := range map[int]*simulator.Server{4: server, 1: farServer} {
		commands := s.Commands()
		if n := count(commands, "show crypto ipsec sa"); n < least {
			t.Errorf("the Child SAs were asked for %d times in %q", n, commands)
		}
		if n := count(commands, "show version"); n != 1 {
			t.Errorf("what does not move was asked for %d times", n)
		}
		if !slices.Contains(commands, "exit") {
			t.Error("the device was left without a word")
		}
	}
}

// TestWatchUnreachable ends at once with the reason.
func TestWatchUnreachable(t *testing.T) {
	dev := inventory.Device{Name: "gone", Address: "127.0.0.1", Port: 1, Platform: "cisco-ios", Login: inventory.Login{User: "ops", Password: "ok"}}
	if err := agent(t).Watch(t.Context(), dev, time.Second, func(*report.Run) { t.Error("a sample of a device that is not there") }); err == nil {
		t.Error("no error")
	}
}

func count(list []string, word string) int {
	n := 0
	for _, s := range list {
		if strings.HasPrefix(s, word) {
			n++
		}
	}
	return n
}
