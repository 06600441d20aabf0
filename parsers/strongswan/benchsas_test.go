package strongswan

import (
	"fmt"
	"strings"
	"testing"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// listSAs makes the output of "swanctl --list-sas" with n tunnels.
func listSAs(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "br%d: #%d, ESTABLISHED, IKEv2, 3a902cfc%08x_i* ee60f4ad%08x_r\n", i, i, i, i)
		fmt.Fprintf(&b, "  local  'hq.example.com' @ 198.51.100.1[4500]\n  remote 'br%d.example.com' @ 203.0.%d.%d[4500]\n", i, i/250%250, i%250)
		fmt.Fprintf(&b, "  AES_CBC-128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/CURVE_25519\n  established %ds ago, rekeying in %ds\n", i%9000, 14000-i%9000)
		fmt.Fprintf(&b, "  net: #%d, reqid %d, INSTALLED, TUNNEL, ESP:AES_GCM_16-128\n    installed %ds ago, rekeying in %ds, expires in %ds\n", i, i, i%3000, 3300-i%3000, 3960-i%3000)
		fmt.Fprintf(&b, "    in  c%07x,  %9d bytes, %7d packets,     0s ago\n    out d%07x,  %9d bytes, %7d packets,     1s ago\n", i, i*1000, i*10, i, i*1100, i*11)
		fmt.Fprintf(&b, "    local  10.1.0.0/16\n    remote 10.%d.%d.0/24\n", i/250%250, i%250)
	}
	return b.String()
}

// TestListSAsAllocations: reading 1,000 tunnels costs few allocations a Child SA.
func TestListSAsAllocations(t *testing.T) {
	const tunnels, most = 1000, 7
	text := listSAs(tunnels)
	total := testing.AllocsPerRun(3, func() {
		snap := &ipsec.Snapshot{}
		parseListSAs(scan.New("swanctl --list-sas", text), snap)
		if len(snap.ChildSAs) != tunnels {
			t.Fatalf("%d Child SAs", len(snap.ChildSAs))
		}
	})
	if per := total / tunnels; per > most {
		t.Errorf("%.1f allocations a Child SA, want at most %d", per, most)
	}
}

// BenchmarkListSAs reads 5,000 tunnels.
func BenchmarkListSAs(b *testing.B) {
	text := listSAs(5000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		snap := &ipsec.Snapshot{}
		parseListSAs(scan.New("swanctl --list-sas", text), snap)
	}
}
