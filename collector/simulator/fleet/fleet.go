// Package fleet makes up VPN gateways for the simulator: pairs of ends that
// fit together, healthy and broken, with the vendor's outputs for each. The
// same seed gives the same fleet. All addresses are from documentation and
// private ranges.
package fleet

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
)

// Login of every device of a fleet.
const (
	User         = "ops"
	Password     = "simulated-only"
	EnableSecret = "simulated-enable"
)

// A Fleet is devices and the tunnels between them.
type Fleet struct {
	Devices []*Device
	Tunnels []*Tunnel
}

// A Device is one gateway.
type Device struct {
	Name     string
	Platform string
	// Address is where its tunnels end; LAN is the network behind it.
	Address netip.Addr
	LAN     netip.Prefix
	// Quirks are those of its management plane.
	Quirks simulator.Quirks
	number int
	ends   []*end
	down   bool // the IKE daemon does not run
}

// A Tunnel is an intended tunnel between two devices. The first end starts it.
type Tunnel struct {
	Name string
	Ends [2]string
	// Scenario names what happens; Cause is the catalogue id of what is wrong,
	// or of why nothing is.
	Scenario, Cause string
	OnDemand        bool
	Selectors       [2]string
}

// Simulated returns the device as the simulator serves it. Outputs are made
// when someone logs in, so that clocks and ages fit.
func (d *Device) Simulated() simulator.Device {
	out := simulator.Device{
		Name: d.Name, Platform: d.Platform, Hostname: d.Name, User: User, Password: Password, Quirks: d.Quirks,
		Render: func(now time.Time) *collector.Capture { return d.Capture(now) },
	}
	if d.Platform == "cisco-asa" {
		out.EnableSecret = EnableSecret
	}
	return out
}

// New returns a fleet of n devices (at least 2): hubs with up to six branches
// each. About two tunnels in three are healthy.
func New(n int, seed uint64) *Fleet {
	random := rand.New(rand.NewPCG(seed, 0x1b5ec))
	f := &Fleet{}
	var hub *Device
	for branches := 0; len(f.Devices) < max(n, 2); branches-- {
		if branches <= 0 {
			branches = 2 + random.IntN(5)
			hub = f.add("hub", platforms[random.IntN(len(platforms))])
			continue
		}
		s := pick(random, hub.Platform)
		branch := f.add("br", s.starter(random, hub.Platform))
		f.connect(branch, hub, s, random)
	}
	return f
}

var platforms = []string{"cisco-ios", "cisco-asa", "strongswan"}

// Demo returns the small fleet of "ipsec-diag demo": three platforms, and one
// tunnel for each kind of trouble.
func Demo() *Fleet {
	f := &Fleet{}
	random := rand.New(rand.NewPCG(1, 2))
	for _, t := range demo {
		a, b := f.find(t.from), f.find(t.to)
		f.connect(a, b, scenarioNamed(t.scenario), random)
	}
	return f
}

// A demoTunnel goes from one device to another. The part of a name before the
// dash tells the platform.
type demoTunnel struct{ from, to, scenario string }

var demo = []demoTunnel{
	{"ios-zurich", "asa-geneva", "healthy"},
	{"ios-basel", "asa-geneva", "no-return"},
	{"ios-bern", "asa-geneva", "psk-mismatch-v1"},
	{"ios-zurich", "asa-lugano", "esp-proposal"},
	{"sw-paris", "sw-hq", "psk-mismatch"},
	{"sw-lyon", "sw-hq", "selectors"},
	{"sw-nice", "sw-hq", "cert-expired"},
	{"sw-lille", "sw-hq", "healthy"},
	{"ios-lausanne", "sw-hq", "ike-proposal"},
	{"sw-lille", "asa-lugano", "udp500-blocked"},
	{"ios-basel", "ios-zurich", "flapping"},
	{"sw-rennes", "sw-brest", "daemon-down"},
}

// find returns the device of the demo with that name and adds it if need be.
func (f *Fleet) find(name string) *Device {
	for _, d := range f.Devices {
		if d.Name == name {
			return d
		}
	}
	d := f.add("", map[string]string{"ios": "cisco-ios", "asa": "cisco-asa", "sw-": "strongswan"}[name[:3]])
	d.Name = name
	return d
}

func (f *Fleet) add(kind, platform string) *Device {
	i := len(f.Devices)
	d := &Device{
		Name: fmt.Sprintf("%s%d", kind, i), Platform: platform, number: i,
		Address: outside(i), LAN: netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(1 + i/250), byte(1 + i%250), 0}), 24),
	}
	f.Devices = append(f.Devices, d)
	return d
}

// outside numbers the public side: first RFC 5737, then RFC 1918 (a carrier's
// private network).
func outside(i int) netip.Addr {
	nets := [][3]byte{{198, 51, 100}, {203, 0, 113}, {192, 0, 2}}
	if i < 3*240 {
		net := nets[i%3]
		return netip.AddrFrom4([4]byte{net[0], net[1], net[2], byte(1 + i/3)})
	}
	i -= 3 * 240
	return netip.AddrFrom4([4]byte{172, byte(16 + i/62500), byte(i / 250 % 250), byte(1 + i%250)})
}

// connect makes a tunnel from a to b.
func (f *Fleet) connect(a, b *Device, s *scenario, random *rand.Rand) {
	f.Tunnels = append(f.Tunnels, &Tunnel{
		Name: a.Name + "-" + b.Name, Ends: [2]string{a.Name, b.Name}, Scenario: s.name, Cause: s.cause,
		OnDemand: s.onDemand, Selectors: [2]string{a.LAN.String(), b.LAN.String()},
	})
	k := &keys{
		spi: [2]uint64{random.Uint64(), random.Uint64()}, child: [2]uint32{random.Uint32() | 1<<28, random.Uint32() | 1<<28},
		age: 600 + random.IntN(2400), packets: 2000 + random.IntN(90000),
	}
	if s.age > 0 {
		k.age = s.age
	}
	a.ends = append(a.ends, &end{scenario: s, keys: k, Index: len(a.ends) + 1, Starts: true, Local: a.party(s), Remote: b.party(s)})
	b.ends = append(b.ends, &end{scenario: s, keys: k, Index: len(b.ends) + 1, Local: b.party(s), Remote: a.party(s)})
	b.down = b.down || s.daemonDown
}

func (d *Device) party(s *scenario) party {
	p := party{Host: d.Name, Address: d.Address, Net: d.LAN, ID: d.Address.String()}
	if s.cert {
		p.ID = d.Name + ".example.com"
	}
	return p
}
