package hygiene

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// ikev1InUse says that an IKE SA is one of IKEv1, which is deprecated (RFC 9395).
var ikev1InUse = engine.Rule{
	ID:       "hygiene/ikev1-in-use",
	Title:    "IKEv1 is still in use",
	Severity: engine.Info,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs},
	Judge:    judgeIKEv1InUse,
}

func judgeIKEv1InUse(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaIKESAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		for _, sa := range e.IKESAs {
			if sa.Version.Or(0) == 1 && sa.State.Up() {
				return engine.Hold(engine.Certain, engine.Show(e, engine.FromState, sa.Ref, "an IKE SA of IKEv1")).
					By(engine.LocalFact).With("IKEv1 between " + e.Name + " and " + c.Other(e).Name)
			}
		}
	}
	return engine.Silent("")
}
