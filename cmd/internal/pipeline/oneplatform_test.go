package pipeline

import (
	"os"
	"path/filepath"
	"testing"

	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// TestOneDeviceIsOnePlatform: what every Linux host prints goes to the platform
// that the device's other outputs name, and ipsec.conf of strongSwan does not
// make a Libreswan of its host.
func TestOneDeviceIsOnePlatform(t *testing.T) {
	const date, route = "Tue Nov 24 03:59:15 UTC 2026\n", "198.51.100.1 via 203.0.113.2 dev wan0 src 203.0.113.1 uid 0\n"
	const pluto = "#1: \"hq\":500 established IKE SA; REKEY in 100s; newest; idle;\n"
	const conf = "conn hq\n  keyexchange=ikev2\n  left=203.0.113.1\n  right=198.51.100.1\n"
	for _, tt := range []struct {
		name, platform string
		files          map[string]string
		skipped        int
	}{
		{"libreswan", "libreswan", map[string]string{"date": date, "ip route get 198.51.100.1": route, "ipsec showstates": pluto, "ipsec trafficstatus": ""}, 0},
		{"strongswan", "strongswan", map[string]string{"date": date, "swanctl --version": "strongSwan swanctl 5.9.8\n", "cat /etc/ipsec.conf": conf}, 0},
	} {
		dir := t.TempDir()
		host := filepath.Join(dir, "gw")
		if err := os.Mkdir(host, 0o755); err != nil {
			t.Fatal(err)
		}
		index := ""
		for command, text := range tt.files {
			name := filepath.Base(command) + ".txt"
			index += "0\t" + name + "\t" + command + "\n"
			if err := os.WriteFile(filepath.Join(host, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(host, indexName), []byte(index), 0o644); err != nil {
			t.Fatal(err)
		}
		agent := &Agent{Inventory: &inventory.Inventory{}, Platforms: platforms.All()}
		loaded, err := agent.Load(dir, nil)
		if err != nil || len(loaded.Readings) != 1 {
			t.Fatalf("%s: %d readings, %v", tt.name, len(loaded.Readings), err)
		}
		if got := loaded.Readings[0]; got.Platform.Name != tt.platform || len(got.Capture.Outputs)+tt.skipped != len(tt.files) || len(loaded.Skipped) != tt.skipped {
			t.Errorf("%s: %s with %d outputs, %v left out", tt.name, got.Platform.Name, len(got.Capture.Outputs), loaded.Skipped)
		}
	}
}
