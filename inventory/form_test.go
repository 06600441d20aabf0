package inventory_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/inventory"
)

// TestForms: the same two devices in every form, recognised by name or content.
func TestForms(t *testing.T) {
	for _, c := range []struct{ path, text string }{
		{"x.yaml", "devices:\n  - {name: hq, address: 10.0.0.1, port: 2222, login: {user: admin}}\n  - {name: br, login: {user: root}}\n"},
		{"x", "# ours\n---\ndevices:\n  - {name: hq, address: 10.0.0.1, port: 2222, login: {user: admin}}\n  - {name: br, login: {user: root}}\n"},
		{"x.csv", "name,address,port,user\nhq,10.0.0.1,2222,admin\nbr,,,root\n"},
		{"standard input", "\ufeff\"Hostname\"; IP address ;Port;Username\r\n\r\n\"hq\"; 10.0.0.1;2222;admin\r\nbr;;;root\r\n"},
		{"x.txt", "# a comment\nname\taddress\tport\tuser\nhq\t10.0.0.1\t2222\tadmin\nbr\t\t\troot\n"},
	} {
		inv, err := inventory.Read(c.path, []byte(c.text))
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		var got []string
		for _, d := range inv.Devices {
			got = append(got, fmt.Sprintf("%s %s:%d %s", d.Name, d.Address, d.Port, d.Login.User))
		}
		if diff := cmp.Diff([]string{"hq 10.0.0.1:2222 admin", "br br:22 root"}, got); diff != "" {
			t.Errorf("%s %q: %s", c.path, c.text, diff)
		}
		if inv.Path != c.path || inv.Unread != nil {
			t.Errorf("%q: path %q, unread %v", c.text, inv.Path, inv.Unread)
		}
	}
}

func TestHostList(t *testing.T) {
	inv, err := inventory.Read("standard input", []byte(`
10.0.0.1
admin@10.0.0.2:2222   # with all
ssh://user@domain@fw.example.com
[2001:db8::1]:2200
2001:db8::2
10.0.0.[7-8]:2022
127.0.0.1:4001
127.0.0.1:4002
10.0.0.1
`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range inv.Devices {
		got = append(got, fmt.Sprintf("%s %s %d %s", d.Name, d.Address, d.Port, d.Login.User))
	}
	want := []string{
		"10.0.0.1 10.0.0.1 22 ", "10.0.0.2 10.0.0.2 2222 admin", "fw.example.com fw.example.com 22 user@domain",
		"2001:db8::1 2001:db8::1 2200 ", "2001:db8::2 2001:db8::2 22 ",
		"10.0.0.7 10.0.0.7 2022 ", "10.0.0.8 10.0.0.8 2022 ",
		"127.0.0.1:4001 127.0.0.1 4001 ", "127.0.0.1:4002 127.0.0.1 4002 ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestTableColumns: every setting can be a column, and one that is none is
// named with what was probably meant.
func TestTableColumns(t *testing.T) {
	inv, err := inventory.Read("fleet.csv", []byte(
		"name,address,plattform,rack,tags,aliases,sudo,agent,keys,password,site,ssh_profile\n"+
			"\"br[1-2]\",10.0.0.[1-2],cisco-ios,7,a;b,198.51.100.[1-2],Yes,no,~/.ssh/a ~/.ssh/b,ask,\"Berlin, Mitte\",legacy\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := inventory.Device{
		Name: "br2", Address: "10.0.0.2", Port: 22, Tags: []string{"a", "b"}, Aliases: []string{"198.51.100.2"}, Sudo: true,
		Site: "Berlin, Mitte", SSHProfile: "legacy",
		Login: inventory.Login{Keys: []string{"~/.ssh/a", "~/.ssh/b"}, Password: `ask:Password on device "br[1-2]"`},
	}
	if diff := cmp.Diff(want, inv.Devices[1]); diff != "" {
		t.Error(diff)
	}
	unread := `fleet.csv:1: column 3, "plattform", is no setting of a device and is not read (did you mean "platform"?)
fleet.csv:1: column 4, "rack", is no setting of a device and is not read`
	if got := inv.Unread.Error(); got != unread {
		t.Errorf("unread:\n%s\nwant:\n%s", got, unread)
	}
}

// TestLargeTable: nothing of twenty thousand rows is lost.
func TestLargeTable(t *testing.T) {
	var b strings.Builder
	b.WriteString("name,address,platform\n")
	for i := range 20000 {
		fmt.Fprintf(&b, "br%05d,10.%d.%d.%d,cisco-ios\n", i, i/65536, i/256%256, i%256)
	}
	inv, err := inventory.Read("fleet.csv", []byte(b.String()))
	if err != nil || len(inv.Devices) != 20000 || inv.Devices[19999].Name != "br19999" {
		t.Fatalf("%v", err)
	}
}
