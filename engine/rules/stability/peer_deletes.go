package stability

import (
	"slices"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// peerDeletes says that the peer closed the tunnel and does not say why.
var peerDeletes = engine.Rule{
	ID:       "stability/peer-deletes",
	Title:    "The peer deletes the tunnel",
	Severity: engine.Warning,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerPeer,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"stability/flapping"},
	Judge:    judgePeerDeletes,
}

func judgePeerDeletes(c *engine.Case) engine.Verdict {
	if missing := noLog(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		ev := lastDelete(e)
		if ev == nil {
			continue
		}
		if proof := rejected(e.Own(e.Events), ev); proof != nil {
			return engine.Silent("the peer deletes what it had refused", engine.FromEvent(e, proof, "the refusal"))
		}
		v := engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the peer closes the tunnel")).Began(ev).
			Owned(c.OwnerOf(c.Other(e))).With("closed by " + c.Other(e).Name).
			SettledBy("read the log of " + c.Other(e).Name + " at that time: it says why it deletes")
		switch {
		case !e.IsUp() && len(e.ChildrenUp()) == 0:
			return v.By(engine.PrintedByVerifier)
		case deletes(e) > 1:
			return v
		}
		return v.Capped(engine.CapOldLog)
	}
	return engine.Silent("no end received a DELETE for the tunnel")
}

// lastDelete returns the last time the peer closed the IKE SA, if nothing of this
// end had closed it before and the peer was not reauthenticating.
func lastDelete(e *engine.End) *ipsec.Event {
	all := e.Lives()
	for i := len(all) - 1; i >= 0; i-- {
		l := all[i]
		if l.Down == nil || l.Down.Kind != ipsec.EventDeleteReceived || l.Planned || replaced(all, i) {
			continue
		}
		return l.Down
	}
	return nil
}

// soon is the time within which a new SA is the successor of a deleted one.
const soon = 3 * time.Second

// replaced reports whether the next life followed at once, as when the peer
// reauthenticates by closing the old SA first.
func replaced(all []engine.Life, i int) bool {
	if i+1 >= len(all) {
		return false
	}
	gap, timed := all[i].Down.Until(all[i+1].Up)
	return timed && gap <= soon
}

// rejected returns a refusal between the begin of a life and the DELETE: the
// peer, or this end, did not accept something, and the DELETE only follows.
func rejected(events []*ipsec.Event, deleted *ipsec.Event) *ipsec.Event {
	for n := slices.Index(events, deleted) - 1; n >= 0; n-- {
		ev := events[n]
		switch ev.Kind {
		case ipsec.EventNotifyReceived, ipsec.EventRekeyFailed, ipsec.EventChildExpired, ipsec.EventAuthFailed, ipsec.EventDuplicate:
			return ev
		case ipsec.EventIKEEstablished, ipsec.EventTunnelUp:
			return nil
		}
	}
	return nil
}

// deletes counts the recent lives that the peer ended.
func deletes(e *engine.End) int {
	n := 0
	all := engine.Recent(e.Lives())
	for i, l := range all {
		if l.Down != nil && l.Down.Kind == ipsec.EventDeleteReceived && !l.Planned && !replaced(all, i) {
			n++
		}
	}
	return n
}
