package collector_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/inventory"
)

// TestManyDevicesBehindOneSSHD: with one connection per device OpenSSH's
// default limits lose more than a third of them.
func TestManyDevicesBehindOneSSHD(t *testing.T) {
	const devices = 200
	bastion, options := startOpenSSH(t, "MaxSessions=10", "MaxStartups=10:30:100")
	_, device, behind := start(t, linuxDevice(answered("swanctl --version", "strongSwan swanctl 5.9.8\n")))
	bastions := collector.NewBastions()
	var mu sync.Mutex
	failed := map[string]int{}
	var all sync.WaitGroup
	for range devices {
		all.Go(func() {
			if err := readThrough(bastions, collector.Hop{Device: bastion, Options: options}, device, behind); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed[err.Error()]++
			}
		})
	}
	all.Wait()
	bastions.Close()
	if len(failed) > 0 {
		t.Errorf("%v", failed)
	}
	noneLeft(t)
}

// readThrough reads one device behind the jump host.
func readThrough(b *collector.Bastions, hop collector.Hop, d inventory.Device, o collector.Options) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	dial, err := b.Through(ctx, d, []collector.Hop{hop})
	if err != nil {
		return err
	}
	o.Dial = dial
	return readVersion(ctx, d, o)
}

// readVersion reads a device and leaves it.
func readVersion(ctx context.Context, d inventory.Device, o collector.Options) error {
	s, err := collector.Open(ctx, d, dialects[d.Platform], o)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	command, err := collector.Show(d.Platform, "swanctl --version")
	if err != nil {
		return err
	}
	if out := s.Run(ctx, command); out.Status != collector.Answered {
		return fmt.Errorf("%s %s", out.Status, out.Reason)
	}
	return nil
}
