package cisco

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
)

func TestAccessEntry(t *testing.T) {
	tests := []struct {
		text        string
		masks       Masks
		source, dst string
		permit      bool
		matches     uint64
	}{
		{"permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255", Wildcards, "10.1.0.0/16", "10.2.0.0/16", true, 0},
		{"10 permit ip 10.1.0.0 0.0.255.255 any (10031 matches)", Wildcards, "10.1.0.0/16", "0.0.0.0/0", true, 10031},
		{"deny tcp host 10.1.0.9 any eq 22 log", Wildcards, "10.1.0.9/32[6]", "0.0.0.0/0[6/22]", false, 0},
		{"permit ip 10.1.0.0 255.255.0.0 host 10.2.0.9 (hitcnt=7) 0x1a2b3c4d", NetMasks, "10.1.0.0/16", "10.2.0.9/32", true, 7},
		{"permit udp 10.1.0.0 255.255.0.0 range 1024 2047 any4", NetMasks, "10.1.0.0/16[17/1024-2047]", "0.0.0.0/0[17]", true, 0},
		{"permit ip object LAN object-group BRANCHES", NetMasks, "ip object LAN", "ip object-group BRANCHES", true, 0},
		{"permit ip 10.1.0.0 255.0.255.0 any", NetMasks, "ip 10.1.0.0 255.0.255.0", "0.0.0.0/0", true, 0},
		{"permit 10.1.0.0 0.0.255.255", Wildcards, "10.1.0.0/16", "", true, 0},
		{"10 permit 10.1.2.3 log", Wildcards, "10.1.2.3/32", "", true, 0},
		{"permit tcp any neq 80 any", Wildcards, "tcp any neq 80", "0.0.0.0/0[6]", true, 0},
	}
	for _, tt := range tests {
		e, ok := AccessEntry("L", tt.text, tt.masks, ipsec.Ref{})
		if !ok || e.Source.String() != tt.source || e.Destination.String() != tt.dst || e.Permit != tt.permit || e.Matches.Or(0) != tt.matches {
			t.Errorf("%q: got %v, %q to %q, permit %v, %d matches", tt.text, ok, e.Source, e.Destination, e.Permit, e.Matches.Or(0))
		}
	}
	for _, text := range []string{"remark permit ip any any", "permit", "", "10"} {
		if _, ok := AccessEntry("L", text, Wildcards, ipsec.Ref{}); ok {
			t.Errorf("%q is no entry", text)
		}
	}
}

// TestNarrowedEntries: an entry for some packets of a protocol must not pass for
// one of all of them.
func TestNarrowedEntries(t *testing.T) {
	for text, whole := range map[string]bool{
		"permit tcp any any established":             false,
		"permit icmp any any echo-reply":             false,
		"permit ip any any time-range NIGHT":         false,
		"permit ip any any log time-range NIGHT":     false,
		"permit ip any any fragments":                false,
		"permit ip any any log":                      true,
		"permit ip any any log-input":                true,
		"permit udp any any eq isakmp":               true,
		"permit udp any any eq non500-isakmp":        true,
		"permit udp any any eq some-name":            false,
		"permit ip any any log informational":        true,
		"deny ip any any inactive":                   true,
		"10 permit ip any any (31 matches)":          true,
		"permit tcp any any established (4 matches)": false,
	} {
		e, ok := AccessEntry("L", text, Wildcards, ipsec.Ref{Command: "c", First: 1, Last: 1})
		if !ok || e.Destination.Valid() != whole {
			t.Errorf("%q: read %v, a range %v", text, ok, e.Destination.Valid())
		}
	}
	e, ok := AccessEntry("20", "permit 10.1.0.0 0.0.255.255 log", Wildcards, ipsec.Ref{Command: "c", First: 1, Last: 1})
	if !ok || !e.Source.Valid() || e.Destination.Text != "" {
		t.Errorf("standard list: %v %+v", ok, e)
	}
}
