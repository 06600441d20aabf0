package underlay

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// unexpectedNAT says that an end is behind address translation. That is no
// fault by itself, and no configuration says that none is expected, so it is a
// hint only: stronger where an address serves as the identity that NAT hides.
var unexpectedNAT = engine.Rule{
	ID:       "underlay/unexpected-nat",
	Title:    "Address translation sits between the gateways where the configuration expects none",
	Severity: engine.Warning,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaEvents},
	Judge:    judgeUnexpectedNat,
}

func judgeUnexpectedNat(c *engine.Case) engine.Verdict {
	if len(c.LacksAny(ipsec.AreaIKESAs)) > 0 && len(c.LacksAny(ipsec.AreaEvents)) > 0 {
		return engine.Unobserved(c.LacksAny(ipsec.AreaIKESAs, ipsec.AreaEvents)...)
	}
	for _, e := range c.Ends() {
		proof, address := behindNAT(e)
		if proof == nil {
			continue
		}
		v := engine.Hold(engine.Hint, *proof).With(e.Name + " is behind address translation")
		v.Severity = engine.Info
		if address != "" && !c.IKEUp() {
			v.Base = engine.Possible
			return v.With(fmt.Sprintf("%s is behind address translation and calls itself by the address %s", e.Name, address))
		}
		return v
	}
	return engine.Silent("")
}

// behindNAT returns what shows that the end itself is behind NAT, and the
// identity if that is the end's own address. What an end says about the other
// one is no proof: some gateways force UDP encapsulation by pretending it.
func behindNAT(e *engine.End) (proof *engine.Evidence, address string) {
	for _, sa := range e.IKESAs {
		if ipsec.Yes(sa.NATLocal) {
			ev := engine.Show(e, engine.FromState, sa.NATLocal.Ref(), "this end is behind NAT")
			proof = &ev
		}
		if id := sa.LocalID.Or(""); id != "" && id == sa.Local.Address {
			address = id
		}
	}
	if proof != nil {
		return proof, address
	}
	events := e.SinceIKEUp()
	for _, found := range events {
		if found.Kind == ipsec.EventNATDetected && found.Subject == "local" {
			ev := engine.FromEvent(e, found, "this end is behind NAT")
			return &ev, address
		}
	}
	return nil, ""
}
