package underlay

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// ipsecALG suspects a router on the path that meddles with IKE ("IPsec
// passthrough"): of several gateways behind one address only one gets through,
// and the port of IKE is left as it is although the address is translated.
var ipsecALG = engine.Rule{
	ID:       "underlay/ipsec-alg",
	Title:    "A router on the path rewrites IPsec packets (passthrough or application gateway)",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerPath,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs},
	Explains: []string{"underlay/udp500-blocked", "underlay/udp4500-blocked", "ike/no-response", "data/sends-only"},
	Judge:    judgeIPsecALG,
}

func judgeIPsecALG(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaIKESAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		stuck := e.HalfOpen()
		if stuck == nil || stuck.Remote.Address == "" {
			continue
		}
		up := sameAddressUp(e, stuck)
		inside, proof, known := c.BehindNAT()
		switch {
		case up == nil:
			continue
		case !known:
			return engine.Unobserved("whether address translation sits between the gateways")
		case inside != c.Other(e) || stuck.Remote.Port != 500 && stuck.Remote.Port != 4500:
			return engine.Silent("the ports are translated, or nothing is")
		}
		return engine.Hold(engine.Possible, proof,
			engine.Show(e, engine.FromState, stuck.Ref, fmt.Sprintf("from port %d, which is not translated", stuck.Remote.Port)),
			engine.Show(e, engine.FromState, up.Ref, "another gateway behind the same address is up")).
			Capped(engine.Cap{Points: engine.Possible, Why: "nothing shows the router itself"}).
			With("one gateway behind " + stuck.Remote.Address + " gets through, this one does not, and its port is not translated").
			SettledBy("switch off \"IPsec passthrough\" or the application gateway at the router of " + stuck.Remote.Address + " and look at the source port again")
	}
	return engine.Silent("")
}

// sameAddressUp returns an established IKE SA with another gateway at the same
// address, or nil.
func sameAddressUp(e *engine.End, stuck *ipsec.IKESA) *ipsec.IKESA {
	var found *ipsec.IKESA
	for i := range e.Snap.IKESAs {
		sa := &e.Snap.IKESAs[i]
		other := sa.RemoteID.Or("") != stuck.RemoteID.Or("") || sa.Name != stuck.Name
		if sa.State.Up() && sa.Remote.Address == stuck.Remote.Address && other && (found == nil || sa.Ref.First < found.Ref.First) {
			found = sa
		}
	}
	return found
}
