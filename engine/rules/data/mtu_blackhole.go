package data

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/engine/mtu"
	"ipsec-diag/parsers/ipsec"
)

// mtuBlackhole says that packets too big for the tunnel are dropped. Drop
// counters are evidence, and the sizes of what is sent and does not arrive: at
// one end alone large packets that vanish on the path leave no trace.
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
			return tooBig(c, e, sa, n, compared)
		}
	}
	if v, ok := largeProbed(c); ok {
		return v
	}
	if v, ok := largeLost(c); ok {
		return v
	}
	if v, ok := largeCame(c); ok {
		return v
	}
	if c.ChildUp() && !known {
		return engine.Unobserved("counters of packets that could not be fragmented")
	}
	return engine.Silent("")
}

// tooBig is the verdict, with the sizes that are computed from the suite of the
// SA: those that "ipsec-diag mtu" prints.
func tooBig(c *engine.Case, e *engine.End, sa *ipsec.ChildSA, n uint64, compared bool) engine.Verdict {
	detail := fmt.Sprintf("%d packets at %s could not be fragmented", n, e.Name)
	slots := map[string]string{"mss": "1360", "mtu": "1400"} // fit all suites over an IPv4 path of 1500 but for GRE in tunnel mode
	check := "ping through the tunnel with the DF bit and growing size from a host behind " + e.Name
	if size, missing := mtu.Of(e, sa, 0); missing == "" {
		detail += fmt.Sprintf("; the largest packet that fits is %d octets, the TCP MSS %d", size.Result.Inner, size.Result.MSS4)
		check = fmt.Sprintf("ping through the tunnel with the DF bit from a host behind %s: %d octets of data pass, %d do not (`ping -M do -s %d HOST`)",
			e.Name, size.Result.PingData(), size.Result.PingData()+1, size.Result.PingData())
		slots = map[string]string{"mss": fmt.Sprint(size.Result.MSS4), "mtu": fmt.Sprint(size.Result.Inner)}
		if size.PathFrom == mtu.PathAssumed {
			detail += " if the path carries 1500"
		}
	}
	v := engine.Hold(engine.Likely, engine.Show(e, engine.FromCounter, sa.Counters.FragmentsFailed.Ref(), "packets too big for the tunnel that may not be fragmented")).
		With(detail).Owned(c.OwnerOf(e)).SettledBy(check)
	v.Slots = slots
	if compared {
		v.Base = engine.Strong
	}
	return v
}
