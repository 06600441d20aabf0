package ike

import (
	"fmt"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// duplicateSAs is two established IKE SAs of one connection that no rekey
// explains: both ends initiated, or an old one was never removed.
var duplicateSAs = engine.Rule{
	ID:       "ike/duplicate-sas",
	Title:    "Several SAs exist for the same tunnel at the same time",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs},
	Judge:    judgeDuplicateSAs,
}

// restOfRekey is how long a replaced IKE SA may stand beside the new one.
const restOfRekey = 60 * time.Second

func judgeDuplicateSAs(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaIKESAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		a, b := twins(e)
		if a == nil {
			continue
		}
		v := engine.Hold(engine.Strong,
			engine.Show(e, engine.FromState, a.Ref, "one established IKE SA"),
			engine.Show(e, engine.FromState, b.Ref, "another of the same connection")).
			With(fmt.Sprintf("%s holds two established IKE SAs with %s", e.Name, c.Other(e).Called()))
		switch {
		case old(a) && old(b), a.Role != b.Role && a.Role != "" && b.Role != "" && !rekeyed(e):
			return v
		case e.Sampled && heldBefore(e, a) && heldBefore(e, b):
			return v
		}
		return v.Capped(engine.CapSeenOnce)
	}
	return engine.Silent("")
}

// twins returns two established SAs of one connection, neither of which is
// marked as being replaced.
func twins(e *engine.End) (*ipsec.IKESA, *ipsec.IKESA) {
	for i, a := range e.IKESAs {
		for _, b := range e.IKESAs[i+1:] {
			if a.State == ipsec.IKEEstablished && b.State == ipsec.IKEEstablished && oneConnection(a, b) &&
				!ipsec.Yes(a.Rekeying) && !ipsec.Yes(b.Rekeying) {
				return a, b
			}
		}
	}
	return nil, nil
}

// oneConnection reports whether two SAs serve the same connection: the same
// version, name, peer and identity. Two peers behind one NAT address differ in
// their identity or port.
func oneConnection(a, b *ipsec.IKESA) bool {
	if a.Name != b.Name || a.Version.Or(0) != b.Version.Or(0) || a.Remote.Address != b.Remote.Address {
		return false
	}
	x, okX := a.RemoteID.Get()
	y, okY := b.RemoteID.Get()
	if okX && okY {
		return strings.EqualFold(x, y)
	}
	return a.Remote.Port == b.Remote.Port || a.Remote.Port == 0 || b.Remote.Port == 0
}

// old reports whether an SA has stood for longer than a rekey takes.
func old(sa *ipsec.IKESA) bool {
	age, ok := sa.Age.Get()
	return ok && age > restOfRekey
}

// rekeyed reports whether the end's log has the replacement of an IKE SA.
func rekeyed(e *engine.End) bool {
	return !e.Observed(ipsec.AreaEvents) || engine.Count(e.Events, ipsec.EventRekeyed, ipsec.EventReauthenticating, ipsec.EventRekeyCollision) > 0
}

func heldBefore(e *engine.End, sa *ipsec.IKESA) bool {
	for _, before := range e.EarlierIKE {
		spi, ok := before.LocalSPI.Get()
		if before.State == ipsec.IKEEstablished && (ok && spi == sa.LocalSPI.Or("") || !ok && before.ID == sa.ID) {
			return true
		}
	}
	return false
}
