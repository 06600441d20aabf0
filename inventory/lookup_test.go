package inventory_test

import (
	"testing"

	"ipsec-diag/inventory"
)

func TestByAddress(t *testing.T) {
	inv := parse(t, `
devices:
  - {name: a, address: 10.0.0.1, aliases: [198.51.100.1, "2001:DB8::1"]}
  - {name: b, address: B.example.com}
  - {name: sim1, address: 127.0.0.1, port: 2201}
  - {name: sim2, address: 127.0.0.1, port: 2202}
`)
	for addr, want := range map[string]string{
		"10.0.0.1": "a", "198.51.100.1": "a", "2001:db8:0::1": "a", "::ffff:10.0.0.1": "a",
		"b.EXAMPLE.com.": "b", "192.0.2.9": "", "": "", "a": "",
		"127.0.0.1": "", // shared: not guessed
	} {
		got := ""
		if dev := inv.ByAddress(addr); dev != nil {
			got = dev.Name
		}
		if got != want {
			t.Errorf("ByAddress(%q) is %q, want %q", addr, got, want)
		}
	}
}

func TestTunnelsOf(t *testing.T) {
	inv := load(t, reference)
	for name, want := range map[string]int{"HQ-RTR1.example.com": 2, "br1": 1, "bastion": 0} {
		if got := len(inv.TunnelsOf(name)); got != want {
			t.Errorf("%s has %d tunnels, want %d", name, got, want)
		}
	}
	if inv.Tunnel("hq-br1") == nil || inv.Tunnel("HQ-BR1") != nil {
		t.Error("a tunnel is found by its exact name")
	}
}

func TestClosest(t *testing.T) {
	names := []string{"hq-rtr1", "hq-rtr2", "br1", "Frankfurt-fw01.example.com"}
	for name, want := range map[string]string{
		"hq-rtr": "hq-rtr1", "hq-tr2": "hq-rtr2", "HQ-RTR2": "hq-rtr2", "rb1": "br1", "frank": "Frankfurt-fw01.example.com",
		"frankfurt-fw1.example.com": "Frankfurt-fw01.example.com",
		"munich":                    "", "": "", "x": "", "br99": "",
	} {
		if got := inventory.Closest(name, names); got != want {
			t.Errorf("Closest(%q) is %q, want %q", name, got, want)
		}
	}
}
