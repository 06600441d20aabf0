package forecast

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// pfsWillFail says that the ends differ in PFS under IKEv2, whose first Child
// SA has no key exchange: the tunnel is up until the first rekey. It needs the
// setting of both ends.
var pfsWillFail = engine.Rule{
	ID:       "forecast/pfs-will-fail-at-rekey",
	Title:    "The tunnel is up, but PFS differs and the next rekey will fail",
	Severity: engine.Warning,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaIKESAs, ipsec.AreaChildSAs},
	Explains: []string{"forecast/would-not-renegotiate"},
	Judge:    judgePFSWillFail,
}

func judgePFSWillFail(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaIKESAs, ipsec.AreaChildSAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	if !c.ChildUp() || !version2(c) {
		return engine.Silent("")
	}
	mine, theirs := group(&c.Local), group(&c.Remote)
	a, okA := mine.Get()
	b, okB := theirs.Get()
	same, comparable := engine.SameGroup(a, b)
	switch {
	case !okA:
		return engine.Unobserved("the PFS setting of " + c.Local.Name)
	case !okB:
		return engine.Unobserved("the PFS setting of the other end")
	case !comparable:
		return engine.Unobserved("whether " + a + " and " + b + " are the same group")
	case same:
		return engine.Silent("both ends have the same PFS setting")
	}
	return engine.Hold(engine.Certain,
		engine.Show(&c.Local, engine.FromConfig, mine.Ref(), "PFS "+a),
		engine.Show(&c.Remote, engine.FromConfig, theirs.Ref(), "PFS "+b)).
		By(engine.ComparedEnds).With("PFS group: " + a + " at " + c.Local.Name + ", " + b + " at " + c.Remote.Name)
}

func version2(c *engine.Case) bool {
	for _, e := range c.Ends() {
		if sa := e.IKEUp(); sa != nil && sa.Version.Or(0) == 2 {
			return true
		}
	}
	return false
}

// group returns the one PFS setting of an end's policies.
func group(e *engine.End) ipsec.Text {
	var found ipsec.Text
	for _, p := range e.Peers {
		for i := range p.Policies {
			if found.Known() && p.Policies[i].PFS.Or("") != found.Or("") {
				return ipsec.Text{}
			}
			found = p.Policies[i].PFS
		}
	}
	return found
}
