package ike

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// noMatchingConnection is a responder that knows nobody at the caller's
// address. A wrong address or version in an existing connection has its own row.
var noMatchingConnection = engine.Rule{
	ID:       "ike/no-matching-connection",
	Title:    "The answering gateway has no connection configured for the gateway that calls it",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerPeer,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaPeers},
	Explains: []string{"ike/no-response", "ike/refused-without-reason", "ike/half-open"},
	Judge:    judgeNoMatchingConnection,
}

func judgeNoMatchingConnection(c *engine.Case) engine.Verdict {
	e, ev := noConnection(c)
	if ev == nil {
		if v, ok := droppedInSilence(c); ok {
			return v
		}
		if missing := c.ReasonUnseen(); missing != nil {
			return engine.Unobserved(missing...)
		}
		return engine.Silent("")
	}
	if len(ev.Configured) > 0 || expectsAnother(e, ev) != nil || wrongLocal(e, ev) != nil {
		return engine.Silent("there is a connection, with another address")
	}
	if p := configuredFor(e, ev); p != nil && ev.Version != 0 && p.Version.Or(0) != 0 && p.Version.Or(0) != ev.Version {
		return engine.Silent("there is a connection, for the other IKE version")
	}
	v := c.Proven(e, ev, "no configuration fits the request").Owned(c.OwnerOf(e)).
		With(fmt.Sprintf("%s has no connection for %s", e.Name, caller(c, e, ev)))
	switch {
	case len(e.Peers) > 0:
		return v.Weakened("a connection for this address is configured").Capped(engine.CapKeyUnknown)
	case !e.Shows(ipsec.AreaPeers) && byAddress(ev):
		return v.Capped(engine.CapKeyUnknown).
			SettledBy(fmt.Sprintf("list the connections of %s: %s; one with another address or IKE version would be the fault instead", e.Name, e.CommandFor(ipsec.AreaPeers)))
	}
	if e.Shows(ipsec.AreaPeers) {
		for i := range e.Snap.Peers {
			v.Evidence = append(v.Evidence, engine.Show(e, engine.FromConfig, e.Snap.Peers[i].Ref, "the device lists other connections only"))
			break
		}
	}
	return v
}

// droppedInSilence judges the caller of a gateway that agreed on a proposal and
// then forgot the negotiation, as an ASA does that finds no group or key for
// the caller's address. A restart looks alike, so it stays a suspicion.
func droppedInSilence(c *engine.Case) (engine.Verdict, bool) {
	if c.IKEUp() {
		return engine.Verdict{}, false
	}
	e, ev := c.PrintedThat(forgotten)
	if ev == nil || c.Other(e).Observed(ipsec.AreaEvents) {
		return engine.Verdict{}, false
	}
	other := c.Other(e)
	return engine.Hold(engine.Likely-10, engine.FromEvent(e, ev, "the peer drops the negotiation after the proposal was agreed")).
		Capped(engine.CapUnreadEnd).Owned(c.OwnerOf(other)).
		With(fmt.Sprintf("%s seems to have no entry for the address of %s", other.Called(), e.Name)).
		SettledBy(fmt.Sprintf("see whether %s has a connection and a key for the address from which %s calls", other.Called(), e.Name)), true
}

// byAddress reports whether the line names addresses only, so that it stands
// for a wrong IKE version too. An ASA names the missing tunnel group.
func byAddress(ev *ipsec.Event) bool { return ev.Exchange != ipsec.ExchangeAuth }

func caller(c *engine.Case, e *engine.End, ev *ipsec.Event) string {
	if ev.Remote != "" {
		return ev.Remote
	}
	return c.Other(e).Called()
}
