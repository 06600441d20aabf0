package inventory_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/inventory"
)

// TestGroupsInherit: the device counts before its groups, the first group with
// its own groups before the second, these before the defaults; tags add up.
func TestGroupsInherit(t *testing.T) {
	inv := parse(t, `
logins: {core: {user: netops, password: ask}}
defaults: {port: 1, platform: default, timeout: 1s, jump: gate}
groups:
  first: {groups: [parent], port: 2, tags: [first, both]}
  parent: {port: 3, platform: parent, site: parent, tags: [parent]}
  second: {port: 4, platform: second, site: second, zone: second, tags: [both, second], login: {user: root, password: ask}}
  entry: {jump: ""}
devices:
  - {name: gate, groups: [entry]}
  - {name: a, groups: [first, second]}
  - {name: b, groups: [first, second], port: 9, site: own, tags: [own], login: core}
  - {name: c, groups: [second, first]}
`)
	var got []string
	for _, d := range inv.Devices {
		got = append(got, fmt.Sprint(d.Name, d.Port, d.Platform, d.Site, d.Zone, d.Tags, d.Timeout, d.Jump, d.Login.Password))
	}
	want := []string{
		"gate 1 default   [] 1s  ",
		"a 2 parent parent second [first both parent second] 1s gate ask:Password of root, group second",
		"b 9 parent own second [own first both parent second] 1s gate ask:Password of netops, login core",
		"c 4 second second second [both second first parent] 1s gate ask:Password of root, group second",
	}
	for i := range want {
		want[i] = strings.ReplaceAll(want[i], " ", "")
		got[i] = strings.ReplaceAll(got[i], " ", "")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestMembersShareNothing: what one member changes is not seen by another.
func TestMembersShareNothing(t *testing.T) {
	inv := parse(t, "groups: {g: {tags: [x], login: {keys: [k]}}}\ndevices: [{name: 'a[1-2]', groups: [g]}]")
	inv.Devices[0].Tags[0], inv.Devices[0].Login.Keys[0] = "other", "other"
	if d := inv.Devices[1]; d.Tags[0] != "x" || d.Login.Keys[0] != "k" {
		t.Errorf("two members share a list: %v", d)
	}
}

func TestRanges(t *testing.T) {
	for text, want := range map[string]string{
		"plain":            "plain",
		"br[008-011]":      "br008 br009 br010 br011",
		"br[8-11]":         "br8 br9 br10 br11",
		"fw[a-c].[X-Y]":    "fwa.X fwa.Y fwb.X fwb.Y fwc.X fwc.Y",
		"10.0.[1-2,9].1":   "10.0.1.1 10.0.2.1 10.0.9.1",
		"s[1-2]r[01,10]x":  "s1r01x s1r10x s2r01x s2r10x",
		"2001:db8::[9-10]": "2001:db8::9 2001:db8::10",
	} {
		got, err := inventory.Expand(text)
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s stands for %v, %v; want %s", text, got, err, want)
		}
	}
	if got, err := inventory.Expand("[0-9999]"); err != nil || len(got) != 10000 {
		t.Errorf("the most that is allowed: %d, %v", len(got), err)
	}
}

// TestRangesInStep: names, addresses and aliases count together, and what the
// members share stays shared.
func TestRangesInStep(t *testing.T) {
	inv := parse(t, `
devices:
  - {name: "br[08-10]", address: "10.0.[8-10].1", aliases: ["198.51.100.[8-10]", "2001:db8::[8-10]"], site: "Hall [3]"}
  - {name: "fw[1-2]"}
  - {name: v6, address: "2001:db8::1"}
`)
	var got []string
	for _, d := range inv.Devices {
		got = append(got, strings.Join(append([]string{d.Name, d.Address, d.Site}, d.Aliases...), " "))
	}
	want := []string{
		"br08 10.0.8.1 Hall [3] 198.51.100.8 2001:db8::8",
		"br09 10.0.9.1 Hall [3] 198.51.100.9 2001:db8::9",
		"br10 10.0.10.1 Hall [3] 198.51.100.10 2001:db8::10",
		"fw1 fw1 ", "fw2 fw2 ", "v6 2001:db8::1 ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
