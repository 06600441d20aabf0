package data

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// mtuBlackhole says that packets too big for the tunnel are dropped. Only drop
// counters are taken as evidence: that large packets vanish on the path leaves
// no trace at either end.
var mtuBlackhole = engine.Rule{
	ID:       "data/mtu-blackhole",
	Title:    "Large packets vanish in the tunnel while small ones pass",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Explains: []string{"data/fragmentation", "data/app-only", "data/throughput-drop"},
	Judge:    judgeMTUBlackhole,
}

func fragmentsFailed(k *ipsec.Counters) ipsec.Count { return k.FragmentsFailed }

func judgeMTUBlackhole(c *engine.Case) engine.Verdict {
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	known := false
	for _, e := range c.Ends() {
		for _, sa := range e.ChildrenUp() {
			n, ok := sa.Counters.FragmentsFailed.Get()
			known = known || ok
			grew, compared := e.GrewSince(sa, fragmentsFailed)
			if compared {
				n = grew
			}
			if n < engine.LeastStimulus && (!compared || n == 0) {
				continue
			}
			v := engine.Hold(engine.Likely, engine.Show(e, engine.FromCounter, sa.Counters.FragmentsFailed.Ref(), "packets too big for the tunnel that may not be fragmented")).
				With(fmt.Sprintf("%d packets at %s could not be fragmented", n, e.Name)).Owned(c.OwnerOf(e)).
				SettledBy("ping through the tunnel with the DF bit and growing size from a host behind " + e.Name)
			if compared {
				v.Base = engine.Strong
			}
			return v
		}
	}
	if c.ChildUp() && !known {
		return engine.Unobserved("counters of packets that could not be fragmented")
	}
	return engine.Silent("")
}
