package collector_test

import (
	"net/netip"
	"strings"
	"testing"

	"ipsec-diag/collector"
)

func ping(change func(*collector.Ping)) collector.Ping {
	p := collector.Ping{Source: netip.MustParseAddr("10.1.0.1"), Destination: netip.MustParseAddr("10.2.0.1"), Size: 100, Count: 5}
	if change != nil {
		change(&p)
	}
	return p
}

func onASA(p *collector.Ping) { p.Source, p.Interface = netip.Addr{}, "inside" }

// TestProbeText: exactly these lines, on each platform, and each is read back.
func TestProbeText(t *testing.T) {
	large := func(p *collector.Ping) { p.Size, p.Count, p.DF = 1438, 3, true }
	inVRF := func(p *collector.Ping) { large(p); p.VRF = "blue" }
	for _, c := range []struct {
		platform string
		change   func(*collector.Ping)
		want     string
	}{
		{"cisco-ios", nil, "ping ip 10.2.0.1 source 10.1.0.1 size 100 repeat 5 timeout 2"},
		{"cisco-ios", inVRF, "ping vrf blue ip 10.2.0.1 source 10.1.0.1 size 1438 repeat 3 timeout 2 df-bit"},
		{"cisco-asa", onASA, "ping inside 10.2.0.1 repeat 5 size 100 timeout 2"},
		{"strongswan", nil, "ping -n -c 5 -i 0.2 -W 2 -s 72 -I 10.1.0.1 10.2.0.1"},
		{"libreswan", large, "ping -n -c 3 -i 0.2 -W 2 -M do -s 1410 -I 10.1.0.1 10.2.0.1"},
		{"vyos", large, "ping -n -c 3 -i 0.2 -W 2 -M do -s 1410 -I 10.1.0.1 10.2.0.1"},
		{"junos", inVRF, "ping 10.2.0.1 source 10.1.0.1 size 1410 count 3 rapid do-not-fragment routing-instance blue"},
		{"panos", large, "ping source 10.1.0.1 count 3 size 1410 do-not-fragment yes host 10.2.0.1"},
		{"routeros", large, "/ping address=10.2.0.1 src-address=10.1.0.1 size=1438 count=3 interval=200ms do-not-fragment"},
	} {
		p := ping(c.change)
		got, err := collector.Probe(c.platform, p)
		if err != nil || got.String() != c.want {
			t.Errorf("%s: %q, %v; want %q", c.platform, got, err, c.want)
		}
		if back, ok := collector.ReadPing(c.platform, c.want); !ok || back != p {
			t.Errorf("%s: %q is read as %+v, %v", c.platform, c.want, back, ok)
		}
		if _, err := collector.Show(c.platform, c.want); err == nil {
			t.Errorf("%s: the read-only list lets %q pass", c.platform, c.want)
		}
	}
}

// TestProbeRefuses: nothing unbounded, nothing that is no host, no second word.
func TestProbeRefuses(t *testing.T) {
	vrf := func(name string) func(*collector.Ping) { return func(p *collector.Ping) { p.VRF = name } }
	to := func(a string) func(*collector.Ping) {
		return func(p *collector.Ping) { p.Destination = netip.MustParseAddr(a) }
	}
	for _, change := range []func(*collector.Ping){
		func(p *collector.Ping) { p.Count = 0 }, func(p *collector.Ping) { p.Count = 11 }, func(p *collector.Ping) { p.Count = -1 },
		func(p *collector.Ping) { p.Size = 0 }, func(p *collector.Ping) { p.Size = 28 }, func(p *collector.Ping) { p.Size = 65535 },
		func(p *collector.Ping) { p.Source = netip.Addr{} }, func(p *collector.Ping) { p.Destination = netip.Addr{} },
		to("255.255.255.255"), to("0.0.0.0"), to("224.0.0.1"), to("127.0.0.1"), to("169.254.1.1"), to("2001:db8::1"), to("fe80::1%eth0"), to("::ffff:10.2.0.1"),
		vrf("blue; reload"), vrf("blue\nreload"), vrf("blue reload"), vrf("$(id)"), vrf("-f"), vrf("?"), vrf("ip"), vrf("bl\x00ue"), vrf("blue\x1b[A"), vrf(strings.Repeat("b", 65)),
		func(p *collector.Ping) { p.Interface = "inside" },
	} {
		p := ping(change)
		for _, platform := range []string{"cisco-ios", "junos"} {
			if c, err := collector.Probe(platform, p); err == nil || c.String() != "" {
				t.Errorf("%s sends %q", platform, c)
			}
		}
	}
	for platform, change := range map[string]func(*collector.Ping){
		"strongswan": vrf("blue"), "panos": vrf("blue"), "routeros": vrf("blue"), "fortios": nil, "unheard-of": nil,
		"cisco-asa": func(p *collector.Ping) { onASA(p); p.DF = true },
	} {
		if c, err := collector.Probe(platform, ping(change)); err == nil {
			t.Errorf("%s sends %q", platform, c)
		}
	}
	for _, name := range []string{"", "tcp", "inside outside", "inside\n"} {
		if c, err := collector.Probe("cisco-asa", ping(func(p *collector.Ping) { onASA(p); p.Interface = name })); err == nil {
			t.Errorf("an ASA sends %q", c)
		}
	}
}

// TestReadPingRefuses: nothing but what Probe makes is taken for a ping, which a
// session sends without sudo.
func TestReadPingRefuses(t *testing.T) {
	for _, text := range []string{
		"ping", "ping 10.2.0.1", "ping -n -c 5 -i 0.2 -W 2 -s 72 -I 10.1.0.1 10.2.0.1 ; id", "ping -f 10.2.0.1",
		"ping -n -c 50 -i 0.2 -W 2 -s 72 -I 10.1.0.1 10.2.0.1", "ping -n -c 5 -i 0.2 -W 2 -s 072 -I 10.1.0.1 10.2.0.1",
		"ping -n -c 5 -i 0.2 -W 2 -s 72 -I 10.1.0.1 10.2.0.1\nid",
	} {
		if p, ok := collector.ReadPing("strongswan", text); ok {
			t.Errorf("%q is read as %+v", text, p)
		}
	}
}

// TestEveryPlatformPingsOrSaysHow: a platform that cannot says what to do by hand.
func TestEveryPlatformPingsOrSaysHow(t *testing.T) {
	for _, platform := range platforms {
		f := collector.Pings(platform)
		if (f.Small == "") == (f.ByHand == "") || f.Small != "" && f.Right == "" {
			t.Errorf("%s: %+v", platform, f)
		}
		if strings.ContainsAny(f.Small+f.Large, "[]") {
			t.Errorf("%s: %q, %q", platform, f.Small, f.Large)
		}
	}
}
