package ciscoios

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
)

// BenchmarkIPsecSA reads "show crypto ipsec sa" of 5,000 tunnels.
func BenchmarkIPsecSA(b *testing.B) {
	one, err := os.ReadFile("testdata/show_crypto_ipsec_sa.txt")
	if err != nil {
		b.Fatal(err)
	}
	block, _, _ := strings.Cut(string(one), "   protected vrf: (none)\n   local  ident (addr/mask/prot/port): (10.1.0.0/255.255.0.0/6/0)")
	var text strings.Builder
	const tunnels = 5000
	for i := range tunnels {
		text.WriteString(strings.Replace(block, "interface: GigabitEthernet1", fmt.Sprintf("interface: Tunnel%d", i), 1))
	}
	capture := &collector.Capture{Outputs: []collector.Output{{Command: "show crypto ipsec sa", Status: collector.Answered, Text: text.String()}}}
	p := Platform()
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if got := len(parsers.Parse(p, capture, 0).ChildSAs); got != tunnels {
			b.Fatalf("%d flows, want %d", got, tunnels)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/tunnels, "ns/tunnel")
}
