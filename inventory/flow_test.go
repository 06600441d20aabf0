package inventory

import (
	"net/netip"
	"strings"
	"testing"
)

func TestParseFlow(t *testing.T) {
	a, b := netip.MustParseAddr("10.1.0.5"), netip.MustParseAddr("10.2.0.9")
	six, seven := netip.MustParseAddr("2001:db8::6"), netip.MustParseAddr("2001:db8:7::7")
	for text, want := range map[string]Flow{
		"10.1.0.5>10.2.0.9":                  {Source: a, Destination: b},
		"10.1.0.5:any>10.2.0.9:443/tcp":      {Source: a, Destination: b, Protocol: 6, Port: 443},
		" 10.1.0.5 -> 10.2.0.9:53/UDP":       {Source: a, Destination: b, Protocol: 17, Port: 53},
		"10.1.0.5:5060>10.2.0.9:any/17":      {Source: a, Destination: b, Protocol: 17, SourcePort: 5060},
		"10.1.0.5>10.2.0.9/icmp":             {Source: a, Destination: b, Protocol: 1},
		"2001:db8::6>[2001:db8:7::7]:22/tcp": {Source: six, Destination: seven, Protocol: 6, Port: 22},
		"2001:db8::6>2001:db8:7::7":          {Source: six, Destination: seven},
	} {
		got, err := ParseFlow(text)
		if err != nil || got != want {
			t.Errorf("ParseFlow(%q) = %+v, %v; want %+v", text, got, err, want)
			continue
		}
		again, err := ParseFlow(got.String())
		if err != nil || again != got {
			t.Errorf("%q is printed as %q, which reads as %+v, %v", text, got, again, err)
		}
	}
}

func TestParseFlowRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"10.1.0.5":                    "is no flow",
		"10.1.0.5>server":             "is no address",
		"10.1.0.5>server:443/tcp":     `"server" is no address`,
		"10.1.0.5>10.2.0.9:443":       "without a protocol",
		"10.1.0.5>10.2.0.9:443/icmp":  "without a protocol",
		"10.1.0.5>10.2.0.9:0/tcp":     "is no port",
		"10.1.0.5>10.2.0.9:70000/tcp": "is no port",
		"10.1.0.5>10.2.0.9/tpc":       "is no protocol",
		"10.1.0.5>2001:db8::1":        "mixes IPv4 and IPv6",
		"10.1.0.5>10.2.0.9/300":       "is no protocol",
	} {
		if got, err := ParseFlow(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("ParseFlow(%q) = %v, %v; want an error with %q", text, got, err, says)
		}
	}
}

func TestNewFlow(t *testing.T) {
	f, err := NewFlow("2001:db8::6", "2001:db8:7::7", "tcp", "22")
	if err != nil || f.String() != "2001:db8::6>[2001:db8:7::7]:22/tcp" {
		t.Errorf("got %v, %v", f, err)
	}
	f, err = NewFlow("10.1.0.5", "10.2.0.9", "", "")
	if err != nil || f.String() != "10.1.0.5>10.2.0.9" {
		t.Errorf("got %v, %v", f, err)
	}
}

func TestTunnelFlows(t *testing.T) {
	inv, err := Parse("inv.yaml", []byte(`devices:
  - name: hq
    address: 192.0.2.1
tunnels:
  - name: hq-br1
    ends: [hq, 203.0.113.1]
    flows: ["10.1.0.5>10.2.0.9:443/tcp", 10.2.0.7>10.1.0.53:53/udp]
`))
	if err != nil {
		t.Fatal(err)
	}
	if f := inv.Tunnels[0].Flows; len(f) != 2 || f[1].String() != "10.2.0.7>10.1.0.53:53/udp" {
		t.Errorf("flows are %v", f)
	}
	_, err = Parse("inv.yaml", []byte("devices: [{name: hq}]\ntunnels:\n  - {name: x, ends: [hq, 203.0.113.1], flows: [web]}\n"))
	if err == nil || !strings.Contains(err.Error(), `a flow of tunnel "x"`) {
		t.Errorf("a flow that is none: %v", err)
	}
}
