package compare

import (
	"strings"

	"ipsec-diag/engine"
)

// Verdict judges a row of the catalogue by the two configurations alone: by the
// first item whose difference is of that row. What cannot work is certain, as
// arithmetic over both ends; what works in part is likely. Nothing is said
// while the layer in question is up, which it would not be.
func Verdict(c *engine.Case, rule string) (engine.Verdict, bool) {
	if len(c.Local.Peers) == 0 || len(c.Remote.Peers) == 0 || serves(c, rule) {
		return engine.Verdict{}, false
	}
	for _, i := range Of(c).Items {
		if i.Rule == rule && (i.Match == Differs || i.Match == Limits) {
			return verdict(c, i), true
		}
	}
	return engine.Verdict{}, false
}

// serves reports whether the layer that a row is about is up.
func serves(c *engine.Case, rule string) bool {
	if strings.HasPrefix(rule, "child/") || strings.HasPrefix(rule, "data/") {
		return c.ChildUp()
	}
	return c.IKEUp() || c.ChildUp()
}

func verdict(c *engine.Case, i Item) engine.Verdict {
	detail := i.Name + ": " + i.Local.Value + " at " + c.Local.Name + ", " + i.Remote.Value + " at " + c.Remote.Called()
	base := engine.Likely
	if i.Match == Differs {
		base = engine.Certain
	}
	v := engine.Hold(base).With(detail)
	for n, s := range []Side{i.Local, i.Remote} {
		if e := c.Ends()[n]; !s.Ref.IsZero() {
			v.Evidence = append(v.Evidence, engine.Show(e, engine.FromConfig, s.Ref, s.Value))
		}
	}
	if i.Match == Differs {
		return v.By(engine.ComparedEnds)
	}
	return v.SettledBy("start the tunnel from " + c.Local.Name + " and then from " + c.Remote.Called() + ", and read the log of the other each time; with this difference only one way works, or only a part")
}
