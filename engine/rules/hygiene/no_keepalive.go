package hygiene

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// noKeepalive says that no end looks whether its peer is alive, so that a loss
// is noticed only when a lifetime ends.
var noKeepalive = engine.Rule{
	ID:       "hygiene/no-keepalive",
	Title:    "Dead-peer detection or NAT keepalive is off",
	Severity: engine.Info,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaIKESAs},
	Judge:    judgeNoKeepalive,
}

func judgeNoKeepalive(c *engine.Case) engine.Verdict {
	var proof []engine.Evidence
	for _, e := range c.Ends() {
		interval := liveness(e)
		d, known := interval.Get()
		switch {
		case !known && e.Read():
			return engine.Unobserved("the liveness check interval of " + e.Name)
		case !known:
			continue
		case d > 0:
			return engine.Silent("")
		}
		proof = append(proof, engine.Show(e, engine.FromConfig, interval.Ref(), "liveness checks are off"))
	}
	switch len(proof) {
	case 0:
		return engine.Unobserved("the liveness check interval of the ends")
	case 1:
		return engine.Hold(engine.Strong, proof...).Capped(engine.CapUnreadEnd).With("off at " + proof[0].Device)
	}
	return engine.Hold(engine.Certain, proof...).By(engine.ComparedEnds).With("off at both ends")
}

// liveness returns the longest interval an end is configured with, or that its
// IKE SA shows; zero is off.
func liveness(e *engine.End) ipsec.Duration {
	var found ipsec.Duration
	for _, p := range e.Peers {
		if d, known := p.DPD.Get(); known && (!found.Known() || d > found.Or(0)) {
			found = p.DPD
		}
	}
	for _, sa := range e.IKESAs {
		if d, known := sa.DPD.Get(); known && (!found.Known() || d > found.Or(0)) {
			found = sa.DPD
		}
	}
	return found
}
