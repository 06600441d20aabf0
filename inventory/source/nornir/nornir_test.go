package nornir_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ipsec-diag/inventory/source/nornir"
)

func folder(t *testing.T, hosts, groups, defaults string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"hosts.yaml": hosts, "groups.yaml": groups, "defaults.yaml": defaults} {
		if text == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestInheritance: host, then groups in order and each with its own, then defaults.
func TestInheritance(t *testing.T) {
	dir := folder(t, `---
own: {hostname: 192.0.2.1, username: own, port: 2201, groups: [first, second]}
first: {hostname: 192.0.2.2, groups: [first, second]}
second: {hostname: 192.0.2.3, groups: [second, first]}
none: {hostname: 192.0.2.4}
netmiko: {hostname: 192.0.2.5, port: 830, connection_options: {netmiko: {port: 22, extras: {secret: hunter2, key_file: ~/.ssh/k}}}}
`, `---
first: {groups: [parent]}
parent: {username: parent, platform: cisco_asa, data: {site: berlin}}
second: {username: second, port: 2202, platform: junos}
`, "username: default\npassword: hunter2\n")
	reading, err := nornir.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := reading.Build()
	for name, want := range map[string]string{
		"own": "own 2201 cisco-asa berlin [first parent second]", "first": "parent 2202 cisco-asa berlin [first parent second]",
		"second": "second 2202 junos berlin [first parent second]", "none": "default 22   []", "netmiko": "default 22   []",
	} {
		d := r.Inventory.Device(name)
		if got := fmt.Sprintf("%s %d %s %s %v", d.Login.User, d.Port, d.Platform, d.Site, d.Tags); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if d := r.Inventory.Device("netmiko"); d.Login.EnableSecret == "" || len(d.Login.Keys) != 1 {
		t.Errorf("%+v", d.Login)
	}
	if text := string(r.Inventory.Format()) + fmt.Sprintf("%+v", r.Notes); strings.Contains(text, "hunter2") {
		t.Errorf("a secret was copied:\n%s", text)
	}
}

// TestRefused: what is no SimpleInventory is refused, without what it holds.
func TestRefused(t *testing.T) {
	for _, tt := range []struct{ hosts, groups, want string }{
		{"", "a: {}", "hosts.yaml"},
		{"a: {groups: hunter2}", "", "a list"},
		{"- a", "", "a mapping of names"},
		{"a: [hunter2\nb: x", "", "hosts.yaml:"},
		{"a: {}", "a: {password: [hunter2]}", "groups.yaml:1"},
	} {
		_, err := nornir.Load(folder(t, tt.hosts, tt.groups, ""))
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v, want %q", tt.hosts, err, tt.want)
		}
	}
}
