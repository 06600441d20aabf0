package fleet

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
	"ipsec-diag/collector/redact"
	"ipsec-diag/inventory"
)

var now = time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)

// large holds every scenario of a fleet, as the next test shows.
func large() *Fleet { return New(400, 7) }

func TestFleetsHoldWhatTheyPromise(t *testing.T) {
	for name, f := range map[string]*Fleet{"demo": Demo(), "fleet": large()} {
		platforms, shown := map[string]bool{}, map[string]int{}
		for _, d := range f.Devices {
			platforms[d.Platform] = true
		}
		for _, tunnel := range f.Tunnels {
			shown[tunnel.Scenario]++
		}
		if len(f.Devices) < 8 || len(platforms) != 3 || shown["healthy"] == 0 || len(shown) < 10 {
			t.Errorf("%s: %d devices, platforms %v, scenarios %v", name, len(f.Devices), platforms, shown)
		}
		if name != "fleet" {
			continue
		}
		for _, s := range scenarios {
			if s.weight > 0 && shown[s.name] == 0 {
				t.Errorf("no tunnel of %d shows %s", len(f.Tunnels), s.name)
			}
		}
	}
}

func TestSameSeedSameFleet(t *testing.T) {
	a, b, other := New(60, 7), New(60, 7), New(60, 8)
	if diff := cmp.Diff(a.Tunnels, b.Tunnels); diff != "" {
		t.Error(diff)
	}
	for i := range a.Devices {
		if diff := cmp.Diff(a.Devices[i].Capture(now), b.Devices[i].Capture(now)); diff != "" {
			t.Fatal(diff)
		}
	}
	if cmp.Equal(a.Tunnels, other.Tunnels) {
		t.Error("another seed gave the same tunnels")
	}
}

func TestAddresses(t *testing.T) {
	f := New(1000, 7)
	if len(f.Devices) != 1000 {
		t.Fatalf("%d devices, want 1000", len(f.Devices))
	}
	allowed := []netip.Prefix{}
	for _, p := range []string{"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "10.0.0.0/8", "172.16.0.0/12"} {
		allowed = append(allowed, netip.MustParsePrefix(p))
	}
	seen := map[string]string{}
	for _, d := range f.Devices {
		for _, address := range []netip.Addr{d.Address, d.LAN.Addr()} {
			ok := false
			for _, p := range allowed {
				ok = ok || p.Contains(address)
			}
			if !ok {
				t.Errorf("%s: %v is not a documentation or private address", d.Name, address)
			}
			if other := seen[address.String()]; other != "" {
				t.Errorf("%v is that of %s and of %s", address, d.Name, other)
			}
			seen[address.String()] = d.Name
		}
	}
}

// TestEndsFit compares the two ends of each tunnel: what one sends the other
// receives, or it is lost on the way, and SPIs and addresses mirror.
func TestEndsFit(t *testing.T) {
	f := large()
	byName := map[string]*Device{}
	for _, d := range f.Devices {
		byName[d.Name] = d
	}
	for _, tunnel := range f.Tunnels {
		a, b := endTo(byName[tunnel.Ends[0]], tunnel.Ends[1]), endTo(byName[tunnel.Ends[1]], tunnel.Ends[0])
		if a.SPIIn() != b.SPIOut() || a.SPIOut() != b.SPIIn() || a.SPILocal() != b.SPIRemote() || a.Local != b.Remote || a.Starts == b.Starts {
			t.Errorf("%s: the ends do not fit", tunnel.Name)
		}
		for pass := range 2 {
			if a.In(pass) > b.Out(pass) || b.In(pass) > a.Out(pass) {
				t.Errorf("%s: more packets arrive than were sent", tunnel.Name)
			}
		}
		if a.ChildUp() && a.Out(1) <= a.Out(0) {
			t.Errorf("%s: nothing is sent between the samples", tunnel.Name)
		}
		if left := a.ChildLeft(); left <= 0 || a.ChildRekey() <= 0 {
			t.Errorf("%s: the Child SA is older than its lifetime: %d s left", tunnel.Name, left)
		}
	}
}

func endTo(d *Device, host string) *end {
	for _, e := range d.ends {
		if e.Remote.Host == host {
			return e
		}
	}
	return nil
}

