package ike

import (
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// duplicateIdentity says that two gateways call themselves the same: each new
// session of one makes the peer close that of the other.
var duplicateIdentity = engine.Rule{
	ID:       "ike/duplicate-identity",
	Title:    "Two gateways use the same identity and push each other out",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerPeer,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"ike/duplicate-sas", "ike/peer-lost-state", "stability/peer-deletes", "stability/flapping"},
	Judge:    judgeDuplicateIdentity,
}

func judgeDuplicateIdentity(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		duplicate := engine.Last(e.Events, ipsec.EventDuplicate)
		if duplicate == nil || duplicate.RemoteID == "" {
			continue
		}
		turns, addresses := turnsOf(e, duplicate.RemoteID)
		if len(addresses) < 2 {
			continue
		}
		v := engine.Hold(engine.Likely, engine.FromEvent(e, duplicate, "a session is closed because the identity has a newer one")).Began(duplicate).
			Owned(c.OwnerOf(c.Other(e))).
			With(fmt.Sprintf("%s comes from %s", duplicate.RemoteID, strings.Join(addresses, " and ")))
		for _, ev := range turns[max(0, len(turns)-3):] {
			v.Evidence = append(v.Evidence, engine.FromEvent(e, ev, "the identity from "+ev.Remote))
		}
		if len(turns) > len(addresses) {
			return v.By(engine.PrintedByVerifier)
		}
		return v.Weakened("one gateway whose address changed looks the same until the old address comes back")
	}
	return engine.Silent("no identity pushes another session out")
}

// turnsOf returns the sessions of an identity in an end's whole log at which its
// address differs from the one before, and the addresses.
func turnsOf(e *engine.End, id string) (turns []*ipsec.Event, addresses []string) {
	for i := range e.Snap.Events {
		ev := &e.Snap.Events[i]
		if ev.Kind != ipsec.EventIKEEstablished || !strings.EqualFold(ev.RemoteID, id) || ev.Remote == "" {
			continue
		}
		if len(turns) == 0 || turns[len(turns)-1].Remote != ev.Remote {
			turns = append(turns, ev)
		}
		if !slices.Contains(addresses, ev.Remote) {
			addresses = append(addresses, ev.Remote)
		}
	}
	return turns, addresses
}
