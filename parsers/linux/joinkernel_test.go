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

// TestReplayWindow: the window of the inbound SA counts, with extended sequence
// numbers the one below it; that of an outbound SA is 0 by nature.
func TestReplayWindow(t *testing.T) {
	const outbound = "src 198.51.100.1 dst 203.0.113.1\n\tproto esp spi 0x2(2) reqid 1 mode tunnel\n\treplay-window 0 seq 0x0 flag af-unspec\n\taead rfc4106(gcm(aes)) <<Keys hidden>> 128\n"
	const inbound = "src 203.0.113.1 dst 198.51.100.1\n\tproto esp spi 0x1(1) reqid 1 mode tunnel\n"
	const cipher = "\taead rfc4106(gcm(aes)) <<Keys hidden>> 128\n"
	for name, c := range map[string]struct {
		window    string
		on, known bool
	}{
		"on":                {"\treplay-window 32 seq 0x0 flag af-unspec (0x00100000)\n" + cipher, true, true},
		"off":               {"\treplay-window 0 seq 0x0 flag af-unspec (0x00100000)\n" + cipher, false, true},
		"extended":          {"\treplay-window 0 seq 0x0 flag af-unspec esn (0x10100000)\n" + cipher + "\tanti-replay esn context:\n\t seq-hi 0x0, seq 0x0, oseq-hi 0x0, oseq 0x0\n\t replay_window 128, bitmap-length 4\n", true, true},
		"extended, off":     {"\treplay-window 0 seq 0x0 flag af-unspec esn (0x10100000)\n" + cipher + "\tanti-replay esn context:\n\t replay_window 0, bitmap-length 4\n", false, true},
		"extended, cut off": {"\treplay-window 0 seq 0x0 flag af-unspec esn (0x10100000)\n" + cipher, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			snap := &ipsec.Snapshot{ChildSAs: []ipsec.ChildSA{{State: ipsec.ChildInstalled, Local: ipsec.Endpoint{Address: "198.51.100.1"}, Remote: ipsec.Endpoint{Address: "203.0.113.1"}, InSPI: []string{"1"}, OutSPI: []string{"2"}}}}
			parseXfrmState(scan.New("ip -s xfrm state list nokeys", outbound+inbound+c.window), snap)
			JoinKernel(snap)
			if len(snap.ChildSAs) != 1 {
				t.Fatalf("%d SAs", len(snap.ChildSAs))
			}
			if on, known := snap.ChildSAs[0].Replay.Get(); on != c.on || known != c.known {
				t.Errorf("on %t, known %t, want %t, %t", on, known, c.on, c.known)
			}
		})
	}
}
