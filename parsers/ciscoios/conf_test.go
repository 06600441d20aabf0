package ciscoios

import (
	"slices"
	"strings"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/collector/redact"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// read reads outputs of one device, two strings each: command and text with
// keys in clear, as the collector gets it.
func read(t *testing.T, d *redact.Digester, pairs ...string) *ipsec.Snapshot {
	t.Helper()
	c := &collector.Capture{Device: "r1", Platform: "cisco-ios"}
	for i := 0; i+1 < len(pairs); i += 2 {
		text, _ := redact.Text(pairs[i+1])
		c.Outputs = append(c.Outputs, collector.Output{Command: pairs[i], Status: collector.Answered, Text: text, Keys: d.Keys(pairs[i+1])})
	}
	return parsers.Parse(Platform(), c, 0)
}

const running = "show running-config"

func peerNamed(t *testing.T, s *ipsec.Snapshot, name string) *ipsec.Peer {
	t.Helper()
	for i := range s.Peers {
		if s.Peers[i].Name == name {
			return &s.Peers[i]
		}
	}
	t.Fatalf("no connection %q among %d", name, len(s.Peers))
	return nil
}

// pasted reads one output of which the end is not seen.
func pasted(t *testing.T, text string) *ipsec.Snapshot {
	t.Helper()
	return parsers.Parse(Platform(), &collector.Capture{Device: "r1", Platform: "cisco-ios", Outputs: []collector.Output{
		{Command: running, Status: collector.Answered, Text: text, EndUnseen: true}}}, 0)
}

// TestWhatACutBlockLeavesOut: only a block that ended leaves a line out, and the
// last one of an output ends where the output is known to.
func TestWhatACutBlockLeavesOut(t *testing.T) {
	const entry = "crypto isakmp key k address 192.0.2.1\ncrypto map M 10 ipsec-isakmp\n set peer 192.0.2.1\n set transform-set T\n"
	cut := peerNamed(t, pasted(t, entry), "M 10")
	if cut.Policies[0].PFS.Known() || cut.Version.Known() {
		t.Errorf("the end of a paste says: PFS %v, version %v", cut.Policies[0].PFS, cut.Version)
	}
	for _, s := range []*ipsec.Snapshot{pasted(t, entry+"!\n"), read(t, nil, running, entry)} {
		whole := peerNamed(t, s, "M 10")
		if whole.Policies[0].PFS.Or("") != "none" || whole.Version.Or(0) != 1 {
			t.Errorf("an entry that ended says: PFS %v, version %v", whole.Policies[0].PFS, whole.Version)
		}
	}
	if s := pasted(t, "crypto isakmp policy 10\n encr aes\n"); len(s.Suites[0].Defaults) > 0 {
		t.Errorf("a policy that may go on has defaults: %v", s.Suites[0].Defaults)
	}
}

// TestPolicyDefaultsByRelease: what IOS takes for an omitted line depends on it.
func TestPolicyDefaultsByRelease(t *testing.T) {
	for version, want := range map[string]string{
		"version 12.4\n": "des sha 1 rsa-sig", "version 17.9\n": "des sha 1 rsa-sig", "version 17.10\n": "des sha 1 rsa-sig",
		"version 17.11\n": " sha  rsa-sig", "version 26.1\n": " sha  rsa-sig", "": " sha  rsa-sig",
	} {
		s := read(t, nil, running, version+"crypto isakmp policy 10\n!\n").Suites[0]
		got := strings.Join(s.Encryption, "") + " " + strings.Join(s.Integrity, "") + " " + strings.Join(s.KeyExchange, "") + " " + s.Auth.Or("")
		if got != want {
			t.Errorf("%q: %q, want %q", version, got, want)
		}
	}
}

// TestWhatAPartShows: that something is missing is told by the whole alone.
func TestWhatAPartShows(t *testing.T) {
	const policy, entry = "crypto isakmp policy 10\n encr aes\n", "crypto map M 10 ipsec-isakmp\n set peer 192.0.2.1\n"
	for text, want := range map[string][]ipsec.Area{
		"version 15.7\nhostname a\nend\n": {ipsec.AreaPeers, ipsec.AreaSuites, ipsec.AreaAccessLists, ipsec.AreaNAT, ipsec.AreaInterfaces},
		"hostname a\nend\n":               nil, // a login that may not see more
		entry:                             nil,
		policy + entry:                    {ipsec.AreaPeers, ipsec.AreaSuites},
		policy + entry + "crypto ipsec profile P\n":            {ipsec.AreaSuites},
		"ip nat inside source list 1 interface Gi0 overload\n": nil,
		"interface Gi0\n ip nat outside\ninterface Gi1\n ip nat inside\n ip address 10.1.0.1 255.255.0.0\nip nat inside source list 1 interface Gi0 overload\n": {ipsec.AreaNAT, ipsec.AreaInterfaces},
		"ip access-list extended L\n permit ip any any\n": {ipsec.AreaAccessLists},
	} {
		s := read(t, nil, running, text)
		for _, a := range []ipsec.Area{ipsec.AreaPeers, ipsec.AreaSuites, ipsec.AreaAccessLists, ipsec.AreaNAT, ipsec.AreaInterfaces, ipsec.AreaRoutingTable} {
			if s.Observed(a) != slices.Contains(want, a) {
				t.Errorf("%q: %s shown: %v", text, a, s.Observed(a))
			}
		}
	}
}

// TestLostIndentation: the same configuration without blanks says the same.
func TestLostIndentation(t *testing.T) {
	const text = `hostname a
crypto isakmp policy 10
 encr aes 256
 authentication pre-share
 group 14
crypto isakmp key k address 192.0.2.1
crypto ipsec transform-set T esp-aes esp-sha-hmac
 mode tunnel
crypto map M 10 ipsec-isakmp
 set peer 192.0.2.1
 set transform-set T
 match address L
interface GigabitEthernet0/0
 ip address 198.51.100.1 255.255.255.0
 ip nat outside
 crypto map M
interface GigabitEthernet0/1
 ip address 10.1.0.1 255.255.0.0
 ip nat inside
ip nat inside source list 7 interface GigabitEthernet0/0 overload
ip route 0.0.0.0 0.0.0.0 198.51.100.254
ip access-list extended L
 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255
access-list 7 permit 10.1.0.0 0.0.255.255
`
	for name, pasted := range map[string]string{
		"as printed": text, "no blanks": strings.ReplaceAll(text, "\n ", "\n"), "all indented": "    " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n    ") + "\n",
		"CRLF": strings.ReplaceAll(text, "\n", "\r\n"),
	} {
		s := read(t, nil, running, pasted)
		p := peerNamed(t, s, "M 10")
		if len(s.Unread) > 0 || len(s.AccessLists) != 2 || len(s.NATRules) != 1 || len(s.RoutingTable) != 1 || len(s.Interfaces) != 2 {
			t.Errorf("%s: unread %v, %d entries, %d rules, %d routes, %d interfaces", name, s.Unread, len(s.AccessLists), len(s.NATRules), len(s.RoutingTable), len(s.Interfaces))
		}
		if p.Interface.Or("") != "GigabitEthernet0/0" || len(p.Policies[0].LocalTS) != 1 || p.LocalAuth.Or("") != "psk" || p.Policies[0].Mode.Or("") != "tunnel" {
			t.Errorf("%s: %+v", name, p)
		}
		if r := s.NATRules[0]; r.Inside != "GigabitEthernet0/1" || r.Outside != "GigabitEthernet0/0" {
			t.Errorf("%s: translation from %q to %q", name, r.Inside, r.Outside)
		}
	}
}

// TestOneConnection: what "show crypto map" and the configuration say of one
// entry is one connection.
func TestOneConnection(t *testing.T) {
	const shown = "Crypto Map \"M\" 10 ipsec-isakmp\n\tPeer = 192.0.2.1\n\tPFS (Y/N): N\n\tInterfaces using crypto map M:\n\t\tGigabitEthernet0/0\n"
	const conf = "version 15.7\ncrypto isakmp policy 1\n authentication pre-share\ncrypto map M 10 ipsec-isakmp\n set peer 192.0.2.1\n match address L\ncrypto map m 20 ipsec-isakmp\n set peer 192.0.2.2\ninterface GigabitEthernet0/0\n crypto map M\nend\n"
	s := read(t, nil, "show crypto map", shown, running, conf)
	if len(s.Peers) != 2 {
		t.Fatalf("%d connections", len(s.Peers))
	}
	p := peerNamed(t, s, "M 10")
	if p.Version.Or(0) != 1 || p.Policies[0].List.Or("") != "L" || p.Interface.Or("") != "GigabitEthernet0/0" || len(p.Policies) != 1 {
		t.Errorf("%+v", p)
	}
	if q := peerNamed(t, s, "m 20"); ipsec.No(q.Bound) {
		t.Error("a map whose name differs in case is said to have no interface")
	}
}

// TestKeysOfConnections: each connection has the digest of its own key, and none
// where the device hides it.
func TestKeysOfConnections(t *testing.T) {
	d := redact.NewDigester()
	const conf = `version 15.7
crypto keyring RING
 pre-shared-key address 203.0.113.0 255.255.255.0 key ring-key
crypto isakmp policy 1
 authentication pre-share
crypto isakmp key key-one address 192.0.2.1
crypto isakmp key key-net address 192.0.2.0 255.255.255.0
crypto isakmp key 6 hidden address 192.0.2.9
crypto isakmp profile PROF
 keyring RING
 match identity address 203.0.113.5 255.255.255.255
crypto map M 10 ipsec-isakmp
 set peer 192.0.2.1
crypto map M 20 ipsec-isakmp
 set peer 192.0.2.2
crypto map M 30 ipsec-isakmp
 set peer 192.0.2.9
crypto map M 40 ipsec-isakmp
 set peer 203.0.113.5
 set isakmp-profile PROF
crypto map M 50 ipsec-isakmp
 set peer 192.0.2.1
 set peer 192.0.2.2
crypto map M 60 ipsec-isakmp
 set peer 198.51.100.9
end
`
	s := read(t, d, running, conf)
	for name, key := range map[string]string{"M 10": "key-one", "M 20": "key-net", "M 30": "", "M 40": "ring-key", "M 50": "", "M 60": ""} {
		want, _ := d.Keys("crypto isakmp key " + key + " address 192.0.2.1").At(1)
		if got := peerNamed(t, s, name).Key; got.Or("") != want {
			t.Errorf("%s: the digest is not that of %q (known: %v)", name, key, got.Known())
		}
	}
	if text := s.Sources[0].Text(); strings.Contains(text, "key-one") || strings.Contains(text, "ring-key") {
		t.Error("a key is left in the output")
	}
}

// TestKeysOfProfiles is the same for IKEv2.
func TestKeysOfProfiles(t *testing.T) {
	d := redact.NewDigester()
	const conf = `version 16.9
crypto ikev2 keyring KR
 peer A
  address 192.0.2.1
  pre-shared-key both-ways
 peer B
  address 192.0.2.2 255.255.255.255
  pre-shared-key local one
  pre-shared-key remote other
 peer ANY
  address 0.0.0.0 0.0.0.0
  pre-shared-key for-all
crypto ikev2 profile P
 match identity remote address 0.0.0.0
 authentication remote pre-share
 authentication local pre-share
 keyring local KR
crypto ikev2 profile INLINE
 match identity remote address 192.0.2.4 255.255.255.255
 authentication remote pre-share key inline
 authentication local pre-share key inline
crypto map M 10 ipsec-isakmp
 set peer 192.0.2.1
 set ikev2-profile P
crypto map M 20 ipsec-isakmp
 set peer 192.0.2.2
 set ikev2-profile P
crypto map M 30 ipsec-isakmp
 set peer 192.0.2.3
 set ikev2-profile P
crypto map M 40 ipsec-isakmp
 set peer 192.0.2.4
 set ikev2-profile INLINE
end
`
	s := read(t, d, running, conf)
	for name, key := range map[string]string{"M 10": "both-ways", "M 20": "", "M 30": "for-all", "M 40": "inline"} {
		want, _ := d.Keys("  pre-shared-key " + key).At(1)
		if key == "" {
			want = ""
		}
		if p := peerNamed(t, s, name); p.Key.Or("") != want || p.Version.Or(0) != 2 {
			t.Errorf("%s: the digest is not that of %q (known: %v), version %v", name, key, p.Key.Known(), p.Version)
		}
	}
}

// TestConfiguredRoutesGiveWay: the routing table tells which routes are in use.
func TestConfiguredRoutesGiveWay(t *testing.T) {
	const table = "Gateway of last resort is 192.0.2.254 to network 0.0.0.0\n\nS*    0.0.0.0/0 [1/0] via 192.0.2.254\n"
	const conf = "ip route 10.9.0.0 255.255.0.0 192.0.2.9 250\nip route vrf X 10.8.0.0 255.255.0.0 192.0.2.8\n"
	s := read(t, nil, "show ip route", table, running, conf)
	if len(s.RoutingTable) != 2 || s.RoutingTable[0].Prefix != "0.0.0.0/0" || s.RoutingTable[1].Table != "X" {
		t.Errorf("%+v", s.RoutingTable)
	}
}

// TestNATByRouteMap: an entry that denies exempts, and comes before the others.
func TestNATByRouteMap(t *testing.T) {
	const conf = `ip nat inside source route-map RM interface GigabitEthernet0/0 overload
ip nat inside source route-map GONE interface GigabitEthernet0/0 overload
route-map RM deny 10
 match ip address VPN
route-map RM permit 20
 match ip address LAN OTHER
 match interface GigabitEthernet0/0
`
	var got []string
	for _, r := range read(t, nil, running, conf).NATRules {
		got = append(got, string(r.Kind)+" "+r.List+" "+r.Outside)
	}
	want := []string{"exempt VPN ", "dynamic LAN GigabitEthernet0/0", "dynamic OTHER GigabitEthernet0/0", "dynamic GONE "}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestOneList: the list with counters stands for the configured one.
func TestOneList(t *testing.T) {
	const conf = "ip access-list extended L\n permit ip any any\nip access-list extended M\n permit ip any any\n"
	const shown = "Extended IP access list L\n    10 permit ip any any (7 matches)\n"
	for _, pairs := range [][]string{{running, conf, "show access-lists", shown}, {"show access-lists", shown, running, conf}} {
		s := read(t, nil, pairs...)
		var counted, entries int
		for _, e := range s.AccessLists {
			entries++
			counted += int(e.Matches.Or(0))
		}
		if entries != 2 || counted != 7 {
			t.Errorf("%v: %d entries, %d matches", pairs, entries, counted)
		}
	}
}

// TestACutOfTheWholeIsNotAll: text out of a whole configuration is not taken for
// the answer to our own command, which would be all there is.
func TestACutOfTheWholeIsNotAll(t *testing.T) {
	const filtered = "version 15.7\nhostname a\ncrypto map M 10 ipsec-isakmp\n set peer 192.0.2.1\n"
	for text, want := range map[string]bool{
		filtered: true, strings.Replace(filtered, "hostname a\n", "!\nhostname a\n!\n", 1): false,
		filtered + "end\n": false, "crypto map M 10 ipsec-isakmp\n set peer 192.0.2.1\n": false,
	} {
		if got := recogniseFiltered(scan.New("", text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
