package forecast

import (
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// nobodyCanRestart says that a tunnel that is up would stay down after a loss:
// both ends only answer.
var nobodyCanRestart = engine.Rule{
	ID:       "forecast/nobody-can-restart",
	Title:    "The tunnel is up, but after a loss no end would start it again",
	Severity: engine.Warning,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaIKESAs},
	Judge:    judgeNobodyCanRestart,
}

func judgeNobodyCanRestart(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaIKESAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	if !c.IKEUp() {
		return engine.Silent("")
	}
	here, there := c.Local.Begins(), c.Remote.Begins()
	for _, b := range []engine.Beginning{here, there} {
		if b.Known() && !b.Only(engine.BeginsNever) {
			return engine.Silent("")
		}
	}
	switch {
	case !here.Known():
		return engine.Unobserved("how " + c.Local.Called() + " starts the tunnel")
	case !there.Known():
		return engine.Unobserved("how the other end starts the tunnel")
	case restarts(&c.Local) || restarts(&c.Remote):
		return engine.Silent("an end builds the tunnel again after a loss")
	}
	v := engine.Hold(engine.Certain,
		engine.Show(&c.Local, engine.FromConfig, here.Ref, "this end: "+here.Words()),
		engine.Show(&c.Remote, engine.FromConfig, there.Ref, "the other end: "+there.Words()))
	return v.By(engine.ComparedEnds).With("both ends only answer")
}

// restarts reports whether an end builds the tunnel again when its peer seemed
// dead or closed it.
func restarts(e *engine.End) bool {
	again := []string{"restart", "start", "trap", "hold", "trap|start"}
	for _, p := range e.Peers {
		for i := range p.Policies {
			q := &p.Policies[i]
			if slices.Contains(again, q.DPDAction.Or("")) || slices.Contains(again, q.CloseAction.Or("")) {
				return true
			}
		}
	}
	return false
}
