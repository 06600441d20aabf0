package pipeline

import (
	"net/netip"
	"slices"
	"testing"

	"ipsec-diag/inventory"
	"ipsec-diag/parsers/ipsec"
)

func TestHosts(t *testing.T) {
	sa := func(out uint64, remote string) ipsec.ChildSA {
		p := netip.MustParsePrefix(remote)
		return ipsec.ChildSA{State: ipsec.ChildInstalled, RemoteTS: []ipsec.Selector{ipsec.PrefixSelector(p, remote)},
			Counters: ipsec.Counters{OutPackets: ipsec.Saw(out, ipsec.Ref{Command: "x"})}}
	}
	snap := &ipsec.Snapshot{ChildSAs: []ipsec.ChildSA{sa(9, "10.8.0.0/16"), sa(0, "10.2.0.0/16"), sa(0, "0.0.0.0/0"), sa(0, "10.3.0.7/32"), sa(0, "10.4.0.0/16")}}
	a := &Agent{}
	if got, want := a.hosts(snap, nil), []string{"10.2.0.1", "10.3.0.7"}; !slices.Equal(got, want) {
		t.Errorf("a host of each far network to which nothing is sent: %q, want %q", got, want)
	}
	f, err := inventory.ParseFlow("10.1.0.5>10.2.0.9:443/tcp")
	if err != nil {
		t.Fatal(err)
	}
	a.Flow = &f
	if got, want := a.hosts(snap, []string{"10.1.0.5"}), []string{"10.2.0.9"}; !slices.Equal(got, want) {
		t.Errorf("the traffic asked about: %q, want %q", got, want)
	}
}
