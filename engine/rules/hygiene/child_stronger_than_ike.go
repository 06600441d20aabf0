package hygiene

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// childStronger says that the keys of the traffic are longer than those of the
// IKE SA under which they are agreed: they are worth no more than that one.
var childStronger = engine.Rule{
	ID:       "hygiene/child-stronger-than-ike",
	Title:    "The IPsec keys are stronger than the IKE keys that protect them",
	Severity: engine.Info,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs},
	Judge:    judgeChildStronger,
}

func judgeChildStronger(c *engine.Case) engine.Verdict {
	known := false
	for _, e := range c.Ends() {
		ike := e.IKEUp()
		if ike == nil {
			continue
		}
		outer := engine.CipherStrength(ike.Proposal)
		for _, sa := range e.ChildrenUp() {
			inner := engine.CipherStrength(sa.Proposal)
			known = known || outer > 0 && inner > 0
			if outer > 0 && inner > outer {
				return engine.Hold(engine.Certain, engine.Show(e, engine.FromState, ike.Ref, fmt.Sprintf("IKE keys of %d bits", outer)),
					engine.Show(e, engine.FromState, sa.Ref, fmt.Sprintf("IPsec keys of %d bits", inner))).
					By(engine.LocalFact).With(fmt.Sprintf("%d bits inside, %d outside", inner, outer))
			}
		}
	}
	if !known {
		return engine.Unobserved("the ciphers of an IKE SA and of its Child SAs")
	}
	return engine.Silent("")
}
