package ciscoasa

import (
	"fmt"
	"strings"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/collector/redact"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// configured reads a configuration with keys in clear; open says that its end was
// not seen.
func configured(d *redact.Digester, command, raw string, open bool) *ipsec.Snapshot {
	text, _ := redact.Text(raw)
	out := collector.Output{Command: command, Status: collector.Answered, Text: text, EndUnseen: open}
	if d != nil {
		out.Keys = d.Keys(raw)
	}
	return parsers.Parse(Platform(), &collector.Capture{Device: "fw1", Platform: "cisco-asa", Outputs: []collector.Output{out}}, 0)
}

const twoMaps = `crypto map A 10 match address A
crypto map A 10 set peer 198.51.100.1
crypto map A interface outside
crypto map B 10 match address B
crypto map B 10 set peer 198.51.100.2
`

// TestCutConfiguration: what stands behind the end of a paste is not known, so
// nothing is concluded from its absence.
func TestCutConfiguration(t *testing.T) {
	for _, open := range []bool{false, true} {
		s := configured(nil, "show running-config", twoMaps, open)
		last := s.Peers[1]
		if got := ipsec.No(last.Bound); got == open {
			t.Errorf("end unseen %v: map B has no interface: %v", open, got)
		}
		if known := last.Policies[0].PFS.Known(); known == open {
			t.Errorf("end unseen %v: PFS of map B is known: %v", open, known)
		}
		if s.Peers[0].Policies[0].PFS.Or("") != "none" || !ipsec.Yes(s.Peers[0].Bound) {
			t.Errorf("end unseen %v: the entry that ended: %+v", open, s.Peers[0])
		}
	}
	for _, open := range []bool{false, true} {
		s := configured(nil, "show running-config", "crypto map A 10 set peer 198.51.100.1\n!\ntunnel-group 198.51.100.1 type ipsec-l2l\ntunnel-group 198.51.100.1 ipsec-attributes\n", open)
		if s.Peers[0].DPD.Known() == open {
			t.Errorf("end unseen %v: the default of a group that may go on: %v", open, s.Peers[0].DPD)
		}
	}
}

// TestWhatAPartShows: only what came whole is observed.
func TestWhatAPartShows(t *testing.T) {
	const policy = "crypto ikev1 policy 10\n encryption aes\n"
	for _, tt := range []struct {
		command, text string
		open          bool
		want          string
	}{
		{"show running-config crypto", twoMaps, false, "[configured-peers configured-algorithms]"},
		{"show running-config crypto", policy + twoMaps, true, "[configured-algorithms]"},
		{"show running-config crypto", "", false, "[configured-peers configured-algorithms]"},
		{"show running-config tunnel-group", "tunnel-group 198.51.100.1 type ipsec-l2l\n", false, "[]"},
		{"show running-config", twoMaps + policy, true, "[configured-peers]"},
		{"show running-config", twoMaps + policy + "tunnel-group 198.51.100.1 type ipsec-l2l\n", true, "[configured-peers configured-algorithms]"},
		{"show running-config", "access-list A extended permit ip any any\n" + twoMaps, true, "[access-lists]"},
		{"show running-config", "ASA Version 9.16(4)\n" + twoMaps + ": end\n", true, "[configured-peers configured-algorithms access-lists address-translation interfaces]"},
		{"show running-config", "ASA Version 9.16(4)\n" + twoMaps, true, "[]"},
	} {
		s := configured(nil, tt.command, tt.text, tt.open)
		if got := fmt.Sprint(s.Sources[0].Reveals); got != tt.want {
			t.Errorf("%s, end unseen %v, %q shows %s, want %s", tt.command, tt.open, tt.text, got, tt.want)
		}
	}
}

// TestKeysOfGroups: equal keys have equal digests, hidden ones none, and two
// directions with different keys are no one key.
func TestKeysOfGroups(t *testing.T) {
	const head = "crypto map A 10 set peer 198.51.100.1\n"
	v1, v2 := head+"crypto map A 10 set ikev1 transform-set T\n", head+"crypto map A 10 set ikev2 ipsec-proposal P\n"
	group := func(lines string) string { return "tunnel-group 198.51.100.1 ipsec-attributes\n" + lines }
	d := redact.NewDigester()
	key := func(text string) ipsec.Text {
		return configured(d, "more system:running-config", text, false).Peers[0].Key
	}
	one := key(v1 + group(" ikev1 pre-shared-key Tunnel-Key-1\n"))
	for name, tt := range map[string]struct {
		text  string
		known bool
		same  bool
	}{
		"the same key":                 {v1 + group(" ikev1 pre-shared-key Tunnel-Key-1\n"), true, true},
		"another key":                  {v1 + group(" ikev1 pre-shared-key Tunnel-Key-2\n"), true, false},
		"before release 8.4":           {head + "crypto map A 10 set transform-set T\n" + group(" pre-shared-key Tunnel-Key-1\n"), true, true},
		"hidden":                       {v1 + group(" ikev1 pre-shared-key *****\n"), false, false},
		"one key for both directions":  {v2 + group(" ikev2 remote-authentication pre-shared-key Tunnel-Key-1\n ikev2 local-authentication pre-shared-key Tunnel-Key-1\n"), true, true},
		"a key for each direction":     {v2 + group(" ikev2 remote-authentication pre-shared-key Tunnel-Key-1\n ikev2 local-authentication pre-shared-key Tunnel-Key-2\n"), false, false},
		"the key of the other version": {v2 + group(" ikev1 pre-shared-key Tunnel-Key-1\n"), false, false},
	} {
		got := key(tt.text)
		if got.Known() != tt.known || tt.known && (got.Or("") == one.Or("")) != tt.same {
			t.Errorf("%s: known %v, the same %v", name, got.Known(), got.Or("") == one.Or(""))
		}
		if strings.Contains(fmt.Sprintf("%+v", got), "Tunnel-Key") {
			t.Errorf("%s: the key itself is kept", name)
		}
	}
}
