package child

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// onePairPerSA says that the peer takes one subnet pair per Child SA, as
// IKEv1 and many crypto map implementations do, while this end asks for
// several in one.
var onePairPerSA = engine.Rule{
	ID:       "child/one-pair-per-sa",
	Title:    "The peer takes only one subnet pair per SA, so the other subnets fail",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs, ipsec.AreaPeers},
	Explains: []string{"child/selectors-narrowed", "child/refused-without-reason", "intent/some-selectors-down", "data/app-only"},
	Judge:    judgeOnePairPerSA,
}

func judgeOnePairPerSA(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		if ev := engine.LastNotify(e.Own(e.Events), singlePair); ev != nil {
			return printed(e, ev, "the peer demands one pair per SA").With(singlePair + " received by " + e.Name)
		}
	}
	if missing := c.LacksAny(ipsec.AreaChildSAs, ipsec.AreaPeers); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		for _, p := range policies(e) {
			if v, holds := onlyFirstPair(c, e, p); holds {
				return v
			}
		}
	}
	return engine.Silent("")
}

// onlyFirstPair judges a policy with several subnets whose one SA carries
// exactly its first pair. That the peer is configured for no more looks the
// same unless its configuration was read.
func onlyFirstPair(c *engine.Case, e *engine.End, p *ipsec.Policy) (engine.Verdict, bool) {
	sas := sasOf(e, p)
	if !whole(p.LocalTS, p.RemoteTS) || len(p.LocalTS)+len(p.RemoteTS) < 3 || len(sas) != 1 {
		return engine.Verdict{}, false
	}
	sa := sas[0]
	if len(sa.LocalTS) != 1 || len(sa.RemoteTS) != 1 || !sa.LocalTS[0].Same(p.LocalTS[0]) || !sa.RemoteTS[0].Same(p.RemoteTS[0]) {
		return engine.Verdict{}, false
	}
	v := engine.Hold(engine.Strong,
		engine.Show(e, engine.FromConfig, p.Ref, "several subnets in one Child SA"),
		engine.Show(e, engine.FromState, sa.Ref, "the SA carries the first pair only")).
		With("only " + pair(sa.LocalTS, sa.RemoteTS) + " of " + pair(p.LocalTS, p.RemoteTS)).
		SettledBy("see whether " + c.Other(e).Name + " is configured for the other pairs too, each in an entry of its own")
	if !knowsAll(p, policies(c.Other(e))) {
		v = v.Capped(engine.CapKeyUnknown)
	}
	return v, true
}

// knowsAll reports whether the other end has a policy for each subnet of one.
func knowsAll(p *ipsec.Policy, theirs []*ipsec.Policy) bool {
	var local, remote []ipsec.Selector
	for _, t := range theirs {
		local, remote = append(local, t.LocalTS...), append(remote, t.RemoteTS...)
	}
	return whole(local, remote) && covers(remote, p.LocalTS) && covers(local, p.RemoteTS)
}
