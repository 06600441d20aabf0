package ciscoasa

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A config is what was read of a running configuration. Its parts refer to
// each other by name and may stand in several outputs, so connections are made
// of them when all outputs are there; see [finishConfig].
type config struct {
	maps     []*mapEntry
	dynamic  []*mapEntry
	profiles []*mapEntry
	bound    map[string][]boundTo // interfaces of a crypto map, by its name
	groups   map[string]*tunnelGroup
	networks cisco.Objects
	lifetime ipsec.Duration  // of all maps without their own
	opener   []string        // the words of the line whose block is read
	src      *ipsec.Source   // the output that is read; nil the first time
	cut      map[string]bool // maps whose lines may go on behind an open end, by name
}

// boundTo is the interface of a crypto map and the line that says so.
type boundTo struct {
	name string
	at   ipsec.Ref
}

// A mapEntry is one entry of a crypto map, a dynamic map or an IPsec profile.
type mapEntry struct {
	name, sequence  string
	list            ipsec.Text
	peers           []string
	sets, proposals []string // IKEv1 transform sets, IKEv2 proposals
	pfs             ipsec.Text
	lifetime        ipsec.Duration
	lifetimeKB      ipsec.Count
	aggressive      ipsec.Flag
	start           ipsec.Text // answer-only, originate-only, bidirectional
	dynamic         string     // the dynamic map it refers to
	cut             bool       // its lines may go on behind an open end
	ref             ipsec.Ref
}

// A tunnelGroup holds how a peer is authenticated, under its address.
type tunnelGroup struct {
	local, remote ipsec.Text
	key           ipsec.Text    // digest of the IKEv1 key
	keys          [2]ipsec.Text // of the IKEv2 keys: ours, the peer's
	dpd           ipsec.Duration
	site          bool // of the type ipsec-l2l
	cut           bool // its lines may go on behind an open end
	ref           ipsec.Ref
}

func newConfig() *config {
	return &config{bound: map[string][]boundTo{}, groups: map[string]*tunnelGroup{}, networks: cisco.Objects{}, cut: map[string]bool{}}
}

// parseConfig reads a running configuration or a part of it: what stands for
// itself (access lists, address translation, routes, interfaces, algorithms).
func parseConfig(t *scan.Text, snap *ipsec.Snapshot) { newConfig().read(t, snap) }

// read takes the lines of a configuration. A line in a block begins with a
// blank, but pasting loses that, so that its first word decides.
func (c *config) read(t *scan.Text, snap *ipsec.Snapshot) {
	each(t, func(n int, line string) bool {
		f := strings.Fields(line)
		at := t.At(n)
		switch {
		case strings.HasPrefix(line, "!") || strings.HasPrefix(line, ":"):
			return true
		case c.topLevel(f, at, snap):
			c.opener = f
			return true
		}
		return c.inBlock(f, at, snap)
	})
	if t.Open() {
		c.cutOff()
	}
}

// cutOff notes what the last lines of a text with an open end are about.
func (c *config) cutOff() {
	o := c.opener
	switch {
	case len(o) > 2 && o[0] == "tunnel-group" && c.groups[o[1]] != nil:
		c.groups[o[1]].cut = true
	case len(o) > 3 && o[0] == "crypto" && o[1] == "map":
		c.cut[o[2]] = true
		for _, e := range c.maps {
			e.cut = e.cut || e.name == o[2] && e.sequence == o[3]
		}
	case len(o) > 3 && o[0] == "crypto" && (o[1] == "dynamic-map" || o[2] == "profile"):
		for _, e := range append(slices.Clip(c.dynamic), c.profiles...) {
			e.cut = e.cut || e.name == o[2] && e.sequence == o[3] || e.name == o[3] && e.sequence == ""
		}
	}
}

// topLevel reads a statement that stands alone or opens a block.
func (c *config) topLevel(f []string, at ipsec.Ref, snap *ipsec.Snapshot) bool {
	switch f[0] {
	case "crypto":
		return len(f) > 2 && c.crypto(f[1:], at, snap)
	case "isakmp": // before release 7.2
		return len(f) > 2 && c.crypto(f, at, snap)
	case "tunnel-group":
		return len(f) > 2 && c.tunnelGroup(f[1:], at)
	case "access-list":
		return accessList(f, at, snap)
	case "object", "object-group":
		return len(f) > 2 && (f[1] == "network" || f[1] == "service")
	case "interface":
		return len(f) == 2 && openInterface(f[1], at, snap)
	case "nat":
		return c.nat(f, at, snap)
	case "route":
		return staticRoute(f, at, snap)
	case "group-policy":
		return len(f) == 3 && (f[2] == "internal" || f[2] == "attributes")
	case "sysopt":
		return len(f) > 2 && f[1] == "connection"
	case "no": // "no crypto map M 10 set tfc-packets" of "show running-config all"
		return len(f) > 5 && f[1] == "crypto" && f[2] == "map" && knownSet[f[len(f)-1]]
	case "hostname":
		snap.Hostname.Fill(ipsec.Saw(second(f), at))
		return len(f) == 2
	case "ASA":
		snap.Version.Fill(ipsec.Saw(f[len(f)-1], at))
		return len(f) == 3 && f[1] == "Version"
	}
	return false
}

// inBlock reads a line of the block that is open.
func (c *config) inBlock(f []string, at ipsec.Ref, snap *ipsec.Snapshot) bool {
	if len(c.opener) == 0 {
		return false
	}
	switch c.opener[0] {
	case "crypto":
		return c.cryptoBlock(f, at, snap)
	case "tunnel-group":
		return c.groupLine(f, at)
	case "object", "object-group":
		c.networks.Add(c.opener[2], f)
		return true
	case "interface":
		return interfaceLine(f, at, snap)
	case "group-policy":
		return knownOfGroup[f[0]]
	}
	return false
}

// knownOfGroup are the settings of a group policy that no rule asks for.
var knownOfGroup = map[string]bool{
	"vpn-tunnel-protocol": true, "vpn-idle-timeout": true, "vpn-session-timeout": true, "vpn-filter": true,
}

// accessList reads "access-list NAME extended permit ...", and takes remarks.
func accessList(f []string, at ipsec.Ref, snap *ipsec.Snapshot) bool {
	if len(f) < 4 {
		return false
	}
	rest := f[2:]
	switch rest[0] {
	case "remark":
		return true
	case "line": // of "show access-list": "line 1 extended permit ..."
		rest = rest[2:]
	}
	if len(rest) > 0 && (rest[0] == "extended" || rest[0] == "standard") {
		rest = rest[1:]
	}
	e, ok := cisco.AccessEntry(f[1], strings.Join(rest, " "), cisco.NetMasks, at)
	if ok {
		snap.AccessLists = append(snap.AccessLists, e)
	}
	return ok
}

// staticRoute reads "route outside 0.0.0.0 0.0.0.0 192.0.2.254 1".
func staticRoute(f []string, at ipsec.Ref, snap *ipsec.Snapshot) bool {
	if len(f) < 5 {
		return false
	}
	s, ok := scan.MaskSelector(f[2], f[3], "", "")
	p, isPrefix := s.Prefix()
	if !ok || !isPrefix {
		return false
	}
	e := ipsec.RoutingEntry{Prefix: p.String(), Protocol: "static", NextHop: ipsec.Saw(f[4], at), Interface: ipsec.Saw(f[1], at), Ref: at}
	if len(f) > 5 {
		if n, ok := scan.Int(f[5]); ok {
			e.Distance = ipsec.Saw(n, at)
		}
	}
	snap.RoutingTable = append(snap.RoutingTable, e)
	return true
}
