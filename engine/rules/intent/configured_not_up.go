package intent

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// configuredNotUp keeps a tunnel that is down from vanishing: it is configured
// or intended, the SAs were listed, and there is none.
var configuredNotUp = engine.Rule{
	ID:       "intent/configured-not-up",
	Title:    "A configured tunnel has no SA",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerNone,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs},
	Explains: []string{"data/counter-stall", "fleet/fewer-tunnels"},
	Judge:    judgeConfiguredNotUp,
}

func judgeConfiguredNotUp(c *engine.Case) engine.Verdict {
	if c.IKEUp() || c.ChildUp() {
		return engine.Silent("an SA is up")
	}
	for _, e := range c.Ends() {
		proof, known := configuredAt(c, e)
		if !known || e.Standby() {
			continue
		}
		switch {
		case e.Shows(ipsec.AreaIKESAs) && e.Shows(ipsec.AreaChildSAs):
			return engine.Hold(engine.Certain, proof...).By(engine.LocalFact).With(e.Name + " lists no SA for " + c.Other(e).Name)
		case e.Shows(ipsec.AreaChildSAs) || e.Shows(ipsec.AreaIKESAs) || saysDown(e):
			return engine.Hold(engine.Strong, proof...).With(e.Name + " lists no SA for " + c.Other(e).Name)
		}
	}
	if missing := c.LacksAny(ipsec.AreaIKESAs, ipsec.AreaChildSAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}

// configuredAt reports whether the tunnel is meant to exist at an end, with
// the lines that show it: configuration, a protected flow, a session, an IKE
// SA that this end starts, or the inventory.
func configuredAt(c *engine.Case, e *engine.End) ([]engine.Evidence, bool) {
	if !e.Read() {
		return nil, false
	}
	var proof []engine.Evidence
	for _, p := range e.Peers {
		proof = append(proof, engine.Show(e, engine.FromConfig, p.Ref, "the tunnel is configured"))
		break
	}
	for _, s := range e.Sessions {
		proof = append(proof, engine.Show(e, engine.FromState, s.Ref, "the device lists the session as "+s.Word))
		break
	}
	for _, sa := range e.ChildSAs {
		if sa.State == ipsec.ChildAbsent || sa.State == ipsec.ChildRouted {
			proof = append(proof, engine.Show(e, engine.FromState, sa.Ref, "the flow is known and has no SA"))
			break
		}
	}
	for _, sa := range e.IKESAs {
		if sa.Role == ipsec.Initiator && sa.State.HalfOpen() {
			proof = append(proof, engine.Show(e, engine.FromState, sa.Ref, "the IKE SA is not established"))
			break
		}
	}
	return proof, len(proof) > 0 || c.Intent != nil
}

// saysDown reports whether the device's own summary has the session down.
func saysDown(e *engine.End) bool {
	for _, s := range e.Sessions {
		if ipsec.No(s.Up) {
			return true
		}
	}
	return false
}
