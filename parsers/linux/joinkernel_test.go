package linux

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

const kernelSAs = `src 203.0.113.1 dst 198.51.100.1
	proto esp spi 0x7580d637(1971377719) reqid 16389(0x00004005) mode tunnel
	aead rfc4106(gcm(aes)) <<Keys hidden>> 128
src 198.51.100.1 dst 203.0.113.1
	proto esp spi 0xad4cf610(2907502096) reqid 16389(0x00004005) mode tunnel
	aead rfc4106(gcm(aes)) <<Keys hidden>> 128
src 10.1.0.10 dst 10.2.0.10
	proto esp spi 0x00000000(0) reqid 0(0x00000000) mode transport
	sel src 10.1.0.10/32 dst 10.2.0.10/32 proto icmp type 8 code 0
`

// The kernel holds a place for an SA that is being negotiated: that is no SA.
// Those of a daemon that was killed are this host's, in both directions.
func TestKernelSAs(t *testing.T) {
	snap := &ipsec.Snapshot{Interfaces: []ipsec.Interface{{Name: "wan0", Addresses: []string{"198.51.100.1"}}}}
	parseXfrmState(scan.New("ip -s xfrm state list nokeys", kernelSAs), snap)
	JoinKernel(snap)
	if len(snap.ChildSAs) != 2 {
		t.Fatalf("%d SAs, want 2: %+v", len(snap.ChildSAs), snap.ChildSAs)
	}
	for _, sa := range snap.ChildSAs {
		if sa.State != ipsec.ChildInstalled || sa.Local.Address != "198.51.100.1" || sa.Remote.Address != "203.0.113.1" {
			t.Errorf("state %q, %s to %s: want installed, this host to the other", sa.State, sa.Local.Address, sa.Remote.Address)
		}
	}
}
