package pipeline

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/engine"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/ipsec"
)

// TestIntentsOfSomeDevices: where only some devices are read, the other ends of
// their tunnels bring their addresses, and tunnels of others are left out.
func TestIntentsOfSomeDevices(t *testing.T) {
	inv := &inventory.Inventory{
		Devices: []inventory.Device{
			{Name: "hq", Address: "192.0.2.1"}, {Name: "br1", Address: "10.0.0.1", Aliases: []string{"198.51.100.1"}},
			{Name: "br2", Address: "10.0.0.2"}, {Name: "down", Address: "10.0.0.3"},
		},
		Tunnels: []inventory.Tunnel{
			{Name: "read", Ends: [2]string{"hq", "br1"}},
			{Name: "again", Ends: [2]string{"br1", "hq"}},
			{Name: "others", Ends: [2]string{"br1", "br2"}},
			{Name: "failed", Ends: [2]string{"br2", "down"}},
			{Name: "partner", Ends: [2]string{"hq", "203.0.113.9"}},
		},
	}
	readings := []*Reading{{Device: inv.Devices[0], Snap: &ipsec.Snapshot{}}, {Device: inv.Devices[3]}}
	tunnels, unread := (&Agent{Inventory: inv}).intents(readings)
	var names []string
	for _, tun := range tunnels {
		names = append(names, tun.Name)
	}
	if diff := cmp.Diff([]string{"read", "again", "failed", "partner"}, names); diff != "" {
		t.Error(diff)
	}
	want := []engine.Reading{{Name: "br1", Aliases: []string{"10.0.0.1", "198.51.100.1"}}}
	if diff := cmp.Diff(want, unread); diff != "" {
		t.Error(diff)
	}
}
