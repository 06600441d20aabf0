package ciscoios

import (
	"strings"
	"testing"

	"ipsec-diag/parsers/ipsec"
)

// lists prints the entries of access lists, one a line.
func lists(s *ipsec.Snapshot) string {
	var out []string
	for _, e := range s.AccessLists {
		word := "deny"
		if e.Permit {
			word = "permit"
		}
		out = append(out, strings.TrimSpace(e.List+" "+word+" "+e.Source.String()+" "+e.Destination.String()))
	}
	return strings.Join(out, "\n")
}

// TestObjectGroups: an entry stands for the networks of its groups; where one of
// them was not read, or holds a name, nothing is put in its place.
func TestObjectGroups(t *testing.T) {
	const groups = `object-group network LAN
 10.1.0.0 255.255.0.0
 host 10.5.0.1
!
object-group network REMOTE
 description branches
 group-object BRANCH1
 range 10.7.0.10 10.7.0.20
!
object-group network BRANCH1
 10.2.0.0 255.255.0.0
!
object-group network NAMED
 host server
!
object-group service WEB
 tcp eq 443
!
`
	for entry, want := range map[string]string{
		"permit ip object-group LAN object-group BRANCH1":                "V permit 10.1.0.0/16 10.2.0.0/16\nV permit 10.5.0.1/32 10.2.0.0/16",
		"permit ip 10.1.0.0 0.0.255.255 object-group REMOTE":             "V permit 10.1.0.0/16 10.2.0.0/16\nV permit 10.1.0.0/16 10.7.0.10-10.7.0.20",
		"permit tcp object-group LAN any":                                "V permit 10.1.0.0/16[6] 0.0.0.0/0[6]\nV permit 10.5.0.1/32[6] 0.0.0.0/0[6]",
		"permit ip object-group OTHER object-group BRANCH1":              "V permit ip object-group OTHER ip object-group BRANCH1",
		"permit ip object-group NAMED any":                               "V permit ip object-group NAMED 0.0.0.0/0",
		"permit object-group WEB object-group LAN object-group BRANCH1":  "V permit object-group WEB object-group LAN object-group WEB object-group BRANCH1",
		"permit tcp object-group LAN eq 443 any":                         "V permit tcp object-group LAN eq 443 0.0.0.0/0[6]",
		"permit ip object-group LAN object-group BRANCH1 time-range DAY": "V permit ip object-group LAN ip object-group BRANCH1 time-range DAY",
	} {
		s := read(t, nil, running, groups+"ip access-list extended V\n "+entry+"\n!\n")
		got := lists(s)
		if got != want || len(s.Unread) > 0 {
			t.Errorf("%s:\n got %q, %d unread\nwant %q", entry, got, len(s.Unread), want)
		}
	}
}

// TestObjectGroupsProtect: the crypto map protects what the groups stand for.
func TestObjectGroupsProtect(t *testing.T) {
	s := read(t, nil, running, "object-group network REMOTE\n 10.2.0.0 255.255.0.0\n 10.3.0.0 255.255.0.0\n!\n"+
		"ip access-list extended V\n permit ip 10.1.0.0 0.0.255.255 object-group REMOTE\n!\n"+
		"crypto map M 10 ipsec-isakmp\n set peer 203.0.113.1\n match address V\n!\n")
	p := peerNamed(t, s, "M 10").Policies[0]
	if len(p.RemoteTS) != 2 || p.RemoteTS[1].String() != "10.3.0.0/16" || p.LocalTS[1].String() != "10.1.0.0/16" {
		t.Errorf("protected: %v to %v", p.LocalTS, p.RemoteTS)
	}
}

// TestVirtualInterfaceNAT: "ip nat source" works between all interfaces that are
// enabled for it.
func TestVirtualInterfaceNAT(t *testing.T) {
	s := read(t, nil, running, "interface GigabitEthernet1\n ip address 192.0.2.1 255.255.255.0\n ip nat enable\n!\n"+
		"interface GigabitEthernet2\n ip address 10.1.0.1 255.255.0.0\n ip nat enable\n!\ninterface GigabitEthernet3\n ip address 10.9.0.1 255.255.0.0\n!\n"+
		"ip nat source list 10 interface GigabitEthernet1 overload\nip nat source static 10.1.0.5 192.0.2.5\n")
	if len(s.NATRules) != 2 || len(s.Unread) > 0 {
		t.Fatalf("%d rules, %d lines unread", len(s.NATRules), len(s.Unread))
	}
	first, second := s.NATRules[0], s.NATRules[1]
	const both = "GigabitEthernet1,GigabitEthernet2"
	if first.Kind != ipsec.NATStatic || first.Inside != both || first.Outside != both || first.To.Or("") != "192.0.2.5" {
		t.Errorf("the static rule: %+v", first)
	}
	if second.Kind != ipsec.NATDynamic || second.List != "10" || second.Inside != both || second.To.Or("") != "the address of GigabitEthernet1" {
		t.Errorf("the dynamic rule: %+v", second)
	}
}

// TestEntriesWithoutTheirList: entries that were pasted alone are read; of which
// list they are is not known, and one of a standard list may be anything.
func TestEntriesWithoutTheirList(t *testing.T) {
	s := pasted(t, "permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255\n deny tcp any any eq 22\npermit 10.1.0.0 0.0.255.255\n")
	if got := lists(s); got != "permit 10.1.0.0/16 10.2.0.0/16\ndeny 0.0.0.0/0[6] 0.0.0.0/0[6/22]" {
		t.Errorf("read %q", got)
	}
	if len(s.Unread) != 1 || s.Unread[0].Ref.First != 3 {
		t.Errorf("unread: %v", s.Unread)
	}
}

// TestGroupOfPFS: what the word alone stands for depends on the release, and is
// not known of all.
func TestGroupOfPFS(t *testing.T) {
	for version, want := range map[string]string{"version 12.4\n": "group1", "version 15.7\n": "group1", "version 16.9\n": "", "version 17.12\n": "", "": ""} {
		s := read(t, nil, running, version+"crypto map M 10 ipsec-isakmp\n set peer 203.0.113.1\n set pfs\n!\n")
		if got := peerNamed(t, s, "M 10").Policies[0].PFS; got.Or("") != want || got.Known() != (want != "") {
			t.Errorf("%q: %v", version, got)
		}
	}
}
