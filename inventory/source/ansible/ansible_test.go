package ansible_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"ipsec-diag/inventory"
	"ipsec-diag/inventory/source"
	"ipsec-diag/inventory/source/ansible"
)

// files writes the files of an archive into a folder.
func files(t *testing.T, archive string) string {
	t.Helper()
	folder := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		path := filepath.Join(folder, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func load(t *testing.T, path string) *source.Result {
	t.Helper()
	reading, err := ansible.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return reading.Build()
}

// hosts are the devices in one line each.
func hosts(r *source.Result) string {
	var out []string
	for _, d := range r.Inventory.Devices {
		out = append(out, fmt.Sprintf("%s %s:%d %s@ %s [%s]", d.Name, d.Address, d.Port, d.Login.User, d.Site, strings.Join(d.Tags, " ")))
	}
	return strings.Join(out, "\n")
}

const ini = `
-- hosts --
bastion ansible_host=192.0.2.250   # a comment
[hub]
hq ansible_host=192.0.2.1 site='Berlin Mitte' ansible_user=own
HQ.fw:2222 ansible_host=192.0.2.2
[branch]
br[01:03:2]-[a:b] ansible_port=22
[all_sites:children]
hub
branch # inline
[all:vars]
ansible_user=netops
[all_sites:vars]
ansible_user = "sites"
[branch:vars]
ansible_user=branch
ansible_port=2200
`

// TestINI: sections, ranges, quotes, comments, and the nearest group counts.
func TestINI(t *testing.T) {
	want := `HQ.fw 192.0.2.2:2222 sites@  [all_sites hub]
bastion 192.0.2.250:22 netops@  []
br01-a br01-a:22 branch@  [all_sites branch]
br01-b br01-b:22 branch@  [all_sites branch]
br03-a br03-a:22 branch@  [all_sites branch]
br03-b br03-b:22 branch@  [all_sites branch]
hq 192.0.2.1:22 own@ Berlin Mitte [all_sites hub]`
	r := load(t, filepath.Join(files(t, ini), "hosts"))
	if got := hosts(r); got != want || len(r.Notes) > 0 {
		t.Errorf("got\n%s\n%v", got, r.Notes)
	}
}

// TestPrecedence: each place counts before the one above it. The expectations
// are what "ansible-inventory --list" of Ansible 2.14 prints for these files.
func TestPrecedence(t *testing.T) {
	const inventory = "-- hosts --\n[deep]\nr v=0 %s\n[outer:children]\ndeep\nbeside\n[beside]\nr\n[all:vars]\nsite=1\n[outer:vars]\n%s\n[beside:vars]\n%s\n[deep:vars]\n%s\n"
	for name, tt := range map[string]struct {
		host, outer, beside, deep, files, want string
	}{
		"all":                {want: "1"},
		"group":              {outer: "site=2", want: "2"},
		"child":              {outer: "site=2", deep: "site=3", want: "3"},
		"name decides":       {deep: "site=3", beside: "site=4", want: "3"},
		"priority":           {deep: "site=3", beside: "site=4\nansible_group_priority=9", want: "4"},
		"depth before prio":  {outer: "site=2\nansible_group_priority=9", deep: "site=3", want: "3"},
		"file of all":        {deep: "site=3", files: "-- group_vars/all.yml --\nsite: 5\n", want: "5"},
		"file of a group":    {files: "-- group_vars/all.yml --\nsite: 5\n-- group_vars/outer --\nsite: 6\n", want: "6"},
		"first name":         {files: "-- group_vars/outer --\nsite: 6\n-- group_vars/outer.yml --\nsite: no\n", want: "6"},
		"folder of a group":  {files: "-- group_vars/deep/a.yml --\nsite: no\n-- group_vars/deep/b.json --\n{\"site\": \"7\"}\n", want: "7"},
		"host":               {host: "site=8", files: "-- group_vars/deep.yaml --\nsite: 7\n", want: "8"},
		"file of a host":     {host: "site=8", files: "-- host_vars/r.yml --\nsite: 9\n", want: "9"},
		"a template is none": {outer: "site=2", host: "site={{x}}", want: ""},
	} {
		t.Run(name, func(t *testing.T) {
			folder := files(t, fmt.Sprintf(inventory, tt.host, tt.outer, tt.beside, tt.deep)+tt.files)
			if got := load(t, filepath.Join(folder, "hosts")).Inventory.Device("r").Site; got != tt.want {
				t.Errorf("site is %q, want %q", got, tt.want)
			}
		})
	}
}

const yml = `
all:
  vars: {ansible_user: netops, ansible_network_os: cisco.ios.ios}
  hosts:
    bastion: {ansible_host: 192.0.2.250}
  children:
    hub:
      hosts:
        hq: &hq {ansible_host: 192.0.2.1, ansible_password: !vault "$ANSIBLE_VAULT;1.1;AES256 6231"}
        "r[1:2]:2200":
        copy: {<<: *hq, ansible_host: 192.0.2.9}
    branch:
      children: {hub: }
      vars: {ansible_user: "{{ who }}"}
`

// TestForms: the same inventory in YAML and in JSON reads the same.
func TestForms(t *testing.T) {
	want := `bastion 192.0.2.250:22 netops@  []
copy 192.0.2.9:22 @  [branch hub]
hq 192.0.2.1:22 @  [branch hub]
r1 r1:2200 @  [branch hub]
r2 r2:2200 @  [branch hub]`
	reading, err := ansible.Read("hosts.yml", []byte(yml))
	if err != nil {
		t.Fatal(err)
	}
	r := reading.Build()
	if got := hosts(r); got != want {
		t.Errorf("YAML:\n%s\n%v", got, r.Notes)
	}
	const json = `{"_meta": {"hostvars": {"bastion": {"ansible_host": "192.0.2.250"}, "r1": {"ansible_port": 2200}, "r2": {"ansible_port": 2200},
	"hq": {"ansible_host": "192.0.2.1", "ansible_password": {"__ansible_vault": "$ANSIBLE_VAULT;1.1;AES256\n6231\n"}},
	"copy": {"ansible_host": "192.0.2.9", "ansible_password": {"__ansible_vault": "$ANSIBLE_VAULT;1.1;AES256\n6231\n"}}}},
	"all": {"children": ["ungrouped", "branch"], "vars": {"ansible_user": "netops", "ansible_network_os": "ios"}},
	"ungrouped": {"hosts": ["bastion"]}, "hub": ["hq", "r1", "r2", "copy"], "branch": {"children": ["hub"], "vars": {"ansible_user": "{{ who }}"}}}`
	reading, err = ansible.Read("list.json", []byte(json))
	if err != nil {
		t.Fatal(err)
	}
	r = reading.Build()
	if got := hosts(r); got != want {
		t.Errorf("JSON:\n%s\n%v", got, r.Notes)
	}
	for _, d := range r.Inventory.Devices {
		if d.Platform != "cisco-ios" || (d.Login.Password != "") != (d.Name == "hq" || d.Name == "copy") {
			t.Errorf("%+v", d)
		}
	}
}

// TestDropped: each thing that is not read is said with its place and a reason,
// and no secret with it.
func TestDropped(t *testing.T) {
	for name, tt := range map[string]struct{ line, where, want string }{
		"no value":      {"r hunter2 ansible_port=1", "hosts:2", "word 2"},
		"open quote":    {"r ansible_password='hunter2", "hosts:2", "a quote is opened"},
		"bad range":     {"r[3:1]", "hosts:2", "ends before it begins"},
		"width":         {"r[01:100]", "hosts:2", "of one length"},
		"huge step":     {"r[1:9:9223372036854775807]\ns[", "hosts:3", "a range of hosts is"},
		"huge":          {"r[1:99999999]", "hosts:2", "more than 10000 hosts"},
		"part":          {"[a:nothing]\nr", "hosts:2", "hosts, children or vars"},
		"blank in head": {"[a b]\nr", "hosts:2", "no head of a section"},
		"no group":      {"[a:children]\nnothere", "hosts:3", "stands nowhere"},
		"circle":        {"[a:children]\nb\n[b:children]\na", "hosts:5", "would hold itself"},
		"local":         {"r ansible_connection=local", "hosts:2", "the machine that Ansible runs on"},
		"template":      {"r ansible_host='{{ hunter2 }}'", "hosts:2", "a template"},
		"vault":         {"r ansible_port='$ANSIBLE_VAULT;1.1;AES256'", "hosts:2", "encrypted with a vault"},
		"secret":        {"r ansible_password=hunter2", "hosts:2", "a secret is not copied"},
		"unknown":       {"r ntp=hunter2", "hosts:2", "no setting of a device"},
		"port":          {"r ansible_port=99999", "hosts:2", "1 to 65535"},
		"address":       {"r ansible_host=192.0.2.300", "hosts:2", "not an IPv4 address"},
		"same place":    {"r ansible_host=192.0.2.1\ns ansible_host=192.0.2.1", "hosts:3", `as device "r" is`},
		"option":        {`r ansible_ssh_common_args="-o Foo=hunter2 -v"`, "hosts:2", "an option of ssh"},
		"jump":          {`r ansible_ssh_common_args="-J bastion"`, "hosts:2", "write user@bastion"},
		"chain":         {`r ansible_ssh_common_args="-J a@b,c@d"`, "hosts:2", "a chain of hosts"},
		"platform":      {"r ansible_network_os=cisco.nxos.nxos", "hosts:2", "not known here"},
		"not UTF-8":     {"r\xff", "hosts:2", "UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			reading, err := ansible.Read("hosts", []byte("ok ansible_host=192.0.2.99\n"+tt.line+"\n"))
			if err != nil {
				t.Fatal(err)
			}
			r := reading.Build()
			found := false
			for _, n := range r.Notes {
				found = found || strings.Contains(n.Why, tt.want) && n.Where == tt.where
				if strings.Contains(fmt.Sprintf("%+v", n), "hunter2") {
					t.Errorf("a secret is in %+v", n)
				}
			}
			if !found || r.Inventory.Device("ok") == nil {
				t.Errorf("not said at %s: %q\n%+v", tt.where, tt.want, r.Notes)
			}
			if strings.Contains(string(r.Inventory.Format()), "hunter2") {
				t.Errorf("a secret was copied:\n%s", r.Inventory.Format())
			}
		})
	}
}

// TestAnchors: an anchor that holds itself, and one that multiplies, come to an
// end and are said.
func TestAnchors(t *testing.T) {
	many := "g0: &g0 {hosts: {r: }}\n"
	for i := 1; i < 30; i++ {
		many += fmt.Sprintf("g%d: &g%d {children: {a: *g%d, b: *g%d, c: *g%d}}\n", i, i, i-1, i-1, i-1)
	}
	for name, text := range map[string]string{"itself": "all: &a {hosts: {r: }, children: {x: *a}}\n", "many": many} {
		reading, err := ansible.Read("x.yml", []byte(text))
		if err != nil || len(reading.Hosts) != 1 || !strings.Contains(fmt.Sprint(reading.Notes), "without an end") {
			t.Errorf("%s: %v %d hosts", name, err, len(reading.Hosts))
		}
	}
}

// TestNotRead: files that are no inventory are refused or left out, with what to
// do instead.
func TestNotRead(t *testing.T) {
	for data, want := range map[string]string{
		"plugin: aws_ec2\nregions: [x]": "ansible-inventory -i",
		"$ANSIBLE_VAULT;1.1;AES256\n62": "encrypted with a vault",
		`{"a": `:                        "cut off",
		`{"a": nope}`:                   "line 1",
		"all:\n\t- x":                   "a tab in the indentation",
		"a\x00b":                        "zero bytes",
	} {
		if _, err := ansible.Read("x", []byte(data)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", data, err, want)
		}
	}
	folder := files(t, "-- inv/a --\nr1\n-- inv/b.yml --\nall: {hosts: {r2: }}\n-- inv/c.bak --\nr3\n-- inv/group_vars/all/x.yml --\nsite: s\n-- inv/group_vars/other.yml --\nx: 1\n-- inv/sub/y --\nr4\n-- inv/ec2 --\n#!/bin/sh\necho r5\n")
	if err := os.Chmod(filepath.Join(folder, "inv", "ec2"), 0o755); err != nil {
		t.Fatal(err)
	}
	r := load(t, filepath.Join(folder, "inv"))
	if got := hosts(r); got != "r1 r1:22 @ s []\nr2 r2:22 @ s []" {
		t.Errorf("folder:\n%s", got)
	}
	left := map[string]bool{}
	for _, n := range r.Notes {
		left[filepath.Base(n.Where)] = n.Kind == source.DroppedFile
	}
	for _, name := range []string{"c.bak", "other.yml", "sub", "ec2"} {
		if !left[name] {
			t.Errorf("%s is not said to be left out: %v", name, r.Notes)
		}
	}
}

// TestJump: the jump host of ssh's options becomes that of the device.
func TestJump(t *testing.T) {
	for args, want := range map[string]string{
		"-J j@192.0.2.250:2200": "j@192.0.2.250:2200",
		"-o ProxyJump=bastion":  "bastion",
		"-J 192.0.2.251":        "bastion",
		`-o ProxyCommand=\"ssh -W %h:%p -q -p 2200 j@192.0.2.250\"`:       "j@192.0.2.250:2200",
		`-oProxyCommand=\"ssh -l j -W [%h]:%p 192.0.2.250\"`:              "j@192.0.2.250",
		`-o ProxyCommand=\"sshpass -p hunter2 ssh -W %h:%p j@192.0.2.1\"`: "",
		"-J none": "",
	} {
		reading, err := ansible.Read("hosts", []byte("bastion ansible_host=192.0.2.251\nr ansible_ssh_common_args=\""+args+"\"\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := reading.Build().Inventory.Device("r").Jump; got != want {
			t.Errorf("%s: %q, want %q", args, got, want)
		}
	}
}

var manyDigits = regexp.MustCompile(`[0-9]{3}|(?s:\[.*\[.*\[.*\[)`)

// FuzzINI: any text is read without a panic, what was understood is an inventory
// that can be read, and every line is understood or said.
func FuzzINI(f *testing.F) {
	for _, file := range txtar.Parse([]byte(ini)).Files {
		f.Add(file.Data)
	}
	f.Add([]byte("[a:children]\nb\n[b:children]\na\n[b:vars]\nansible_host=\"x\n"))
	f.Add([]byte("r[a:c]:22 ansible_ssh_common_args='-J x@y,z' ansible_password=\\\n"))
	f.Add([]byte("[2001:db8::1]:22 ansible_become=yes\n[x]\nr[:3]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 2000 || manyDigits.Match(data) {
			return // ranges of thousands take their time
		}
		reading, err := ansible.Read("hosts.ini", data)
		if err != nil || len(reading.Hosts) > 200 {
			return
		}
		r := reading.Build()
		text := r.Inventory.Format()
		again, err := inventory.Parse("again", text)
		if err != nil {
			t.Fatalf("cannot be read again: %v\n%s", err, text)
		}
		if len(again.Devices) != len(r.Inventory.Devices) {
			t.Fatalf("%d devices became %d:\n%s", len(r.Inventory.Devices), len(again.Devices), text)
		}
		for _, n := range r.Notes {
			if n.Where == "" || n.Why == "" && n.What == "" {
				t.Errorf("a note without a place or a reason: %+v", n)
			}
		}
	})
}
