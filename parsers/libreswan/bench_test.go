package libreswan

import (
	"fmt"
	"strings"
	"testing"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// statusOf makes the output of "ipsec status" with n tunnels.
func statusOf(n int) string {
	var b strings.Builder
	b.WriteString("using kernel interface: xfrm\n\nConnection list:\n\n")
	for i := range n {
		c := fmt.Sprintf("\"br%d\"", i)
		peer := fmt.Sprintf("203.0.%d.%d", i/250%250, i%250)
		fmt.Fprintf(&b, "%s: 10.1.0.0/16===198.51.100.1[@hq]...%s[@br%d]===10.%d.%d.0/24; erouted; eroute owner: #%d\n", c, peer, i, i/250%250, i%250, 2*i+2)
		fmt.Fprintf(&b, "%s:     oriented; my_ip=unset; their_ip=unset; my_updown=ipsec _updown;\n", c)
		fmt.Fprintf(&b, "%s:   our auth:secret, their auth:secret, our autheap:none, their autheap:none;\n", c)
		fmt.Fprintf(&b, "%s:   ike_life: 28800s; ipsec_life: 28800s; replay_window: 128; rekey_margin: 540s; rekey_fuzz: 100%%;\n", c)
		fmt.Fprintf(&b, "%s:   policy: IKEv2+PSK+ENCRYPT+TUNNEL+PFS+UP+IKE_FRAG_ALLOW+ESN_NO;\n", c)
		fmt.Fprintf(&b, "%s:   conn_prio: 16,24; interface: eth0; metric: 0; mtu: unset; sa_prio:auto; sa_tfc:none;\n", c)
		fmt.Fprintf(&b, "%s:   our idtype: ID_FQDN; our id=@hq; their idtype: ID_FQDN; their id=@br%d\n", c, i)
		fmt.Fprintf(&b, "%s:   liveness: active; dpdaction:restart; dpddelay:30s; retransmit-timeout:60s\n", c)
		fmt.Fprintf(&b, "%s:   newest IKE SA: #%d; newest IPsec SA: #%d; conn serial: $%d;\n", c, 2*i+1, 2*i+2, i)
		fmt.Fprintf(&b, "%s:   IKEv2 algorithm newest: AES_GCM_16_256-HMAC_SHA2_512-DH19\n", c)
		fmt.Fprintf(&b, "%s:   ESP algorithm newest: AES_GCM_16_256-NONE; pfsgroup=<Phase1>\n", c)
	}
	b.WriteString("\nState list:\n\n")
	for i := range n {
		peer := fmt.Sprintf("203.0.%d.%d", i/250%250, i%250)
		fmt.Fprintf(&b, "#%d: \"br%d\":500 STATE_V2_ESTABLISHED_IKE_SA (established IKE SA); REKEY in 27864s; newest; idle;\n", 2*i+1, i)
		fmt.Fprintf(&b, "#%d: \"br%d\":500 STATE_V2_ESTABLISHED_CHILD_SA (established Child SA); REKEY in 27864s; newest; eroute owner; IKE SA #%d; idle;\n", 2*i+2, i, 2*i+1)
		fmt.Fprintf(&b, "#%d: \"br%d\" esp.%08x@%s esp.%08x@198.51.100.1 tun.0@%s tun.0@198.51.100.1 Traffic: ESPin=84B ESPout=84B ESPmax=2^63B\n", 2*i+2, i, i+0x1000000, peer, i+0x2000000, peer)
	}
	return b.String()
}

// TestStatusAllocations: reading 1,000 tunnels costs few allocations a Child SA,
// and eleven lines of configuration each.
func TestStatusAllocations(t *testing.T) {
	const tunnels, most = 1000, 30
	text := statusOf(tunnels)
	total := testing.AllocsPerRun(3, func() {
		snap := &ipsec.Snapshot{}
		parseStatus(scan.New("ipsec status", text), snap)
		if len(snap.ChildSAs) != tunnels || len(snap.Peers) != tunnels {
			t.Fatalf("%d Child SAs of %d connections", len(snap.ChildSAs), len(snap.Peers))
		}
	})
	if per := total / tunnels; per > most {
		t.Errorf("%.1f allocations a tunnel, want at most %d", per, most)
	}
}

// BenchmarkStatus reads 5,000 tunnels.
func BenchmarkStatus(b *testing.B) {
	text := statusOf(5000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		snap := &ipsec.Snapshot{}
		parseStatus(scan.New("ipsec status", text), snap)
	}
}
