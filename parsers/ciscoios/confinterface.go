package ciscoios

import (
	"net/netip"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A confInterface is an interface of the configuration. row is what the
// snapshot tells of it; the rest serves to make connections.
type confInterface struct {
	row        ipsec.Interface
	first      string // the primary address
	fromPeer   bool   // its address is negotiated, or of DHCP
	nat        string // "inside", "outside", "enable" (NAT virtual interface) or ""
	policyList ipsec.Text
	nbma       []string // addresses of next hop servers and static neighbours
	multipoint bool
	frontVRF   string // the VRF of the outer packets of a tunnel
	shutdown   ipsec.Flag
}

// openInterface begins an interface. Without a line "shutdown" it is switched on.
func (c *conf) openInterface(f []string, at ipsec.Ref) bool {
	if len(f) > 2 && strings.Trim(f[2], "0123456789/.:") == "" { // "interface Tunnel 1"
		f = append([]string{f[0], f[1] + f[2]}, f[3:]...)
	}
	i := &confInterface{row: ipsec.Interface{Name: f[1], AdminUp: ipsec.Saw(true, at), Ref: at}}
	c.interfaces = append(c.interfaces, i)
	c.snap.Interfaces = append(c.snap.Interfaces, i.row)
	return len(f) == 2 || len(f) == 4 && f[2] == "type" || len(f) == 3 && (f[2] == "point-to-point" || f[2] == "multipoint")
}

// inInterface reads a line of the open interface.
func (c *conf) inInterface(f []string, at ipsec.Ref) bool {
	i := c.interfaces[len(c.interfaces)-1]
	if !c.interfaceLine(i, f, at) {
		return false
	}
	i.row.Ref.Last = at.Last
	c.snap.Interfaces[len(c.snap.Interfaces)-1] = i.row
	return true
}

func (c *conf) interfaceLine(i *confInterface, f []string, at ipsec.Ref) bool {
	last := f[len(f)-1]
	switch {
	case f[0] == "shutdown":
		i.row.AdminUp, i.shutdown = ipsec.Saw(false, at), ipsec.Saw(true, at)
	case f[0] == "ip" && len(f) > 1, f[0] == "ipv6" && len(f) > 1:
		return i.ip(f, at)
	case f[0] == "mtu":
		if !i.row.MTU.Known() {
			i.row.MTU = number(last, at)
		}
	case f[0] == "tunnel" && len(f) > 1:
		return i.tunnel(f[1:], at)
	case f[0] == "crypto" && len(f) > 2 && f[1] == "map":
		i.row.CryptoMap = ipsec.Saw(f[2], at)
		c.bind(f[2], i.row.Name, at)
	case f[0] == "vrf" && len(f) == 3 && f[1] == "forwarding":
		i.row.VRF = ipsec.Saw(f[2], at)
	case (f[0] == "standby" || f[0] == "vrrp") && len(f) > 3 && f[2] == "ip":
		i.row.Addresses = append(i.row.Addresses, f[3])
	case f[0] == "keepalive":
		i.keepalive(f[1:], at)
	case f[0] == "no" && len(f) > 1:
		return otherInterface[f[1]] || f[1] == "ip" || f[1] == "shutdown"
	default:
		return otherInterface[f[0]]
	}
	return true
}

// otherInterface begin lines of an interface that say nothing about tunnels.
var otherInterface = words(`arp authentication auto backup bandwidth bfd bridge-group carrier-delay cdp channel-group clock crypto-engine
	dcbx delay description dialer dialer-group duplex encapsulation ethernet fair-queue flowcontrol full-duplex
	half-duplex hold-queue keepalive l2protocol lacp lldp load-interval logging mab mac-address macsec max-reserved-bandwidth
	media-type mop mpls negotiation peer platform plim ppp pppoe pppoe-client priority-queue pvc qos random-detect
	rate-limit service service-module service-policy snmp spanning-tree speed standby storm-control switchport trust
	tx-ring-limit udld virtual-template vrrp zone-member transport access-session dot1x if-state ntp nhrp glbp isis vlan-id`)

// ip reads the lines of an interface that begin with "ip" or "ipv6".
func (i *confInterface) ip(f []string, at ipsec.Ref) bool {
	rest := f[2:]
	switch f[1] {
	case "address":
		return len(rest) > 0 && i.address(rest)
	case "mtu":
		i.row.MTU = number(f[len(f)-1], at)
	case "tcp":
		if len(rest) == 2 && rest[0] == "adjust-mss" {
			i.row.MSS = number(rest[1], at)
		}
	case "nat":
		if len(rest) == 1 && (rest[0] == "inside" || rest[0] == "outside" || rest[0] == "enable") {
			i.nat = rest[0]
		}
		return len(rest) == 1
	case "vrf":
		if len(rest) == 2 && rest[0] == "forwarding" {
			i.row.VRF = ipsec.Saw(rest[1], at)
		}
	case "nhrp":
		i.neighbour(rest)
	case "access-group", "unnumbered", "virtual-reassembly", "ospf", "eigrp", "hello-interval", "hold-time", "redirects", "route-cache", "flow",
		"policy", "pim", "igmp", "helper-address", "verify", "bandwidth-percent", "split-horizon", "next-hop-self", "inspect", "proxy-arp", "summary-address",
		"rip", "router", "authentication", "directed-broadcast", "unreachables", "tcp-adjust", "nbar", "accounting", "dhcp", "enable", "nd", "cef", "mask-reply",
		"verify-unicast", "urlfilter", "admission", "ips", "broadcast-address", "mroute-cache", "multicast", "rsvp", "traffic-filter", "load-sharing":
	default:
		return false
	}
	return true
}

// address reads "A MASK [secondary]", "A/64" and "dhcp" or "negotiated".
func (i *confInterface) address(f []string) bool {
	text, _, _ := strings.Cut(f[0], "/")
	if _, err := netip.ParseAddr(text); err != nil {
		i.fromPeer = i.fromPeer || f[0] == "dhcp" || f[0] == "negotiated"
		return i.fromPeer || f[0] == "autoconfig"
	}
	i.row.Addresses = append(i.row.Addresses, text)
	if f[len(f)-1] != "secondary" && i.first == "" {
		i.first = text
	}
	return true
}

// neighbour reads "nhs A nbma N", "map A N" and "map multicast N".
func (i *confInterface) neighbour(f []string) {
	for k, word := range f {
		if word == "nbma" && k+1 < len(f) {
			i.addNBMA(f[k+1])
		}
	}
	if len(f) == 3 && f[0] == "map" && f[1] != "multicast" {
		i.addNBMA(f[2])
	}
}

func (i *confInterface) addNBMA(address string) {
	for _, known := range i.nbma {
		if known == address {
			return
		}
	}
	i.nbma = append(i.nbma, address)
}

// tunnel reads what follows "tunnel".
func (i *confInterface) tunnel(f []string, at ipsec.Ref) bool {
	last := ipsec.Saw(f[len(f)-1], at)
	switch {
	case f[0] == "source":
		i.row.TunnelSource = last
	case f[0] == "destination":
		i.row.TunnelDestination = last
	case f[0] == "mode" && len(f) > 1:
		i.row.TunnelMode = ipsec.Saw(strings.Join(f[1:], " "), at)
		i.multipoint = last.Or("") == "multipoint"
	case f[0] == "protection" && len(f) > 3 && f[2] == "profile":
		i.row.Protection = ipsec.Saw(f[3], at)
	case f[0] == "protection" && len(f) > 4 && f[2] == "policy":
		i.policyList = last
	case f[0] == "vrf":
		i.frontVRF = last.Or("")
	case f[0] == "key", f[0] == "path-mtu-discovery", f[0] == "bandwidth", f[0] == "route-via", f[0] == "checksum", f[0] == "tos", f[0] == "ttl":
	default:
		return false
	}
	return true
}

// number observes a small number, or nothing.
func number(text string, at ipsec.Ref) ipsec.Number {
	if n, ok := scan.Int(text); ok {
		return ipsec.Saw(n, at)
	}
	return ipsec.Number{}
}
