package pipeline_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/collector/simulator/fleet"
	"ipsec-diag/collector/sshconfig"
	"ipsec-diag/inventory"
)

// gate starts a jump host.
func gate(t *testing.T, name string) (*simulator.Server, inventory.Device) {
	t.Helper()
	server, err := simulator.Start(t.Context(), simulator.Device{Name: name, Platform: "strongswan", User: "hop", Password: fleet.Password, Forward: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server, inventory.Device{Name: name, Address: "127.0.0.1", Port: server.Addr().Port,
		Login: inventory.Login{User: "hop", Password: "ok"}}
}

// TestChainFromTheInventory reads devices through a jump host that is itself
// reached through another, and names the hop that fails.
func TestChainFromTheInventory(t *testing.T) {
	outer, first := gate(t, "outer")
	inner, second := gate(t, "inner")
	second.Jump = "outer"
	a := agent(t)
	a.Inventory.Devices = []inventory.Device{first, second}
	var devices []inventory.Device
	for _, name := range []string{"ios-zurich", "sw-hq", "asa-geneva"} {
		d := simulated(t, name, nil)
		d.Jump = "inner"
		devices = append(devices, d)
	}
	for _, d := range a.Sweep(t.Context(), devices, 3, nil).Devices {
		if d.Failure != nil {
			t.Errorf("%s: %v", d.Name, d.Failure)
		}
	}
	if outer.Connections() != 1 || inner.Connections() != 1 {
		t.Errorf("%d and %d connections to the jump hosts", outer.Connections(), inner.Connections())
	}
	a.Inventory.Devices[0].Login.Password = "wrong"
	for _, d := range a.Sweep(t.Context(), devices, 3, nil).Devices {
		if d.Failure == nil || d.Failure.Class != collector.ClassJump || !strings.Contains(d.Failure.Detail, "jump host outer: login-rejected") {
			t.Errorf("%s: %v", d.Name, d.Failure)
		}
	}
	if n := outer.AuthAttempts(); n != 2 {
		t.Errorf("%d logins to the outer jump host, want one right and one wrong", n)
	}
}

// sshConfig writes and reads an ssh_config file.
func sshConfig(t *testing.T, text string) *sshconfig.Config {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := sshconfig.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestSSHConfigLeadsToTheDevice: only an alias stands in the inventory.
func TestSSHConfigLeadsToTheDevice(t *testing.T) {
	server, hop := gate(t, "gate")
	dev := simulated(t, "ios-zurich", nil)
	port := func(d inventory.Device) string { return strconv.Itoa(d.Port) }
	a := agent(t)
	a.SSHConfig = sshConfig(t, "Host zrh\n HostName 127.0.0.1\n Port "+port(dev)+"\n User "+fleet.User+"\n ProxyJump bastion\n"+
		"Host bastion\n HostName 127.0.0.1\n Port "+port(hop)+"\n User hop\n")
	alias := inventory.Device{Name: "zrh", Address: "zrh", Port: 22, Platform: dev.Platform,
		Login: inventory.Login{Password: "ok", EnableSecret: "enable"}}
	if c := a.Capture(t.Context(), alias); c.Err != nil || server.Connections() != 1 {
		t.Errorf("%v, %d connections to the jump host", c.Err, server.Connections())
	}
	alias.Login.User = "nobody"
	if c := a.Capture(t.Context(), alias); c.Err == nil || c.Err.Class != collector.ClassAuthRejected || !strings.Contains(c.Err.Detail, "user nobody") {
		t.Errorf("the inventory's user counts first: %v", c.Err)
	}
	a.SSHConfig = sshConfig(t, "Host zrh\n ProxyCommand nc -X 5 %h %p\n")
	if c := a.Capture(t.Context(), alias); c.Err == nil || c.Err.Class != collector.ClassJump || !strings.Contains(c.Err.Detail, "config:2") {
		t.Errorf("a ProxyCommand that is not run: %v", c.Err)
	}
	a.SSHConfig = sshConfig(t, "Host zrh b\n ProxyJump b\n")
	if c := a.Capture(t.Context(), alias); c.Err == nil || c.Err.Class != collector.ClassJump || !strings.Contains(c.Err.Detail, "through b twice") {
		t.Errorf("a way in a circle: %v", c.Err)
	}
}

// TestWayInAList: "a,b" of ProxyJump leads to b through a, whatever way b has
// of its own.
func TestWayInAList(t *testing.T) {
	outer, first := gate(t, "outer")
	inner, second := gate(t, "inner")
	second.Jump = "elsewhere"
	a := agent(t)
	a.Inventory.Devices = []inventory.Device{first, second}
	a.SSHConfig = sshConfig(t, "Match originalhost ios-zurich\n ProxyJump outer,inner\n")
	dev := simulated(t, "ios-zurich", nil)
	if c := a.Capture(t.Context(), dev); c.Err != nil {
		t.Error(c.Err)
	}
	if diff := cmp.Diff([]int{1, 1}, []int{outer.Connections(), inner.Connections()}); diff != "" {
		t.Error(diff)
	}
}
