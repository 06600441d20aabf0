package bench

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/platforms"
)

// hubOutputs are what an IOS hub with n tunnel interfaces prints: its SAs, its
// configuration, its interfaces and routes, and two log lines a tunnel.
func hubOutputs(n int) []collector.Output {
	var isakmp, config, brief, routes, log strings.Builder
	isakmp.WriteString("IPv4 Crypto ISAKMP SA\ndst             src             state          conn-id status\n")
	config.WriteString("version 15.9\nhostname hub\ncrypto isakmp policy 10\n encr aes 256\n authentication pre-share\n group 14\n")
	brief.WriteString("Interface              IP-Address      OK? Method Status                Protocol\nGigabitEthernet0/0     198.51.100.1    YES manual up                    up\n")
	routes.WriteString("Gateway of last resort is 198.51.100.254 to network 0.0.0.0\n\nS*    0.0.0.0/0 [1/0] via 198.51.100.254\n")
	log.WriteString("Syslog logging: enabled (0 messages dropped)\n\nLog Buffer (8192 bytes):\n\n")
	for i := range n {
		peer := fmt.Sprintf("172.16.%d.%d", i/250, 1+i%250) // as in ipsecSA
		fmt.Fprintf(&isakmp, "%-15s 198.51.100.1    QM_IDLE           %d ACTIVE\n", peer, 1000+i)
		fmt.Fprintf(&config, "interface Tunnel%d\n ip address 172.%d.%d.%d 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel mode ipsec ipv4\n tunnel destination %s\n tunnel protection ipsec profile P\n!\n",
			i, 24+i>>14, i>>6&255, i<<2&255, peer)
		fmt.Fprintf(&brief, "Tunnel%-16d 172.%d.%d.%d      YES manual up                    up\n", i, 24+i>>14, i>>6&255, i<<2&255)
		fmt.Fprintf(&routes, "S     10.%d.%d.0/24 is directly connected, Tunnel%d\n", i>>8&255, i&255, i)
		fmt.Fprintf(&log, "Nov 24 2026 04:01:00.000: %%CRYPTO-5-IKMP_SETUP_SUCCESS: x %s\nNov 24 2026 04:02:00.000: %%LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel%d, changed state to up\n", peer, i)
	}
	config.WriteString("end\n")
	var out []collector.Output
	for _, pair := range [][2]string{
		{"show crypto isakmp sa", isakmp.String()}, {"show crypto ipsec sa detail", ipsecSA(n)}, {"show running-config", config.String()},
		{"show ip interface brief", brief.String()}, {"show ip route", routes.String()}, {"show logging", log.String()},
	} {
		out = append(out, collector.Output{Command: pair[0], Status: collector.Answered, Text: pair[1]})
	}
	return out
}

// BenchmarkDiagnoseHub judges a hub by all rules, from its parsed outputs. The
// cost of a tunnel must not grow with their number.
func BenchmarkDiagnoseHub(b *testing.B) {
	all := rules.All()
	for _, n := range []int{500, 5000} {
		snap := parsers.Parse(platforms.Find("cisco-ios"), &collector.Capture{Device: "hub", Platform: "cisco-ios", Outputs: hubOutputs(n)}, 0)
		b.Run(fmt.Sprint(n), func(b *testing.B) { diagnoseHub(b, snap, all, n) })
	}
}

func diagnoseHub(b *testing.B, snap *ipsec.Snapshot, all []*engine.Rule, n int) {
	tunnels := 0
	for b.Loop() {
		cases := engine.Assemble(time.Time{}, []engine.Reading{{Name: "hub", Snap: snap}}, nil, "")
		for _, c := range cases {
			engine.Diagnose(c, all)
		}
		tunnels = len(cases)
	}
	if tunnels != n {
		b.Fatalf("%d tunnels, want %d", tunnels, n)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(tunnels), "µs/tunnel")
}
