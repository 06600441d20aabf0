package engine

import (
	"net/netip"
	"testing"

	"ipsec-diag/parsers/ipsec"
)

func network(text string) ipsec.Selector {
	return ipsec.PrefixSelector(netip.MustParsePrefix(text), text)
}

// TestTranslatedByList: a denied flow is exempt, the first entry that meets
// the flow decides, and a list that was not read leaves it open.
func TestTranslatedByList(t *testing.T) {
	from, to := network("10.1.0.0/16"), network("10.2.0.0/16")
	deny := ipsec.AccessEntry{List: "NAT", Source: from, Destination: to}
	permit := ipsec.AccessEntry{List: "NAT", Permit: true, Source: from, Destination: network("0.0.0.0/0")}
	part := ipsec.AccessEntry{List: "NAT", Permit: true, Source: network("10.1.7.0/24"), Destination: to}
	tests := []struct {
		name    string
		entries []ipsec.AccessEntry
		want    ipsec.NATKind
		known   bool
	}{
		{"denied first", []ipsec.AccessEntry{deny, permit}, ipsec.NATExempt, true},
		{"permitted first", []ipsec.AccessEntry{permit, deny}, ipsec.NATDynamic, true},
		{"a part of the network", []ipsec.AccessEntry{part, deny}, "", false},
		{"another network", []ipsec.AccessEntry{{List: "NAT", Permit: true, Source: network("10.9.0.0/16"), Destination: to}}, "", true},
		{"list not read", nil, "", false},
	}
	for _, tt := range tests {
		snap := &ipsec.Snapshot{
			NATRules: []ipsec.NATRule{{Kind: ipsec.NATDynamic, List: "NAT"}}, AccessLists: tt.entries,
			Sources: []*ipsec.Source{{Command: "show running-config", Answer: ipsec.Answered, Reveals: []ipsec.Area{ipsec.AreaNAT}}},
		}
		rule, known := (&End{Snap: snap}).Translated(from, to, "")
		got := ipsec.NATKind("")
		if rule != nil {
			got = rule.Kind
		}
		if got != tt.want || known != tt.known {
			t.Errorf("%s: got %q, known %v; want %q, %v", tt.name, got, known, tt.want, tt.known)
		}
	}
}
