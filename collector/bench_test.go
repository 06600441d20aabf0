package collector_test

import (
	"context"
	"path/filepath"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// BenchmarkLongOutput is a 12 MB answer through a shell, server included.
func BenchmarkLongOutput(b *testing.B) {
	long := longOutput(60_000)
	server, err := simulator.Start(context.Background(), iosDevice(answered("show crypto ipsec sa", long)))
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	device := inventory.Device{Name: "r1", Address: "127.0.0.1", Port: server.Addr().Port, Login: inventory.Login{User: "ops", Password: "test:s3cret-login"}}
	s, err := collector.Open(context.Background(), device, dialects["cisco-ios"],
		collector.Options{KnownHosts: filepath.Join(b.TempDir(), "k"), Resolve: secrets})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	command, err := collector.Show("cisco-ios", "show crypto ipsec sa")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(long)))
	for b.Loop() {
		if out := s.Run(context.Background(), command); len(out.Text) != len(long) {
			b.Fatalf("%s %s: %d bytes", out.Status, out.Reason, len(out.Text))
		}
	}
}
