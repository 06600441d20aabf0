package underlay

import (
	"fmt"
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// localFilter says that a filter on a gateway drops the IKE or ESP packets of
// its peer: the gateway logs the drop itself.
var localFilter = engine.Rule{
	ID:       "underlay/local-filter",
	Title:    "A filter or policer on the gateway itself drops IKE or ESP",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"underlay/udp500-blocked", "underlay/ike-reply-lost", "underlay/udp4500-blocked", "underlay/esp-blocked", "ike/no-response", "ike/half-open", "stability/dpd-timeout"},
	Judge:    judgeLocalFilter,
}

func judgeLocalFilter(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		if ev := networkError(e, "Operation not permitted"); ev != nil && !c.IKEUp() {
			return engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the host's own packet filter refuses the packet that IKE sends")).
				Owned(c.OwnerOf(e)).With(e.Name + ": " + ev.Reason).SettledBy("nft list ruleset on " + e.Name + ": a drop or reject in the output path")
		}
		ev := denied(e, c.Other(e))
		if ev == nil {
			continue
		}
		if c.IKEUp() && len(e.ChildrenUp()) > 0 && bothWays(e) {
			return engine.Silent("packets pass in both directions in spite of it", engine.FromEvent(e, ev, "the filter drops a packet of the peer"))
		}
		return engine.Hold(engine.Certain, engine.FromEvent(e, ev, "the gateway drops a packet of the peer")).
			By(engine.PrintedByVerifier).Owned(c.OwnerOf(e)).
			With(fmt.Sprintf("%s: %s drops packets of %s", e.Name, filterName(ev), ev.Remote))
	}
	return engine.Silent("")
}

// denied returns the last drop since the tunnel was up of a packet from the
// other end's address.
func denied(e, other *engine.End) *ipsec.Event {
	events := e.SinceChildUp()
	for i := len(events) - 1; i >= 0; i-- {
		ev := events[i]
		if ev.Kind == ipsec.EventFilterDenied && !ev.OfHosts() && ev.Remote != "" && (slices.Contains(other.Addresses, ev.Remote) || e.Calls(ev.Remote)) {
			return ev
		}
	}
	return nil
}

func filterName(ev *ipsec.Event) string {
	if ev.Subject == "" {
		return "a filter"
	}
	return ev.Subject
}

func bothWays(e *engine.End) bool {
	return slices.ContainsFunc(e.Flows(), func(f engine.Flow) bool { return f.In.Moves() && f.Out.Moves() })
}
