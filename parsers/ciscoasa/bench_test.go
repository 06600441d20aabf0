package ciscoasa

import (
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
