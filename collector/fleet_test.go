package collector_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"ipsec-diag/collector"
)

// Sessions share the known_hosts file and the audit log.
func TestManySessionsAtOnce(t *testing.T) {
	const devices = 30
	var audit bytes.Buffer
	shared := collector.Options{
		KnownHosts: t.TempDir() + "/known_hosts", Resolve: secrets, SkipAgent: true, Audit: collector.Serialise(&audit),
	}
	text := longOutput(50)
	var all sync.WaitGroup
	for range devices {
		_, device, _ := start(t, iosDevice(answered("show crypto ipsec sa", text)))
		all.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
			defer cancel()
			s, err := collector.Open(ctx, device, dialects["cisco-ios"], shared)
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = s.Close() }()
			command, _ := collector.Show("cisco-ios", "show crypto ipsec sa")
			if out := s.Run(ctx, command); out.Text != text {
				t.Errorf("%s %s, %d bytes", out.Status, out.Reason, len(out.Text))
			}
		})
	}
	all.Wait()
	known, err := os.ReadFile(shared.KnownHosts)
	if err != nil || strings.Count(string(known), "\n") != devices {
		t.Errorf("%d host keys recorded, %v", strings.Count(string(known), "\n"), err)
	}
	if n := strings.Count(audit.String(), `"show crypto ipsec sa"`); n != devices {
		t.Errorf("%d audit lines", n)
	}
}