func TestOutputs(t *testing.T) {
	for _, d := range append(Demo().Devices, large().Devices...) {
		c := d.Capture(now)
		for _, out := range c.Outputs {
			if _, err := collector.Show(d.Platform, out.Command); err != nil {
				t.Errorf("%s: %v", d.Name, err)
			}
			if strings.Contains(out.Text, "<no value>") || strings.Contains(out.Text, "%!") {
				t.Errorf("%s: %s: a template went wrong:\n%s", d.Name, out.Command, out.Text)
			}
			if clean, secrets := redact.Text(out.Text); strings.Contains(clean, "simulated-") || secrets != strings.Count(out.Text, "simulated-") && !strings.Contains(out.Text, "*****") {
				t.Errorf("%s: %s: %d secrets", d.Name, out.Command, secrets)
			}
		}
		if c.Platform == sw && !strings.HasPrefix(c.Outputs[0].Text, "2026-11-25T03:00:00Z") {
			t.Errorf("%s: the clock says %s", d.Name, c.Outputs[0].Text)
		}
		if c.Platform != sw && !strings.HasPrefix(c.Outputs[1].Text, "03:00:00.000 UTC Wed Nov 25 2026") {
			t.Errorf("%s: the clock says %s", d.Name, c.Outputs[1].Text)
		}
	}
}

// TestLogsAreInOrder also sees that nothing is logged in the future.
func TestLogsAreInOrder(t *testing.T) {
	lines := 0
	for _, d := range large().Devices {
		last := time.Time{}
		for _, event := range d.log(d.view(now)) {
			if lines++; event.At.Before(last) || event.At.After(now) {
				t.Errorf("%s: %v after %v: %s", d.Name, event.At, last, event.Text)
			}
			last = event.At
		}
	}
	if lines == 0 {
		t.Error("no line was looked at")
	}
}

// TestEveryScenarioHasItsEvidence asks that each broken one leaves a trace in
// the log of an end that knows.
func TestEveryScenarioHasItsEvidence(t *testing.T) {
	for _, s := range scenarios {
		if s.log == "" || s.log == "none" {
			continue
		}
		for _, pair := range s.pairs {
			if logs()[pair[0]].Lookup(s.log+".initiator") == nil && logs()[pair[1]].Lookup(s.log+".responder") == nil && s.version == 2 {
				t.Errorf("%s from %s to %s: no log", s.name, pair[0], pair[1])
			}
		}
	}
}

func TestCausesAreInTheCatalogue(t *testing.T) {
	text, err := os.ReadFile("../../../../shared/catalogue/catalogue.tsv")
	if err != nil {
		t.Skip("skipped: no corpus (no catalogue beside the repository)")
	}
	for _, s := range scenarios {
		if !strings.Contains(string(text), "\n"+s.cause+"\t") {
			t.Errorf("%s: no row %s", s.name, s.cause)
		}
	}
}

func TestFleetIsReachable(t *testing.T) {
	running, err := Demo().Start(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer running.Close()
	inv := running.Inventory(inventory.Login{Password: "env:P", EnableSecret: "env:E"})
	if len(inv.Devices) < 8 || len(inv.Tunnels) < 8 {
		t.Fatalf("%d devices, %d tunnels", len(inv.Devices), len(inv.Tunnels))
	}
	device := inv.Device("sw-hq")
	client, err := ssh.Dial("tcp", fmt.Sprintf("%s:%d", device.Address, device.Port), &ssh.ClientConfig{
		User: device.Login.User, Auth: []ssh.AuthMethod{ssh.Password(Password)},
		HostKeyCallback: func(_ string, _ net.Addr, key ssh.PublicKey) error {
			if got := ssh.FingerprintSHA256(key); got != device.HostKey {
				return fmt.Errorf("host key %s, inventory says %s", got, device.HostKey)
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	out, err := session.Output("swanctl --list-sas --noblock")
	if err != nil || !strings.Contains(string(out), "sw-lille: #") {
		t.Errorf("%v: %s", err, out)
	}
	if got := running.Server("sw-hq").Commands(); len(got) != 1 {
		t.Errorf("recorded %q", got)
	}
}
