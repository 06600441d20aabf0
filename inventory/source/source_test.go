package source_test

import (
	"fmt"
	"strings"
	"testing"

	"ipsec-diag/inventory"
	"ipsec-diag/inventory/source"
)

// TestReferences: devices with one secret share a reference, those with another
// do not, and nothing shows a secret.
func TestReferences(t *testing.T) {
	r := source.Reading{Hosts: []source.Host{
		{Name: "c", User: "net-ops", Password: source.SecretOf("hunter2")},
		{Name: "a", User: "net-ops", Password: source.SecretOf("hunter2"), Enable: source.SecretOf("hunter2")},
		{Name: "b", User: "net-ops", Password: source.SecretOf("hunter22")},
		{Name: "d", Password: source.SecretOf("hunter2")},
		{Name: "e", User: "net_ops__2", Password: source.SecretOf("hunter3")},
	}}
	got := fmt.Sprint(r.Build().References)
	want := "[{env:ENABLE_NET_OPS [a]} {env:PASSWORD [d]} {env:PASSWORD_NET_OPS [a c]} {env:PASSWORD_NET_OPS_2 [e]} {env:PASSWORD_NET_OPS__2 [b]}]"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if all := fmt.Sprintf("%v %+v %#v", r, r, r) + string(r.Build().Inventory.Format()); strings.Contains(all, "hunter") {
		t.Errorf("a secret is shown: %s", all)
	}
}

// TestBuild: whatever hosts are called and say, the result can be read again and
// equal, and what is not in it is noted.
func TestBuild(t *testing.T) {
	hosts := []source.Host{
		{Name: "good", Address: "192.0.2.1", Port: "2222", Keys: []string{"~/.ssh/id"}, Site: "true", Tags: []string{"a b", "~"}},
		{Name: "core sw/1", Address: "192.0.2.2"}, {Name: "core-sw-1", Address: "192.0.2.3"},
		{Name: "-flag", Address: "192.0.2.4"}, {Name: "", Address: "192.0.2.5"}, {Name: "..", Address: "192.0.2.5"},
		{Name: "r[1-3]", Address: "192.0.2.6"}, {Name: "no address"}, {Name: "mask", Address: "192.0.2.7/24"},
		{Name: "key", Address: "192.0.2.8", Keys: []string{"-----BEGIN X"}}, {Name: "user", Address: "192.0.2.9", User: "a:hunter2"},
		{Name: "twin", Address: "192.0.2.1", Port: "2222"}, {Name: "twin2", Address: "192.0.2.1", Port: "2222", Jump: "good"},
		{Name: "x", Jump: "y"}, {Name: "y", Jump: "x"}, {Name: "self", Jump: "self"}, {Name: "self2", Jump: "j@self2:22"},
		{Name: "behind", Jump: "twin"}, {Name: "behind2", Jump: "core sw/1"}, {Name: "pass", Jump: "j:hunter2@192.0.2.9"},
		{Name: "new\nline", Address: "192.0.2.10", Role: "a\nb"}, {Name: "Ünïcode", Address: "2001:db8::1"},
	}
	reading := source.Reading{Hosts: hosts}
	r := reading.Build()
	again, err := inventory.Parse("again", r.Inventory.Format())
	if err != nil {
		t.Fatalf("%v\n%s", err, r.Inventory.Format())
	}
	got := strings.Join(again.Names(), " ")
	want := "behind behind2 core-sw-1 flag good key new-line pass r-1-3 self self2 twin2 user x y Ünïcode"
	if got != want {
		t.Errorf("devices\n%s, want\n%s", got, want)
	}
	if d := again.Device("core-sw-1"); d.Address != "192.0.2.3" {
		t.Errorf("a host that had to be renamed took the name of another: %+v", d)
	}
	if jumps := again.Device("behind").Jump + again.Device("behind2").Jump + again.Device("x").Jump + again.Device("y").Jump; jumps != "goodx" {
		t.Errorf("jumps %q", jumps)
	}
	dropped := 0
	for _, n := range r.Notes {
		if n.Kind == source.DroppedHost {
			dropped++
		}
		if strings.Contains(fmt.Sprintf("%+v", n), "hunter2") {
			t.Errorf("a secret is in %+v", n)
		}
	}
	if dropped+len(again.Devices) != len(hosts) {
		t.Errorf("%d hosts: %d devices and %d dropped\n%+v", len(hosts), len(again.Devices), dropped, r.Notes)
	}
}

// TestPlatform: words are known as a whole.
func TestPlatform(t *testing.T) {
	for word, want := range map[string]string{
		"cisco.ios.ios": "cisco-ios", "cisco_xe": "cisco-ios", "IOS-XE": "cisco-ios", "ios-xr": "", "iosxr": "", "cisco.asa.asa": "cisco-asa",
		"nxos": "", "junipernetworks.junos.junos": "junos", "fortinet_fortios": "fortios", "PAN-OS": "panos", "mikrotik_routeros": "routeros",
		"vyos.vyos.vyos": "vyos", "linux": "", "": "",
	} {
		if got := source.Platform(word); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

// TestSplit: words as Python's shlex cuts them for Ansible (posix, with comments).
func TestSplit(t *testing.T) {
	for text, want := range map[string]string{
		`a b='c d' "e \"f\" \g"`: `a|b=c d|e "f" \g`, `a\ b c#d e`: "a b|c", "# only": "", `''`: "", `x""y`: "xy",
	} {
		got, err := source.Split(text)
		if err != nil || strings.Join(got, "|") != want {
			t.Errorf("%s: %q %v", text, got, err)
		}
	}
	for _, text := range []string{`a "b`, `a 'b`, `a\`} {
		if _, err := source.Split(text); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}
