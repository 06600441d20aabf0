package underlay

import (
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// peerNameUnresolved says that an end has its peer by name and cannot resolve it.
var peerNameUnresolved = engine.Rule{
	ID:       "underlay/peer-name-unresolved",
	Title:    "The host name of the peer does not resolve to its current address",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"ike/not-attempted", "ike/no-response", "auth/psk-missing"},
	Judge:    judgePeerNameUnresolved,
}

func judgePeerNameUnresolved(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		events := e.SinceIKEUp()
		ev := lastUnresolved(e, events)
		if ev == nil {
			continue
		}
		if later := engine.Last(events[slices.Index(events, ev)+1:], ipsec.EventInitiating, ipsec.EventRetransmit); later != nil {
			return engine.Silent("the name was resolved later", engine.FromEvent(e, later, "a negotiation with the peer's address begins"))
		}
		if e.IKEUp() != nil {
			return engine.Silent("an IKE SA is established")
		}
		return engine.Hold(engine.Certain, engine.FromEvent(e, ev, "the name of the peer cannot be resolved")).Began(ev).
			By(engine.PrintedByVerifier).Owned(c.OwnerOf(e)).With(e.Name + " cannot resolve " + ev.Subject).
			SettledBy("resolve " + ev.Subject + " on " + e.Name)
	}
	return engine.Silent("no end fails to resolve a name")
}

// lastUnresolved returns the last line about a name that is this tunnel's peer.
func lastUnresolved(e *engine.End, events []*ipsec.Event) *ipsec.Event {
	for i := len(events) - 1; i >= 0; i-- {
		ev := events[i]
		if ev.Kind == ipsec.EventNameUnresolved && (e.Calls(ev.Subject) || ev.Connection != "" || e.OnlyTunnel()) {
			return ev
		}
	}
	return nil
}
