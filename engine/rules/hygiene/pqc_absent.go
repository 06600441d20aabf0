package hygiene

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// pqcAbsent says that a connection offers a post-quantum key exchange (RFC 9370)
// and the IKE SA was made without: it is optional there, and the peer has none.
var pqcAbsent = engine.Rule{
	ID:       "hygiene/pqc-absent",
	Title:    "A post-quantum key exchange is configured but was not negotiated",
	Severity: engine.Info,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaPeers},
	Judge:    judgePQCAbsent,
}

func judgePQCAbsent(c *engine.Case) engine.Verdict {
	known := false
	for _, e := range c.Ends() {
		for _, p := range e.Peers {
			known = known || len(p.Proposals) > 0
			offer, offers := engine.OffersPostQuantum(p)
			if !offers {
				continue
			}
			sa := e.IKEUp()
			switch {
			case sa == nil:
				return engine.Unobserved("an IKE SA of " + e.Name + " that is up")
			case sa.Proposal.KeyExchange == "":
				return engine.Unobserved("the key exchange of the IKE SA of " + e.Name)
			case engine.HasPostQuantum(sa):
				return engine.Silent("", engine.Show(e, engine.FromState, sa.Ref, "made with ML-KEM"))
			}
			return engine.Hold(engine.Certain, engine.Show(e, engine.FromConfig, p.Ref, "ML-KEM is among what is offered"),
				engine.Show(e, engine.FromState, sa.Ref, "the IKE SA was made without")).
				By(engine.LocalFact).With(offer + " is offered at " + e.Name + ", the IKE SA has only " + sa.Proposal.KeyExchange)
		}
	}
	if !known {
		return engine.Unobserved("the IKE proposals that the ends are configured with")
	}
	return engine.Silent("")
}
