package auth

import (
	"cmp"
	"fmt"
	"net/netip"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// identityChangedByNAT is an address used as identity behind NAT: the packet
// comes from one address and the message inside names another (RFC 7296,
// section 2.23).
var identityChangedByNAT = engine.Rule{
	ID:       "auth/identity-changed-by-nat",
	Title:    "NAT changes the address that serves as identity",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"auth/identity-mismatch", "auth/psk-missing", "auth/refused-without-reason", "ike/half-open"},
	Judge:    judgeIdentityChangedByNAT,
}

func judgeIdentityChangedByNAT(c *engine.Case) engine.Verdict {
	e, ev := c.PrintedThat(changedByNAT)
	if ev == nil {
		if missing := c.ReasonUnseen(); missing != nil {
			return engine.Unobserved(missing...)
		}
		return engine.Silent("")
	}
	v := engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the identity is another address than the packet comes from"))
	v.Since = e.FirstOf(ev.Kind)
	if nat := engine.Last(e.Fresh(), ipsec.EventNATDetected); nat != nil {
		v.Evidence = append(v.Evidence, engine.FromEvent(e, nat, "NAT is detected"))
	}
	return v.With(fmt.Sprintf("%s calls itself %s, its packets come from %s", c.Other(e).Called(), sentID(ev), ev.Remote))
}

// changedByNAT reports whether an identity was refused that is an address, and
// not the one the packet came from.
func changedByNAT(ev *ipsec.Event) bool {
	if ev.Kind != ipsec.EventIdentityRefused && ev.Kind != ipsec.EventNoKey {
		return false
	}
	id, errID := netip.ParseAddr(sentID(ev))
	from, errFrom := netip.ParseAddr(ev.Remote)
	return errID == nil && errFrom == nil && id != from && id.Is4() == from.Is4()
}

// sentID is the identity that the peer sent.
func sentID(ev *ipsec.Event) string {
	if len(ev.Received) > 0 {
		return ev.Received[0]
	}
	return cmp.Or(ev.RemoteID, "")
}
