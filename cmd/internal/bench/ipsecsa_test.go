package bench

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/sirikothe/gotextfsm"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
)

//go:embed ipsecsa.textfsm
var template string

// ipsecSA is "show crypto ipsec sa detail" of a hub with n tunnels, in the
// format of IOS-XE: about 2.4 kB a tunnel.
func ipsecSA(n int) string {
	var b strings.Builder
	for i := range n {
		in, out := 0x10000000+i*7, 0x20000000+i*11
		spoke := fmt.Sprintf("10.%d.%d.0", 10+i/250, i%250)
		peer := fmt.Sprintf("172.16.%d.%d", i/250, 1+i%250)
		iface := fmt.Sprintf("Virtual-Access%d", i+1)
		fmt.Fprintf(&b, tunnel, iface, iface, spoke, peer, 1000+i, 1000+i, 1000+i, 900+i, 900+i, 900+i,
			peer, out, out, in, in, 2*i+1, 2*i+1, iface, out, out, 2*i+2, 2*i+2, iface)
	}
	return b.String()
}

const tunnel = `
interface: %s
    Crypto map tag: %s-head-0, local addr 198.51.100.1

   protected vrf: (none)
   local  ident (addr/mask/prot/port): (10.1.0.0/255.255.0.0/0/0)
   remote ident (addr/mask/prot/port): (%s/255.255.255.0/0/0)
   current_peer %s port 500
     PERMIT, flags={origin_is_acl,}
    #pkts encaps: %d, #pkts encrypt: %d, #pkts digest: %d
    #pkts decaps: %d, #pkts decrypt: %d, #pkts verify: %d
    #pkts compressed: 0, #pkts decompressed: 0
    #pkts not compressed: 0, #pkts compr. failed: 0
    #pkts not decompressed: 0, #pkts decompress failed: 0
    #pkts no sa (send) 0, #pkts invalid sa (rcv) 0
    #pkts encaps failed (send) 0, #pkts decaps failed (rcv) 0
    #pkts invalid prot (recv) 0, #pkts verify failed: 0
    #pkts invalid identity (recv) 0, #pkts invalid len (rcv) 0
    #pkts replay rollover (send): 0, #pkts replay rollover (rcv) 0
    ##pkts replay failed (rcv): 0
    #pkts tagged (send): 0, #pkts untagged (rcv): 0
    #pkts not tagged (send): 0, #pkts not untagged (rcv): 0
    #pkts internal err (send): 0, #pkts internal err (recv) 0

     local crypto endpt.: 198.51.100.1, remote crypto endpt.: %s
     plaintext mtu 1438, path mtu 1500, ip mtu 1500, ip mtu idb GigabitEthernet1
     current outbound spi: 0x%X(%d)
     PFS (Y/N): N, DH group: none

     inbound esp sas:
      spi: 0x%X(%d)
        transform: esp-256-aes esp-sha256-hmac ,
        in use settings ={Tunnel, }
        conn id: %d, flow_id: ESG:%d, sibling_flags FFFFFFFF80000048, crypto map: %s-head-0
        sa timing: remaining key lifetime (k/sec): (4607998/3424)
        Kilobyte Volume Rekey has been disabled
        IV size: 16 bytes
        replay detection support: Y
        Status: ACTIVE(ACTIVE)

     inbound ah sas:

     inbound pcp sas:

     outbound esp sas:
      spi: 0x%X(%d)
        transform: esp-256-aes esp-sha256-hmac ,
        in use settings ={Tunnel, }
        conn id: %d, flow_id: ESG:%d, sibling_flags FFFFFFFF80000048, crypto map: %s-head-0
        sa timing: remaining key lifetime (k/sec): (4607998/3424)
        Kilobyte Volume Rekey has been disabled
        IV size: 16 bytes
        replay detection support: Y
        Status: ACTIVE(ACTIVE)

     outbound ah sas:

     outbound pcp sas:
`

const hubTunnels = 5000

// BenchmarkIPsecSA parses the output of a hub with 5,000 tunnels. Compare it
// with BenchmarkIPsecSATextFSM, which extracts the same fields.
func BenchmarkIPsecSA(b *testing.B) {
	text := ipsecSA(hubTunnels)
	ios := platforms.Find("cisco-ios")
	c := &collector.Capture{Device: "hub", Platform: ios.Name, Outputs: []collector.Output{
		{Command: "show crypto ipsec sa detail", Status: collector.Answered, Text: text}}}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		snap := parsers.Parse(ios, c, 0)
		if len(snap.ChildSAs) != hubTunnels {
			b.Fatalf("%d Child SAs, want %d", len(snap.ChildSAs), hubTunnels)
		}
	}
	b.ReportMetric(float64(testing.AllocsPerRun(1, func() { parsers.Parse(ios, c, 0) }))/hubTunnels, "allocs/child-sa")
}

// BenchmarkIPsecSATextFSM is the named peer: the same text, the same fields.
func BenchmarkIPsecSATextFSM(b *testing.B) {
	text := ipsecSA(hubTunnels)
	fsm := gotextfsm.TextFSM{}
	if err := fsm.ParseString(template); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		out := gotextfsm.ParserOutput{}
		if err := out.ParseTextString(text, fsm, true); err != nil {
			b.Fatal(err)
		}
		if len(out.Dict) != hubTunnels {
			b.Fatalf("%d records, want %d", len(out.Dict), hubTunnels)
		}
	}
}

// BenchmarkIPsecSAGrowth shows whether the time grows with the number of
// tunnels: ns per tunnel must stay the same.
func BenchmarkIPsecSAGrowth(b *testing.B) {
	ios := platforms.Find("cisco-ios")
	for _, n := range []int{10, 500, 5000, 50000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			c := &collector.Capture{Device: "hub", Platform: ios.Name, Outputs: []collector.Output{
				{Command: "show crypto ipsec sa detail", Status: collector.Answered, Text: ipsecSA(n)}}}
			for b.Loop() {
				parsers.Parse(ios, c, 0)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/tunnel")
		})
	}
}
