package linux

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

const ruleset = `table inet filter {
	set partners {
		type ipv4_addr
		flags interval
		elements = { 192.0.2.0/24,
			     198.51.100.0/24 }
	}

	chain input {
		type filter hook input priority filter; policy drop;
		ip saddr 10.2.0.0/16 drop
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		ct state established,related accept
		ip saddr { 10.2.0.0/16, 10.3.0.0/16 } tcp dport 443 counter packets 10 bytes 840 drop comment "no web"
		ip saddr @partners accept
		jump more
	}
}
table ip nat {
	chain POSTROUTING {
		type nat hook postrouting priority srcnat; policy accept;
		ip saddr 10.1.0.0/16 ip daddr 10.2.0.0/16 accept
		rt ipsec exists accept
		oifname "wan0" rt ipsec missing masquerade
		oifname != "lan0" masquerade
	}
}
`

func TestNft(t *testing.T) {
	snap := &ipsec.Snapshot{}
	text := scan.New("nft list ruleset", ruleset)
	if !isNft(text) {
		t.Fatal("the ruleset is not recognised")
	}
	parseNft(text, snap)
	var drops, open int
	for _, e := range snap.AccessLists {
		switch {
		case !e.Source.Valid():
			open++
		case !e.Permit:
			drops++
			if e.List != "inet filter forward" || e.Matches.Or(0) != 10 || e.Destination.FromPort != 443 || e.Source.Protocol != 6 || e.Ref.First != 17 {
				t.Errorf("drop: %+v", e)
			}
		}
	}
	if drops != 2 || open != 1 {
		t.Errorf("%d entries that drop, want 2 (one a subnet of forward, none of input); %d not understood, want 1: %+v", drops, open, snap.AccessLists)
	}
	checkNAT(t, snap.NATRules, []string{"exempt ", "exempt clear", "dynamic ipsec", "dynamic "})
	if n := snap.NATRules; len(n) == 4 && (n[0].Source[0].String() != "10.1.0.0/16" || n[2].Outside != "wan0" || n[3].Source[0].Valid()) {
		t.Errorf("rules: %+v", n)
	}
}

func TestIptables(t *testing.T) {
	snap := &ipsec.Snapshot{}
	text := scan.New("iptables-save -c", `*nat
:POSTROUTING ACCEPT [1:60]
[3:180] -A POSTROUTING -s 10.1.0.0/16 -d 10.2.0.0/16 -m comment --comment "the tunnel, as is" -j ACCEPT
[0:0] -A POSTROUTING -s 10.99.0.0/24 -m policy --dir out --pol ipsec -j ACCEPT
[9:700] -A POSTROUTING -o wan0 -j MASQUERADE
[0:0] -A POSTROUTING -j DOCKER
COMMIT
*filter
:FORWARD DROP [0:0]
[12:1008] -A FORWARD -s 10.2.7.0/24 -p tcp -m tcp --dport 443 -j DROP
[5:300] -A FORWARD ! -s 10.0.0.0/8 -j DROP
[1:1] -A INPUT -j DROP
COMMIT
`)
	parseIptables(text, snap)
	checkNAT(t, snap.NATRules, []string{"exempt ", "exempt clear", "dynamic ", "exempt "})
	if n := snap.NATRules; len(n) == 4 && (n[0].Matches.Or(0) != 3 || n[2].Outside != "wan0" || len(n[3].Source) != 1 || n[3].Source[0].Valid()) {
		t.Errorf("rules: %+v", n)
	}
	if len(snap.AccessLists) != 2 || snap.AccessLists[0].Matches.Or(0) != 12 || snap.AccessLists[0].Destination.ToPort != 443 || snap.AccessLists[1].Source.Valid() {
		t.Errorf("entries: %+v", snap.AccessLists)
	}
}

func checkNAT(t *testing.T, rules []ipsec.NATRule, want []string) {
	t.Helper()
	var got []string
	for _, r := range rules {
		got = append(got, string(r.Kind)+" "+r.Except)
	}
	if len(got) != len(want) {
		t.Fatalf("rules are %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("rule %d is %q, want %q", i, got[i], want[i])
		}
	}
}
