package data

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// notSelected says that packets for the far networks reach the gateway and its
// policy does not take them. It needs a sign that such packets exist: silence
// alone is an idle tunnel.
var notSelected = engine.Rule{
	ID:       "data/not-selected",
	Title:    "Traffic for the remote networks is not picked for encryption",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs, ipsec.AreaEvents, ipsec.AreaAccessLists},
	Explains: []string{"data/idle", "data/receives-only", "data/counter-stall"},
	Judge:    judgeNotSelected,
}

func judgeNotSelected(c *engine.Case) engine.Verdict {
	if v, ok := askedButNotSelected(c); ok {
		return v
	}
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	if !c.ChildUp() {
		return engine.Silent("")
	}
	still := false
	for _, e := range c.Ends() {
		flows := flowsOf(c, e)
		if len(flows) == 0 || !allStill(flows) {
			continue
		}
		still = true
		if v, ok := passesBy(c, e, flows[0]); ok {
			return v
		}
	}
	if !still {
		return engine.Silent("packets are encrypted at every end that shows its counters")
	}
	return engine.Unobserved("whether hosts send packets for the remote networks: hits of an access list, a packet seen in clear at the far end, or --flow")
}

// allStill reports whether it is known of every flow that nothing leaves.
func allStill(flows []engine.Flow) bool {
	for _, f := range flows {
		if !f.Out.Still() {
			return false
		}
	}
	return true
}

// askedButNotSelected judges the flow that somebody says fails.
func askedButNotSelected(c *engine.Case) (engine.Verdict, bool) {
	if c.Flow == nil {
		return engine.Verdict{}, false
	}
	w := c.Wanted()[0]
	fate := c.Fate(w)
	if cov := fate.Coverage; cov.By != nil || !cov.Known || !fate.At.ShowsPolicies() || w.Guessed && !related(w, cov) {
		return engine.Verdict{}, false
	}
	if _, carried := w.Sender.CarriedElsewhere(w.From, w.To); carried {
		return engine.Verdict{}, false
	}
	return engine.Hold(engine.Strong, append(fate.Proof, firstPair(fate.At))...).Owned(c.OwnerOf(w.Sender)).
		With(w.String()), true
}

// passesBy looks for packets of the far networks that pass an end without
// being encrypted: the other end received them in clear, or an access list that
// selects nothing for encryption counted them.
func passesBy(c *engine.Case, e *engine.End, f engine.Flow) (engine.Verdict, bool) {
	other := c.Other(e)
	if ev := clearPacket(other); ev != nil && after(other, ev) {
		return engine.Hold(engine.Strong, shown(e, f, "no packet is encrypted"),
			engine.FromEvent(other, ev, "a packet from behind "+e.Name+" arrives in clear text")).Owned(c.OwnerOf(e)).Began(ev).
			With(fmt.Sprintf("%s to %s reaches %s in clear text", ev.Remote, ev.Local, other.Called())), true
	}
	if hit := countedOnTheWay(e); hit != nil {
		return engine.Hold(engine.Likely, shown(e, f, "no packet is encrypted"),
			engine.Show(e, engine.FromConfig, hit.Matches.Ref(), "packets for the remote networks were counted")).Owned(c.OwnerOf(e)).
			With(fmt.Sprintf("%d packets met %s at %s and none was encrypted", hit.Matches.Or(0), hit.List, e.Name)).
			Weakened("the access list counts since it was cleared, not since the SA came up").
			SettledBy("send a packet and read the access list and the encrypted packets again"), true
	}
	return engine.Verdict{}, false
}

// countedOnTheWay returns an entry that permits traffic between the networks of
// the tunnel, has hits, and is of no list that selects traffic for it.
func countedOnTheWay(e *engine.End) *ipsec.AccessEntry {
	var pairs []engine.SelectorPair
	for i := range e.Snap.AccessLists {
		entry := &e.Snap.AccessLists[i]
		if !entry.Permit || entry.Disabled || e.Selecting(entry.List) || entry.Matches.Or(0) < engine.LeastStimulus {
			continue
		}
		if pairs == nil {
			pairs = e.SelectorPairs()
		}
		for _, p := range pairs {
			if network(p.Remote) && p.Remote.Covers(entry.Destination) && p.Local.Overlaps(entry.Source) {
				return entry
			}
		}
	}
	return nil
}
