package ciscoasa

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// BenchmarkIPsec reads 5,000 copies of a flow, as a large hub prints them.
func BenchmarkIPsec(b *testing.B) {
	data, err := os.ReadFile("testdata/show_crypto_ipsec_sa_detail.txt")
	if err != nil {
		b.Fatal(err)
	}
	one, _, _ := strings.Cut(string(data), "\n\n    Crypto map tag: outside_map, seq num: 20")
	text := strings.Repeat(one+"\n", 5000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		var snap ipsec.Snapshot
		parseIPsec(scan.New("show crypto ipsec sa detail", text), &snap)
		if len(snap.ChildSAs) != 5000 {
			b.Fatal(len(snap.ChildSAs))
		}
	}
}

// BenchmarkMerge joins two outputs of a hub: ns per tunnel must not grow with
// the number of tunnels.
func BenchmarkMerge(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			snap := shownTwice(n)
			for b.Loop() {
				again := *snap
				finish(&again)
				if len(again.ChildSAs) != n || len(again.IKESAs) != n {
					b.Fatalf("%d flows and %d IKE SAs, want %d", len(again.ChildSAs), len(again.IKESAs), n)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/tunnel")
		})
	}
}

// shownTwice is n tunnels, in the flows and in the sessions.
func shownTwice(n int) *ipsec.Snapshot {
	snap := &ipsec.Snapshot{}
	for _, command := range []string{"show crypto ipsec sa detail", "show vpn-sessiondb detail l2l"} {
		for i := range n {
			peer := ipsec.Endpoint{Address: fmt.Sprintf("172.16.%d.%d", i/250, i%250)}
			at := ipsec.Ref{Command: command, First: int32(i + 1), Last: int32(i + 1)}
			child := ipsec.ChildSA{Peer: peer, Local: ipsec.Endpoint{Address: "192.0.2.1"}, Ref: at}
			if strings.Contains(command, "ipsec sa") {
				child.InSPI, child.OutSPI = []string{fmt.Sprint(i)}, []string{fmt.Sprint(i)}
			}
			snap.ChildSAs = append(snap.ChildSAs, child)
			snap.IKESAs = append(snap.IKESAs, ipsec.IKESA{Remote: peer, Ref: at})
		}
	}
	return snap
}
