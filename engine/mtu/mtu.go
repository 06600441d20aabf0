// Package mtu computes what IPsec adds to a packet and what is left of the MTU
// of a path: exactly, from the algorithms, the mode and the encapsulations (RFC
// 4303 for ESP, RFC 4302 for AH, RFC 3948 for UDP, RFC 2784 and 2890 for GRE).
package mtu

import (
	"fmt"
	"strings"

	"ipsec-diag/engine/algorithm"
)

// Sizes of headers in octets.
const (
	headerIPv4 = 20
	headerIPv6 = 40
	headerUDP  = 8 // RFC 3948, section 2.1
	headerESP  = 8 // SPI and sequence number; an extended one sends no more (RFC 4303, section 2.2.1)
	trailerESP = 2 // pad length and next header
	headerAH   = 12
	headerGRE  = 4 // 8 with a key (RFC 2890)
	headerTCP  = 20
	headerICMP = 8

	leastMTU = 68 // of any IPv4 path (RFC 791, section 3.2)
)

// Mode is how ESP carries a packet.
type Mode string

// The modes.
const (
	Tunnel    Mode = "tunnel"
	Transport Mode = "transport"
)

// An Encapsulation is all that decides how much longer a packet becomes.
type Encapsulation struct {
	// Cipher and Integrity are names of package algorithm. Integrity is
	// algorithm.None beside a combined cipher, and where there really is none.
	Cipher, Integrity string
	// AH says that AH is used and not ESP; Cipher is empty then.
	AH   bool
	Mode Mode
	// NATT is UDP encapsulation, IPv6 the version of the outer packet.
	NATT, IPv6 bool
	// GRE stands inside; GREKey says that it has a key.
	GRE, GREKey bool
}

// A Part is one thing that is added to a packet, in octets.
type Part struct {
	Name   string `json:"name"`
	Octets int    `json:"octets"`
}

// ivs are the lengths of the initialisation vectors (RFC 3602, 2451, 4106, 4309,
// 3686, 4543, 7634), by the start of a cipher's name.
var ivs = []struct {
	start     string
	iv, block int
}{
	{"aes-cbc", 16, 16}, {"camellia", 16, 16}, {"twofish", 16, 16}, {"serpent", 16, 16}, {"seed", 16, 16},
	{"aes-gcm", 8, 4}, {"aes-ccm", 8, 4}, {"aes-ctr", 8, 4}, {"aes-gmac", 8, 4}, {"chacha20-poly1305", 8, 4},
	{"3des", 8, 8}, {"des", 8, 8}, {"blowfish", 8, 8}, {"cast", 8, 8}, {"idea", 8, 8}, {"rc5", 8, 8},
	{"null", 0, 4},
}

// sizes returns the IV, the block that the packet is padded to, and the ICV.
func (e *Encapsulation) sizes() (iv, block, icv int, err error) {
	found := false
	for _, c := range ivs {
		if strings.HasPrefix(e.Cipher, c.start) {
			iv, block, found = c.iv, c.block, true
			break
		}
	}
	if !found {
		return 0, 0, 0, fmt.Errorf("the sizes of the cipher %q are not known", e.Cipher)
	}
	icv, err = e.icv()
	return iv, block, icv, err
}

// icvs are the lengths of the integrity check values of the HMACs and others
// (RFC 2403, 2404, 3566, 4494, 4868).
var icvs = map[string]int{
	"md5-96": 12, "sha1-96": 12, "sha256-96": 12, "sha256-128": 16, "sha384-192": 24, "sha512-256": 32, "aes-xcbc-96": 12, "aes-cmac-96": 12, algorithm.None: 0,
}

func (e *Encapsulation) icv() (int, error) {
	for _, mode := range []string{"aes-gcm", "aes-ccm"} {
		if rest, ok := strings.CutPrefix(e.Cipher, mode); ok {
			var n int
			if _, err := fmt.Sscanf(rest, "%d", &n); err == nil {
				return n, nil
			}
			return 16, nil
		}
	}
	if algorithm.IsAEAD(e.Cipher) { // ChaCha20-Poly1305 and GMAC
		return 16, nil
	}
	n, ok := icvs[e.Integrity]
	if !ok {
		return 0, fmt.Errorf("the length of the check value of %q is not known", e.Integrity)
	}
	return n, nil
}

// outer is the length of the outer IP header.
func (e *Encapsulation) outer() int {
	if e.IPv6 {
		return headerIPv6
	}
	return headerIPv4
}

