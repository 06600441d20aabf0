package data

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// asymmetricRouting says that an end decrypts packets and has another way for
// the answers than the tunnel they came by.
var asymmetricRouting = engine.Rule{
	ID:       "data/asymmetric-routing",
	Title:    "Return traffic takes another path than the tunnel",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs, ipsec.AreaRoutes, ipsec.AreaRoutingTable},
	Explains: []string{"data/sends-only", "data/receives-only", "data/peer-does-not-return"},
	Judge:    judgeAsymmetricRouting,
}

func judgeAsymmetricRouting(c *engine.Case) engine.Verdict {
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	if v, ok := halfSeen(c); ok {
		return v
	}
	var open []string
	for _, e := range c.Ends() {
		for _, f := range flowsOf(c, e) {
			if !keepsSilent(f) || !settledAtBoth(c, e, f) {
				continue
			}
			if v, ok := answersByOther(c, e, f); ok {
				return v
			}
			way, known := e.WayOut(c.Other(e))
			if !known {
				open = append(open, "the route of "+e.Name+" for the remote network, and the interface that its policy is on")
				continue
			}
			if way.Avoids && !way.Default && way.Route.NextHop.Known() { // a link of its own: data/overlapping-lans
				return goesElsewhere(c, e, f, way)
			}
		}
	}
	if len(open) > 0 {
		return engine.Unobserved(open...)
	}
	return engine.Silent("")
}

// halfSeen looks for a firewall that drops packets of connections of which it
// did not see the beginning, while packets go one way only.
func halfSeen(c *engine.Case) (engine.Verdict, bool) {
	if !stopsHere(c) {
		return engine.Verdict{}, false
	}
	for _, e := range c.Ends() {
		ev, n := e.OutOfState()
		if n < engine.LeastStimulus || !after(e, ev) {
			continue
		}
		return engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the firewall saw only a part of the connection")).Began(ev).
			With(fmt.Sprintf("%s to %s at %s belongs to no connection that its firewall knows, %s in the log", ev.Remote, ev.Local, e.Name, times(n))).
			SettledBy("trace the way of the first packet of a connection: it does not pass " + e.Name), true
	}
	return engine.Verdict{}, false
}

// settledAtBoth reports whether a one-way flow means something: it is old
// enough, or the other end counts the same packets.
func settledAtBoth(c *engine.Case, e *engine.End, f engine.Flow) bool {
	far, matched := farFlow(c, e, f)
	return settled(f) || matched && agrees(far.Out, f.In)
}

// goesElsewhere is the verdict of a route that avoids the tunnel.
func goesElsewhere(c *engine.Case, e *engine.End, f engine.Flow, way engine.WayOut) engine.Verdict {
	by := way.Route.Interface.Or("")
	if next := way.Route.NextHop.Or(""); next != "" {
		by += " to " + next
	}
	return engine.Hold(engine.Certain, shown(e, f, "packets are decrypted and no answer is encrypted"),
		engine.Show(e, engine.FromState, way.Route.Ref, "the answers leave by "+by)).
		By(engine.LocalFact).Owned(c.OwnerOf(e)).
		With(fmt.Sprintf("%s sends packets for %s by %s; the tunnel is on %s", e.Name, way.Network, by, strings.Join(way.Should, ", ")))
}

// answersByOther looks for another tunnel of the end with the same selectors
// that sends and receives nothing: the answers leave by it.
func answersByOther(c *engine.Case, e *engine.End, f engine.Flow) (engine.Verdict, bool) {
	if !everything(f.Child) {
		return engine.Verdict{}, false // of networks the policy decides: data/wrong-sa-chosen
	}
	sa, ref := e.Twin(f.Child, sendsIn)
	if sa == nil {
		return engine.Verdict{}, false
	}
	return engine.Hold(engine.Strong, shown(e, f, "packets arrive by this SA and none leaves"),
		engine.Show(e, engine.FromCounter, ref, "packets leave by this one, with the same selectors, and none arrives")).
		Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s receives from %s and answers by the tunnel to %s", e.Name, peerOf(f.Child), peerOf(sa))).
		SettledBy("compare which of its tunnels each end prefers for the networks: routes, metrics, order of policies"), true
}

func peerOf(sa *ipsec.ChildSA) string {
	if sa.Remote.Address != "" {
		return sa.Remote.Address
	}
	return sa.Peer.Address
}
