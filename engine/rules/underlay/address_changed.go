package underlay

import (
	"fmt"
	"net/netip"
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// addressChanged says that an end still uses an address at which it once
// reached its peer, and that the peer now has another one.
var addressChanged = engine.Rule{
	ID:       "underlay/address-changed",
	Title:    "A public address changed and the other end still uses the old one",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaEvents},
	Explains: []string{"ike/wrong-peer-address", "ike/no-matching-connection", "ike/no-response", "ike/refused-without-reason", "auth/identity-mismatch", "stability/dpd-timeout", "stability/flapping"},
	Judge:    judgeAddressChanged,
}

func judgeAddressChanged(c *engine.Case) engine.Verdict {
	if c.IKEUp() {
		return engine.Silent("an IKE SA is established")
	}
	judged := false
	for _, e := range c.Ends() {
		other := c.Other(e)
		if !e.Observed(ipsec.AreaEvents) || len(e.Peers) == 0 || !other.Read() {
			continue
		}
		outside := outsideOf(other, e)
		now := publicOf(outside)
		judged = judged || len(outside) > 0
		for _, ev := range e.Own(e.Events) {
			if ev.Kind != ipsec.EventIKEEstablished || !e.Calls(ev.Remote) || now == "" || e.Calls(now) || slices.Contains(other.Addresses, ev.Remote) {
				continue
			}
			return engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the peer was reached at "+ev.Remote),
				engine.Show(other, engine.FromConfig, addressRef(other, now), "the peer now uses "+now)).
				Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s still uses %s for %s, which has %s now", e.Name, ev.Remote, other.Called(), now)).
				SettledBy("look up the address that " + other.Called() + " has outside now")
		}
	}
	if !judged {
		return engine.Unobserved("the log and connections of one end, and the public address of the other")
	}
	return engine.Silent("")
}

// outsideOf returns the addresses an end uses for its outer packets: those its
// SAs and connections name, else those of the interface by which they leave.
func outsideOf(e, other *engine.End) []string {
	if own := e.LocalAddresses(); len(own) > 0 {
		return own
	}
	if row := e.OutsideInterface(other); row != nil {
		return row.Addresses
	}
	return nil
}

// publicOf returns the only address of a list if it is no private one: a
// gateway behind NAT is reached at another than its own.
func publicOf(addresses []string) string {
	if len(addresses) != 1 {
		return ""
	}
	addr, err := netip.ParseAddr(addresses[0])
	if err != nil || addr.IsPrivate() || addr.IsLinkLocalUnicast() || netip.MustParsePrefix("100.64.0.0/10").Contains(addr) {
		return ""
	}
	return addresses[0]
}

// addressRef returns the lines that show an end's own address.
func addressRef(e *engine.End, address string) ipsec.Ref {
	if row := e.InterfaceWith(address); row != nil {
		return row.Ref
	}
	for _, p := range e.Peers {
		if slices.Contains(p.LocalAddrs, address) {
			return p.Ref
		}
	}
	for _, sa := range e.IKESAs {
		if sa.Local.Address == address {
			return sa.Ref
		}
	}
	return ipsec.Ref{}
}
