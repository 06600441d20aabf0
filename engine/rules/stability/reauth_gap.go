package stability

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// reauthGap says that each reauthentication closes the old IKE SA before the
// new one is up.
var reauthGap = engine.Rule{
	ID:       "stability/reauth-gap",
	Title:    "Each re-authentication takes the old tunnel down before the new one is up",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"stability/lifetime-aligned-drops", "stability/flapping"},
	Judge:    judgeReauthGap,
}

func judgeReauthGap(c *engine.Case) engine.Verdict {
	if missing := noLog(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		var broken []engine.Life
		for _, l := range e.Lives() {
			if l.Planned {
				broken = append(broken, l)
			}
		}
		if len(broken) < 2 {
			continue
		}
		last := broken[len(broken)-1].Down
		v := engine.Hold(75, engine.FromEvent(e, last, "the old SA is closed before the new one is there")).Began(last).
			Owned(c.OwnerOf(e)).With(fmt.Sprintf("%d re-authentications of %s", len(broken), e.Name))
		for _, p := range e.Peers {
			if t, known := p.ReauthTime.Get(); known && t > 0 {
				v.Evidence = append(v.Evidence, engine.Show(e, engine.FromConfig, p.ReauthTime.Ref(), "re-authentication is configured"))
			}
		}
		return v
	}
	return engine.Silent("no re-authentication took the tunnel down")
}
