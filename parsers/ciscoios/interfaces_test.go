package ciscoios

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
)

// TestMergeInterfaces: two commands name one interface; the first to say a
// thing is believed, the second fills what is missing.
func TestMergeInterfaces(t *testing.T) {
	at := ipsec.Ref{Command: "show interfaces", First: 1, Last: 1}
	snap := ipsec.Snapshot{Interfaces: []ipsec.Interface{
		{Name: "Tunnel1", Addresses: []string{"172.16.0.1"}, LinkUp: ipsec.Saw(false, at)},
		{Name: "GigabitEthernet1", LinkUp: ipsec.Saw(true, at)},
		{Name: "Tunnel1", LinkUp: ipsec.Saw(true, at), MTU: ipsec.Saw(1422, at)},
	}}
	mergeInterfaces(&snap)
	if len(snap.Interfaces) != 2 {
		t.Fatalf("got %d interfaces, want 2", len(snap.Interfaces))
	}
	tunnel := snap.Interfaces[0]
	if up, known := tunnel.LinkUp.Get(); up || !known || tunnel.MTU.Or(0) != 1422 || len(tunnel.Addresses) != 1 {
		t.Errorf("got %+v", tunnel)
	}
}
