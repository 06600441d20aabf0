package engine

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// BehindNAT returns the end that sits behind address translation and the proof,
// nil where none does as far as is known. Known is false where no end says
// anything about it (RFC 7296, section 2.23; RFC 3947, section 3.2).
func (c *Case) BehindNAT() (inside *End, proof Evidence, known bool) {
	for _, e := range c.Ends() {
		for _, sa := range e.IKESAs {
			known = known || sa.NATLocal.Known() || sa.NATRemote.Known()
			switch {
			case ipsec.Yes(sa.NATLocal):
				return e, Show(e, FromState, sa.NATLocal.Ref(), "this end is behind NAT"), true
			case ipsec.Yes(sa.NATRemote):
				return c.Other(e), Show(e, FromState, sa.NATRemote.Ref(), "the other end is behind NAT"), true
			case sa.State.Up() && sa.Remote.Port != 0 && sa.Remote.Port != portIKE && sa.Remote.Port != portNATT:
				return c.Other(e), Show(e, FromState, sa.Ref, "the other end's port is a translated one"), true
			}
		}
		for _, sa := range e.ChildrenUp() {
			known = known || ipsec.No(sa.UDPEncap)
		}
	}
	for _, e := range c.Ends() {
		if ev := Last(e.Own(e.Events), ipsec.EventNATDetected); ev != nil {
			if ev.Subject == "local" || ev.Subject == "both" || saysThisEnd(ev.Reason) {
				return e, FromEvent(e, ev, "this end is behind NAT"), true
			}
			return c.Other(e), FromEvent(e, ev, "the other end is behind NAT"), true
		}
	}
	return nil, Evidence{}, known
}

// The ports of IKE (RFC 7296, section 2).
const (
	portIKE  = 500
	portNATT = 4500
)

// saysThisEnd reports whether the ASA's line says "This end IS behind a NAT
// device".
func saysThisEnd(reason string) bool {
	return strings.Contains(strings.ToLower(strings.Join(strings.Fields(reason), " ")), "this end is behind")
}
