package intent

import (
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// bothEndsWait says that no end would ever begin: both only answer, or both
// only begin, so that neither takes what the other sends.
var bothEndsWait = engine.Rule{
	ID:       "intent/both-ends-wait",
	Title:    "Each end waits for the other to start, or each insists on starting",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaIKESAs},
	Explains: []string{"intent/configured-not-up", "ike/not-attempted", "stability/rekey-not-started"},
	Judge:    judgeBothEndsWait,
}

func judgeBothEndsWait(c *engine.Case) engine.Verdict {
	here, there := c.Local.Begins(), c.Remote.Begins()
	missing := c.LacksAny(ipsec.AreaIKESAs)
	if missing != nil && (!here.Known() || !there.Known()) {
		return engine.Unobserved(missing...)
	}
	if c.IKEUp() || c.ChildUp() {
		return engine.Silent("an SA is up")
	}
	if tried, proof := triedBefore(c); tried {
		return engine.Silent("a negotiation was tried", proof...)
	}
	switch {
	case here.Known() && there.Known() && here.Only(engine.BeginsNever) && there.Only(engine.BeginsNever):
		return stalemate(c, here, there, "both ends only answer")
	case here.Known() && there.Known() && here.Only(engine.BeginsOnly) && there.Only(engine.BeginsOnly):
		return stalemate(c, here, there, "both ends only begin and refuse to answer")
	case here.Known() && !here.Only(engine.BeginsNever) && !here.Only(engine.BeginsOnly),
		there.Known() && !there.Only(engine.BeginsNever) && !there.Only(engine.BeginsOnly):
		return engine.Silent("")
	case here.Known() && there.Known():
		return engine.Silent("")
	}
	return engine.Unobserved("whether each end starts the tunnel by itself: the configuration of " + unknownEnds(c))
}

// stalemate is certain by both configurations. Without a log and the list of
// SAs, an attempt made by hand that failed for another reason, or that
// succeeded, cannot be excluded.
func stalemate(c *engine.Case, here, there engine.Beginning, detail string) engine.Verdict {
	v := engine.Hold(engine.Strong,
		engine.Show(&c.Local, engine.FromConfig, here.Ref, "this end: "+here.Words()),
		engine.Show(&c.Remote, engine.FromConfig, there.Ref, "the other end: "+there.Words())).
		With(detail).SettledBy("start the tunnel by hand from one end, or send traffic, and see whether it comes up")
	if len(c.LacksAny(ipsec.AreaEvents)) > 0 || len(c.LacksAny(ipsec.AreaIKESAs)) > 0 {
		return v.Capped(engine.CapKeyUnknown)
	}
	return v.By(engine.ComparedEnds)
}

func unknownEnds(c *engine.Case) string {
	var names []string
	for _, e := range c.Ends() {
		if !e.Begins().Known() && !slices.Contains(names, e.Called()) {
			names = append(names, e.Called())
		}
	}
	if len(names) == 2 {
		return names[0] + " and " + names[1]
	}
	return names[0]
}
