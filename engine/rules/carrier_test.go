package rules_test

import (
	"strings"
	"testing"

	"ipsec-diag/engine/rules/rulestest"
)

// TestCarrier: of several configured peers, the one with the SAs is named, also
// where it is not the first; the tunnel keeps its name and the far end its own.
func TestCarrier(t *testing.T) {
	const first, second = "203.0.113.1", "203.0.113.9"
	seen := 0
	for _, c := range rulestest.Load(t, "testdata/carrier/peers.txtar") {
		seen++
		t.Run(c.Name, func(t *testing.T) {
			got, several := c.Engine.Carrier()
			if c.Kind != "holds" {
				if several {
					t.Errorf("carried by %+v", got)
				}
				return
			}
			want := second
			if c.Name == "ios-first" {
				want = first
			}
			if !several || got.Address != want || got.Backup != (want == second) {
				t.Fatalf("carried by %q (backup %v), want %q", got.Address, got.Backup, want)
			}
			if !strings.HasSuffix(c.Engine.ID, first) || c.Engine.Remote.Name != want {
				t.Errorf("tunnel %q, far end %q", c.Engine.ID, c.Engine.Remote.Name)
			}
		})
	}
	if seen < 6 {
		t.Errorf("only %d cases", seen)
	}
}
