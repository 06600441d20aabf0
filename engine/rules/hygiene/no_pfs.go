package hygiene

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// noPFS says that rekeys of the Child SA take no key exchange of their own, so
// that one key that becomes known opens all of them.
var noPFS = engine.Rule{
	ID:       "hygiene/no-pfs",
	Title:    "PFS is not used",
	Severity: engine.Info,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaChildSAs},
	Judge:    judgeNoPFS,
}

func judgeNoPFS(c *engine.Case) engine.Verdict {
	known := false
	for _, e := range c.Ends() {
		for _, p := range e.Peers {
			for i := range p.Policies {
				pfs := p.Policies[i].PFS
				known = known || pfs.Known()
				if same, _ := engine.SameGroup(pfs.Or(""), "none"); pfs.Known() && same {
					return engine.Hold(engine.Certain, engine.Show(e, engine.FromConfig, pfs.Ref(), "no PFS is configured")).
						By(engine.LocalFact).With("configured without at " + e.Name)
				}
			}
		}
		for _, sa := range e.ChildrenUp() {
			// On IKEv2 the first Child SA never has one (RFC 7296, section 1.2).
			if ike := e.IKEUp(); ike != nil && ike.Version.Or(0) == 1 && sa.PFS.Known() {
				known = true
				if ipsec.No(sa.PFS) {
					return engine.Hold(engine.Certain, engine.Show(e, engine.FromState, sa.PFS.Ref(), "an SA made without PFS")).
						By(engine.LocalFact).With("an SA of " + e.Name + " was made without")
				}
			}
		}
	}
	if !known {
		return engine.Unobserved("the PFS setting of " + c.Local.Called())
	}
	return engine.Silent("")
}
