package mtu

import (
	"net/netip"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/algorithm"
	"ipsec-diag/parsers/ipsec"
)

// Ethernet is the path MTU that is taken where the device shows none.
const Ethernet = 1500

// A Negotiated is what one Child SA says of its encapsulation.
type Negotiated struct {
	SA            *ipsec.ChildSA
	Encapsulation Encapsulation
	Result        Result
	// PathFrom says where the path MTU comes from: PathBySA, PathByInterface,
	// PathAssumed or PathGiven.
	PathFrom string
	// Assumed are what the device does not show and how it was taken.
	Assumed []string
	// Says is the plaintext MTU that the device itself prints, 0 for none.
	Says int
}

// Agrees reports whether the device's own figure is the computed one. IOS counts
// the packet that is encrypted, with GRE and its IP header; of transport mode
// that header is the outer one.
func (n *Negotiated) Agrees() bool {
	e := &n.Encapsulation
	if !e.GRE {
		return n.Says == n.Result.Inner
	}
	added := e.gre()
	if e.Mode == Transport {
		added += e.outer()
	}
	return n.Says == n.Result.Inner+added
}

// Where a path MTU comes from.
const (
	PathBySA        = "printed with the SA"
	PathByInterface = "the MTU of the interface"
	PathAssumed     = "not shown; taken as that of Ethernet"
	PathGiven       = "as given"
)

// Of computes the numbers of a Child SA. A path MTU of 0 is taken from the
// device. Where the algorithms are not shown it says what is missing.
func Of(e *engine.End, sa *ipsec.ChildSA, path int) (n Negotiated, missing string) {
	n = Negotiated{SA: sa, PathFrom: PathGiven}
	if missing = n.algorithms(); missing != "" {
		return n, missing
	}
	n.encapsulation(e)
	if path == 0 {
		path, n.PathFrom = pathOf(e, sa)
	}
	if says, ok := sa.PlaintextMTU.Get(); ok {
		n.Says = int(says) //nolint:gosec // an MTU
	}
	var err error
	if n.Result, err = n.Encapsulation.Compute(path); err != nil {
		return n, err.Error()
	}
	return n, ""
}

// algorithms takes over the suite of the SA.
func (n *Negotiated) algorithms() (missing string) {
	p := &n.SA.Proposal
	if strings.EqualFold(n.SA.Protocol.Or(""), "AH") && p.Encryption == "" {
		n.Encapsulation.AH = true
		n.Encapsulation.Integrity, _ = algorithm.Integrity(p.Integrity)
		return ""
	}
	if p.Encryption == "" {
		return "the cipher of the Child SA is not shown"
	}
	cipher, known := algorithm.Cipher(p.Encryption, p.KeyBits)
	if !known {
		return "the cipher " + p.Encryption + " is not known to this program"
	}
	n.Encapsulation.Cipher, n.Encapsulation.Integrity = cipher, algorithm.None
	switch {
	case algorithm.IsAEAD(cipher):
	case p.Integrity != "":
		n.Encapsulation.Integrity, _ = algorithm.Integrity(p.Integrity)
	case !strings.HasPrefix(p.Text, "esp-"): // a transform set lists all there is
		return "the integrity algorithm of the Child SA is not shown"
	}
	return ""
}

// encapsulation takes over mode, NAT-T, GRE and the outer IP version. Of what is
// not shown the larger overhead is taken, and said.
func (n *Negotiated) encapsulation(e *engine.End) {
	enc := &n.Encapsulation
	switch mode := strings.ToLower(n.SA.Mode.Or("")); {
	case strings.HasPrefix(mode, "transport"):
		enc.Mode = Transport
	case strings.HasPrefix(mode, "tunnel"):
		enc.Mode = Tunnel
	default:
		enc.Mode = Tunnel
		n.Assumed = append(n.Assumed, "the mode is not shown: tunnel mode is taken")
	}
	if udp, known := n.SA.UDPEncap.Get(); known {
		enc.NATT = udp
	} else if !enc.AH {
		enc.NATT = true
		n.Assumed = append(n.Assumed, "NAT-T is not shown: it is taken as on, which is the larger overhead")
	}
	for _, address := range []string{n.SA.Local.Address, n.SA.Remote.Address} {
		if ip, err := netip.ParseAddr(address); err == nil {
			enc.IPv6 = ip.Is6() && !ip.Is4In6()
		}
	}
	if carriesGRE(e, n.SA) {
		enc.GRE = true
		n.Assumed = append(n.Assumed, "a key of GRE is not shown: with one it is 4 octets less")
	}
}

// carriesGRE reports whether the SA protects GRE: its selectors say so, or it is
// that of a tunnel interface in GRE mode.
func carriesGRE(e *engine.End, sa *ipsec.ChildSA) bool {
	const gre = 47
	for _, list := range [][]ipsec.Selector{sa.LocalTS, sa.RemoteTS} {
		for _, s := range list {
			if s.Protocol == gre {
				return true
			}
		}
	}
	if !e.Read() {
		return false
	}
	name := sa.Interface.Or("")
	for i := range e.Snap.Interfaces {
		if row := &e.Snap.Interfaces[i]; name != "" && strings.EqualFold(row.Name, name) {
			mode := strings.ToLower(row.TunnelMode.Or(""))
			return strings.Contains(mode, "gre")
		}
	}
	return false
}

// pathOf returns the MTU of the path towards the peer: what the SA has learned,
// else that of the interface with its local address.
func pathOf(e *engine.End, sa *ipsec.ChildSA) (path int, from string) {
	if n, ok := sa.PathMTU.Get(); ok && n > 0 {
		return int(n), PathBySA //nolint:gosec // an MTU
	}
	if e.Read() {
		for i := range e.Snap.Interfaces {
			row := &e.Snap.Interfaces[i]
			for _, a := range row.Addresses {
				address, _, _ := strings.Cut(a, "/")
				if n, ok := row.MTU.Get(); ok && address != "" && address == sa.Local.Address {
					return n, PathByInterface
				}
			}
		}
	}
	return Ethernet, PathAssumed
}
