package inventory

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// A Flow is traffic that somebody asks about or that is meant to pass: packets
// from one address to another. Protocol 0 and port 0 mean any; the protocol is
// an Internet protocol number (IANA "Assigned Internet Protocol Numbers").
type Flow struct {
	Source, Destination netip.Addr
	Protocol            uint8
	SourcePort, Port    uint16
}

// protocols are the protocols that have a name on the command line.
var protocols = map[string]uint8{"any": 0, "ip": 0, "icmp": 1, "tcp": 6, "udp": 17, "gre": 47, "esp": 50, "icmp6": 58, "sctp": 132}

// flowForm is how a flow is written.
const flowForm = "SOURCE>DESTINATION[:PORT/PROTOCOL], for example 10.1.0.5>10.2.0.9:443/tcp"

// ParseFlow reads "10.1.0.5:any>10.2.0.9:443/tcp"; port and protocol may be
// left out, "->" stands for ">", and an IPv6 address with a port is in brackets.
func ParseFlow(text string) (Flow, error) {
	from, to, ok := strings.Cut(strings.ReplaceAll(text, "->", ">"), ">")
	if !ok {
		return Flow{}, fmt.Errorf("%q is no flow: want %s", text, flowForm)
	}
	var f Flow
	to, protocol, _ := strings.Cut(to, "/")
	var err error
	if f.Protocol, err = ParseProtocol(protocol); err != nil {
		return Flow{}, err
	}
	if f.Source, f.SourcePort, err = parseSocket(from); err != nil {
		return Flow{}, err
	}
	if f.Destination, f.Port, err = parseSocket(to); err != nil {
		return Flow{}, err
	}
	return f, f.check()
}

// check refuses what no packet can be.
func (f Flow) check() error {
	if f.Source.Is4() != f.Destination.Is4() {
		return fmt.Errorf("a flow from %s to %s mixes IPv4 and IPv6", f.Source, f.Destination)
	}
	if (f.Port != 0 || f.SourcePort != 0) && !f.hasPorts() {
		return fmt.Errorf("a port says nothing without a protocol that has ports: add /tcp or /udp")
	}
	return nil
}

func (f Flow) hasPorts() bool { return f.Protocol == 6 || f.Protocol == 17 || f.Protocol == 132 }

// NewFlow makes a flow of its four parts as a person writes them; protocol and
// port may be empty.
func NewFlow(from, to, protocol, port string) (Flow, error) {
	text := from + ">" + to
	if port != "" {
		if strings.Contains(to, ":") {
			text = from + ">[" + to + "]"
		}
		text += ":" + port
	}
	if protocol != "" {
		text += "/" + protocol
	}
	return ParseFlow(text)
}

// ParseProtocol reads the name or number of a protocol; empty is any.
func ParseProtocol(text string) (uint8, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if n, ok := protocols[text]; ok || text == "" {
		return n, nil
	}
	n, err := strconv.ParseUint(text, 10, 8)
	if err != nil {
		return 0, fmt.Errorf("%q is no protocol: want tcp, udp, icmp, gre, esp or a number from 0 to 255", text)
	}
	return uint8(n), nil
}

// parseSocket reads an address with or without a port: "10.1.0.5", "10.1.0.5:any",
// "[2001:db8::5]:443".
func parseSocket(text string) (netip.Addr, uint16, error) {
	text = strings.TrimSpace(text)
	if addr, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return addr.Unmap().WithZone(""), 0, nil
	}
	i := strings.LastIndexByte(text, ':')
	if i < 0 {
		return netip.Addr{}, 0, fmt.Errorf("%q is no address: a flow is %s", text, flowForm)
	}
	addr, err := netip.ParseAddr(strings.Trim(text[:i], "[]"))
	if err != nil {
		return netip.Addr{}, 0, fmt.Errorf("%q is no address: a flow is %s", text[:i], flowForm)
	}
	port, err := parsePort(text[i+1:])
	return addr.Unmap().WithZone(""), port, err
}

func parsePort(text string) (uint16, error) {
	if text == "any" || text == "*" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("%q is no port: want 1 to 65535 or any", text)
	}
	return uint16(n), nil
}

// String returns the flow as [ParseFlow] reads it.
func (f Flow) String() string {
	out := socket(f.Source, f.SourcePort) + ">" + socket(f.Destination, f.Port)
	if f.Protocol != 0 {
		out += "/" + f.ProtocolName()
	}
	return out
}

func socket(a netip.Addr, port uint16) string {
	if port == 0 {
		return a.String()
	}
	return netip.AddrPortFrom(a, port).String()
}

// ProtocolName returns the protocol's name, or its number where it has none here.
func (f Flow) ProtocolName() string {
	for name, n := range protocols {
		if n == f.Protocol && n != 0 {
			return name
		}
	}
	return strconv.Itoa(int(f.Protocol))
}

// flowsInto reads the flows that a tunnel is meant to carry.
func (r *reader) flowsInto(to *[]Flow, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*to = nil
		for _, item := range r.list(n, "flows of "+what) {
			s, ok := r.text(item, "a flow of "+what)
			if !ok {
				continue
			}
			f, err := ParseFlow(s)
			if err != nil {
				r.problem(item, "a flow of %s: %v", what, err)
				continue
			}
			*to = append(*to, f)
		}
	}
}

// Equal reports whether two flows are the same.
func (f Flow) Equal(g Flow) bool { return f == g }
