package collector_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// sweepAll logs in to one device as often as a sweep would to as many, at once,
// and returns what failed.
func sweepAll(devices int, login func() error) map[string]int {
	var mu sync.Mutex
	failed := map[string]int{}
	var all sync.WaitGroup
	for range devices {
		all.Go(func() {
			if err := login(); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed[err.Error()]++
			}
		})
	}
	all.Wait()
	return failed
}

// busy is a host that drops logins as OpenSSH's default limit does, with an AAA
// server that takes its time, so that many logins are on the way at once.
func busy() simulator.Device {
	d := linuxDevice(answered("swanctl --version", "strongSwan swanctl 5.9.8\n"))
	d.Quirks.MaxStartups = simulator.MaxStartups{Begin: 10, Rate: 30, Full: 100}
	d.Quirks.SlowLogin = 20 * time.Millisecond
	return d
}

// TestStrainLosesNoDevice: 200 logins at once meet MaxStartups 10:30:100. The
// pace slows down, who was dropped before the greeting comes again, and none is
// lost; without a pace and a second try many are.
func TestStrainLosesNoDevice(t *testing.T) {
	server, device, options := start(t, busy())
	lost := sweepAll(200, func() error { return readOnce(device, options) })
	if len(lost) == 0 || server.Dropped() == 0 {
		t.Fatalf("the limit is not met: %d dropped, %v", server.Dropped(), lost)
	}
	server, device, options = start(t, busy())
	options.Pace = collector.NewPace(400)
	options.Retries = []time.Duration{100 * time.Millisecond, 400 * time.Millisecond, time.Second, 2 * time.Second, 2 * time.Second}
	if lost := sweepAll(200, func() error { return readOnce(device, options) }); len(lost) > 0 {
		t.Errorf("lost: %v", lost)
	}
	if server.AuthAttempts() != 200 {
		t.Errorf("%d logins for 200 devices", server.AuthAttempts())
	}
	t.Logf("%d dropped, the pace is %.0f a second", server.Dropped(), options.Pace.PerSecond())
}

// TestStrainBehindABastion does it through one real jump host with the same
// limit, which is met by one connection only.
func TestStrainBehindABastion(t *testing.T) {
	bastion, through := startOpenSSH(t, "MaxSessions=10", "MaxStartups=10:30:100")
	server, device, options := start(t, busy())
	options.Pace = collector.NewPace(400)
	options.Retries = []time.Duration{100 * time.Millisecond, 400 * time.Millisecond, time.Second, 2 * time.Second, 2 * time.Second}
	bastions := collector.NewBastions()
	defer bastions.Close()
	lost := sweepAll(200, func() error {
		return readThrough(bastions, collector.Hop{Device: bastion, Options: through}, device, options)
	})
	if len(lost) > 0 {
		t.Errorf("lost: %v", lost)
	}
	t.Logf("%d dropped, the pace is %.0f a second", server.Dropped(), options.Pace.PerSecond())
}

// readOnce reads a device directly.
func readOnce(d inventory.Device, o collector.Options) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return readVersion(ctx, d, o)
}