// gre is what GRE adds inside: its header and, in tunnel mode, an IP header.
func (e *Encapsulation) gre() int {
	if !e.GRE {
		return 0
	}
	n := headerGRE
	if e.GREKey {
		n += 4
	}
	if e.Mode == Tunnel {
		n += e.outer()
	}
	return n
}

// ah is the length of AH with its check value, padded as RFC 4302, section
// 2.6, demands: to 4 octets in IPv4, to 8 in IPv6.
func (e *Encapsulation) ah() (int, error) {
	icv, ok := icvs[e.Integrity]
	if !ok || icv == 0 {
		return 0, fmt.Errorf("the length of the check value of %q is not known", e.Integrity)
	}
	n, unit := headerAH+icv, 4
	if e.IPv6 {
		unit = 8
	}
	return (n + unit - 1) / unit * unit, nil
}

// Inner returns the largest packet that passes unfragmented over a path whose
// MTU is given: the largest inner packet of tunnel mode, the packet before it is
// protected in transport mode, the payload packet of GRE.
func (e *Encapsulation) Inner(path int) (int, error) {
	room, err := e.room(path)
	if err != nil {
		return 0, err
	}
	if e.Mode == Transport && !e.GRE {
		room += e.outer() // the header in front is the packet's own
	}
	if room -= e.gre(); room < leastMTU {
		return 0, fmt.Errorf("nothing is left of a path MTU of %d", path)
	}
	return room, nil
}

// room is how many octets ESP or AH can carry.
func (e *Encapsulation) room(path int) (int, error) {
	if e.AH {
		n, err := e.ah()
		return path - e.outer() - n, err
	}
	iv, block, icv, err := e.sizes()
	if err != nil {
		return 0, err
	}
	room := path - e.outer() - e.udp() - headerESP - iv - icv
	if room < block {
		return 0, fmt.Errorf("nothing is left of a path MTU of %d", path)
	}
	return room/block*block - trailerESP, nil
}

func (e *Encapsulation) udp() int {
	if e.NATT {
		return headerUDP
	}
	return 0
}

// Wire returns the length of the IP packet on the path for a packet of the
// length given, as Inner counts it.
func (e *Encapsulation) Wire(packet int) (int, error) {
	carried := packet + e.gre()
	if e.Mode == Transport && !e.GRE {
		carried -= e.outer()
	}
	if e.AH {
		n, err := e.ah()
		return e.outer() + n + carried, err
	}
	iv, block, icv, err := e.sizes()
	padded := (carried + trailerESP + block - 1) / block * block
	return e.outer() + e.udp() + headerESP + iv + padded + icv, err
}

// Parts lists what is added, and the most that padding adds to it.
func (e *Encapsulation) Parts() (parts []Part, padding int, err error) {
	add := func(name string, octets int) {
		if octets > 0 {
			parts = append(parts, Part{name, octets})
		}
	}
	if e.Mode == Tunnel || e.GRE {
		add("outer "+e.family()+" header", e.outer())
	}
	add("UDP header (NAT-T)", e.udp())
	if e.AH {
		n, err := e.ah()
		add("AH with its check value", n)
		e.addGRE(add)
		return parts, 0, err
	}
	iv, block, icv, err := e.sizes()
	add("ESP header", headerESP)
	add("IV", iv)
	e.addGRE(add)
	add("ESP trailer", trailerESP)
	add("integrity check value", icv)
	return parts, block - 1, err
}

func (e *Encapsulation) addGRE(add func(string, int)) {
	if !e.GRE {
		return
	}
	if e.Mode == Tunnel {
		add(e.family()+" header of GRE", e.outer())
		add("GRE header", e.gre()-e.outer())
		return
	}
	add("GRE header", e.gre())
}

func (e *Encapsulation) family() string {
	if e.IPv6 {
		return "IPv6"
	}
	return "IPv4"
}

// String says what is computed in one line.
func (e *Encapsulation) String() string {
	out := []string{e.Cipher}
	switch {
	case e.AH:
		out = []string{"AH " + e.Integrity}
	case !algorithm.IsAEAD(e.Cipher) && e.Integrity == algorithm.None:
		out = append(out, "no integrity")
	case !algorithm.IsAEAD(e.Cipher):
		out = append(out, e.Integrity)
	}
	out = append(out, string(e.Mode)+" mode")
	switch {
	case e.GREKey:
		out = append(out, "GRE with a key")
	case e.GRE:
		out = append(out, "GRE")
	}
	out = append(out, e.family()+" outside")
	if e.NATT {
		out = append(out, "in UDP (NAT-T)")
	}
	return strings.Join(out, ", ")
}
