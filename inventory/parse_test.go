package inventory_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/inventory"
)

const reference = "../testdata/inventory/reference.yaml"

func load(t *testing.T, path string) *inventory.Inventory {
	t.Helper()
	inv, err := inventory.Load(path, platforms...)
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

func parse(t *testing.T, text string) *inventory.Inventory {
	t.Helper()
	inv, err := inventory.Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

// TestReference reads the file that shows every key.
func TestReference(t *testing.T) {
	core := inventory.Login{User: "netops", EnableLevel: "5", Password: "env:NETOPS_PASSWORD", EnableSecret: "cmd:pass show network/enable", PasswordPrompt: "Secret word:"}
	want := &inventory.Inventory{
		Path: reference,
		Devices: []inventory.Device{
			{
				Name: "bastion", Address: "bastion.example.com", Port: 22, Platform: "strongswan", Timeout: 20 * time.Second, SSHProfile: "compatible",
				Login: inventory.Login{
					User: "diag", Keys: []string{"~/.ssh/id_ed25519", "~/.ssh/id_rsa"}, Agent: true,
					KeyPassphrase: "ask:Key passphrase of diag, login linux",
				},
			},
			{
				Name: "HQ-RTR1.example.com", Address: "10.0.0.1", Port: 2222, Platform: "cisco-ios",
				Site: "Berlin", Zone: "dmz", Role: "hub", Tags: []string{"production", "vpn"}, Login: core,
				Jump: "bastion", HostKey: "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
				Aliases: []string{"198.51.100.1", "2001:db8::1"}, Timeout: 45 * time.Second, SSHProfile: "compatible",
			},
			{
				Name: "br1", Address: "10.0.1.1", Port: 22, Platform: "strongswan", Timeout: 20 * time.Second,
				Login: inventory.Login{User: "root", Password: "file:~/.config/ipsec-diag/br1.secret"},
				Jump:  "jump@bastion2.example.com:2200", Aliases: []string{"203.0.113.1"}, Sudo: true, Context: "customer-a", SSHProfile: "legacy", AllowShortRSA: true, TypeAhead: true, Transport: "exec",
			},
			{
				Name: "br-120", Address: "10.8.3.40", Port: 22, Platform: "cisco-ios", Site: "Germany", Zone: "wan", Role: "spoke",
				Tags: []string{"branch", "emea"}, Login: core, Jump: "HQ-RTR1.example.com", Timeout: 30 * time.Second, SSHProfile: "legacy", Transport: "shell",
			},
		},
		Tunnels: []inventory.Tunnel{
			{
				Name: "hq-br1", Ends: [2]string{"HQ-RTR1.example.com", "br1"},
				Selectors: [][2]string{{"10.1.0.0/16", "10.2.0.0/16"}, {"10.1.9.9", "10.2.9.0/24"}},
				Flows:     []inventory.Flow{{Source: netip.MustParseAddr("10.1.0.5"), Destination: netip.MustParseAddr("10.2.0.9"), Protocol: 6, Port: 443}},
			},
			{Name: "hq-partner", Ends: [2]string{"HQ-RTR1.example.com", "192.0.2.77"}, OnDemand: true, Disabled: true},
		},
	}
	got := load(t, reference)
	if n := len(got.Devices); n != 123 {
		t.Fatalf("%d devices, want 3 and a range of 120", n)
	}
	got.Devices = append(got.Devices[:3], got.Devices[122])
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reference.yaml (-want +got):\n%s", diff)
	}
}

func TestDefaultsCanBeTakenBack(t *testing.T) {
	inv := parse(t, `
defaults: {port: 2200, platform: cisco-asa, jump: gate}
devices:
  - {name: gate}
  - {name: a, port: 22, platform: "", jump: ""}
  - {name: b}
`)
	got := map[string][3]any{}
	for _, d := range inv.Devices {
		got[d.Name] = [3]any{d.Port, d.Platform, d.Jump}
	}
	want := map[string][3]any{"gate": {2200, "cisco-asa", ""}, "a": {22, "", ""}, "b": {2200, "cisco-asa", "gate"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestValuesAreKept proves that YAML's guesses about types are not taken.
func TestValuesAreKept(t *testing.T) {
	for _, name := range []string{"0123", "1e3", "no", "Null.example.com", "HQ.Rtr-1", "true", "10.0.0.1", "2026-11-25", "0x1F", "fw1:root"} {
		inv := parse(t, "devices: [{name: '"+name+"', address: h}]")
		unquoted := parse(t, "devices:\n  - name: "+name+"\n    address: h\n")
		if got := inv.Names()[0] + " " + unquoted.Names()[0]; got != name+" "+name {
			t.Errorf("name %s became %s", name, got)
		}
	}
}

func TestAnchors(t *testing.T) {
	inv := parse(t, `
devices:
  - {name: a, login: &me {user: root, keys: [k]}, tags: &tags [x, y]}
  - {name: b, login: *me, tags: *tags}
`)
	a, b := inv.Devices[0], inv.Devices[1]
	if diff := cmp.Diff(a.Login, b.Login); diff != "" || len(b.Tags) != 2 {
		t.Errorf("aliases are not followed: %v, %s", b.Tags, diff)
	}
	a.Login.Keys[0] = "other"
	if b.Login.Keys[0] != "k" {
		t.Error("two devices share one list of keys")
	}
}

// TestQuestions proves that different secrets that a person types are never
// taken for one another, and that one login asks once.
func TestQuestions(t *testing.T) {
	inv := parse(t, `
logins:
  core: {user: netops, password: ask, enable_secret: ask}
devices:
  - {name: a, login: core}
  - {name: b, login: core}
  - {name: c, login: {user: netops, password: ask}}
  - {name: d, login: {password: "ask:PIN of the token"}}
`)
	got := []string{}
	for _, d := range inv.Devices {
		got = append(got, d.Login.Password+" "+d.Login.EnableSecret)
	}
	want := []string{
		"ask:Password of netops, login core ask:Enable secret of netops, login core",
		"ask:Password of netops, login core ask:Enable secret of netops, login core",
		`ask:Password of netops on device "c" `,
		"ask:PIN of the token ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestUnnamedTunnel(t *testing.T) {
	inv := parse(t, "devices: [{name: a, aliases: [192.0.2.1]}, {name: b}]\ntunnels: [{ends: [192.0.2.1, b]}]")
	if got := inv.Tunnels[0].Name; got != "a to b" {
		t.Errorf("the tunnel is called %q", got)
	}
}
