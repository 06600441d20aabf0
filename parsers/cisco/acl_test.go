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
