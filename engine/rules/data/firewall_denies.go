package data

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// firewallDenies says that a filter of an end drops packets of the tunnel's
// hosts, before they are encrypted or after they are decrypted.
var firewallDenies = engine.Rule{
	ID:       "data/firewall-denies",
	Title:    "A firewall drops the traffic before encryption or after decryption",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaAccessLists},
	Explains: []string{"data/sends-only", "data/receives-only", "data/peer-does-not-return", "data/app-only"},
	Judge:    judgeFirewallDenies,
}

func judgeFirewallDenies(c *engine.Case) engine.Verdict {
	if v, ok := deniesAsked(c); ok {
		return v
	}
	if !c.ChildUp() {
		return engine.Silent("")
	}
	looked := false
	for _, e := range c.Ends() {
		if v, ok := deniesInLog(c, e); ok {
			return v
		}
	}
	for _, e := range c.Ends() {
		if v, ok := deniesByList(c, e); ok {
			return v
		}
		looked = looked || e.Observed(ipsec.AreaEvents) || e.Observed(ipsec.AreaAccessLists)
	}
	if !looked {
		return engine.Unobserved(c.LacksAny(ipsec.AreaEvents, ipsec.AreaAccessLists)...)
	}
	return engine.Silent("")
}

// deniesAsked judges the flow that somebody says fails.
func deniesAsked(c *engine.Case) (engine.Verdict, bool) {
	if c.Flow == nil {
		return engine.Verdict{}, false
	}
	w := c.Wanted()[0]
	for _, e := range []*engine.End{w.Sender, w.Receiver} {
		if ev := e.Denied(w.From, w.To); ev != nil && after(e, ev) {
			return engine.Hold(engine.Certain, engine.FromEvent(e, ev, "the packet is denied")).By(engine.PrintedByVerifier).Owned(c.OwnerOf(e)).Began(ev).
				With(w.String() + " is denied at " + e.Name + reason(ev)), true
		}
		if entry := e.Forwards(w.From, w.To); entry != nil && !entry.Permit {
			return engine.Hold(engine.Certain, engine.Show(e, engine.FromConfig, entry.Ref, "the first rule that meets it")).By(engine.LocalFact).
				Owned(c.OwnerOf(e)).With(w.String() + " is denied at " + e.Name + " by " + entry.List), true
		}
	}
	return engine.Verdict{}, false
}

// deniesInLog looks for denied packets between the networks of the tunnel.
// Where packets pass both ways the filter may do what it is for.
func deniesInLog(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	ev, n := e.DeniedInner()
	if ev == nil || !after(e, ev) {
		return engine.Verdict{}, false
	}
	v := engine.Hold(engine.Strong, engine.FromEvent(e, ev, "a packet between the networks of the tunnel is denied")).Owned(c.OwnerOf(e)).Began(ev).
		With(fmt.Sprintf("%s to %s denied at %s, %s in the log%s", ev.Remote, ev.Local, e.Name, times(n), reason(ev)))
	switch {
	case movesBothWays(c):
		v.Base, v.Severity = engine.Possible, engine.Info
		return v, true
	case n >= engine.LeastStimulus && stopsHere(c):
		return v.By(engine.PrintedByVerifier), true
	}
	return v, true
}

// stopsHere reports whether the counters of an end show one direction only.
func stopsHere(c *engine.Case) bool {
	for _, e := range c.Ends() {
		for _, f := range flowsOf(c, e) {
			if keepsSilent(f) && settledAtBoth(c, e, f) || sendsInVain(f) && settled(f) {
				return true
			}
		}
	}
	return false
}

func reason(ev *ipsec.Event) string {
	if ev.Subject == "" {
		return ""
	}
	return " (" + ev.Subject + ")"
}

// deniesByList looks for an entry that denies what the tunnel carries and was
// met, while packets go one way only. Which interface a list is on is not read.
func deniesByList(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	if !e.Read() || !stopsHere(c) {
		return engine.Verdict{}, false
	}
	for i := range e.Snap.AccessLists {
		entry := &e.Snap.AccessLists[i]
		if entry.Permit || entry.Disabled || e.Selecting(entry.List) || entry.Matches.Or(0) < engine.LeastStimulus || !between(e, entry) || permitted(e, i) {
			continue
		}
		if !strings.HasPrefix(e.Snap.Platform, "cisco-") {
			return dropsForwarded(c, e, entry), true
		}
		return engine.Hold(engine.Strong, engine.Show(e, engine.FromCounter, entry.Matches.Ref(), "packets between the networks of the tunnel met an entry that denies them")).
			Capped(engine.Cap{Points: 60, Why: "on which interface the access list is was not read", Key: true}).Owned(c.OwnerOf(e)).
			With(fmt.Sprintf("%s of %s denied %d packets", entry.List, e.Name, entry.Matches.Or(0))).
			SettledBy("read the hits of " + entry.List + " again while a packet is sent"), true
	}
	return engine.Verdict{}, false
}

// dropsForwarded is the verdict of a rule for forwarded packets, which all that
// is decrypted for hosts must pass.
func dropsForwarded(c *engine.Case, e *engine.End, entry *ipsec.AccessEntry) engine.Verdict {
	v := engine.Hold(engine.Strong, engine.Show(e, engine.FromCounter, entry.Matches.Ref(), "packets between the networks of the tunnel met a rule that drops them")).
		Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s of %s dropped %d packets", entry.List, e.Name, entry.Matches.Or(0))).
		SettledBy("read the counter of the rule again while a packet is sent")
	for _, f := range flowsOf(c, e) {
		if keepsSilent(f) && settledAtBoth(c, e, f) && dropsAll(f, entry) && entry.Matches.Or(0) >= f.In.Total.Or(0) {
			v.Evidence = append(v.Evidence, shown(e, f, "as many were decrypted and none was answered"))
			return v.By(engine.LocalFact)
		}
	}
	return v
}

// dropsAll reports whether an entry drops all that an SA decrypts.
func dropsAll(f engine.Flow, entry *ipsec.AccessEntry) bool {
	for _, from := range f.Child.RemoteTS {
		for _, to := range f.Child.LocalTS {
			if !entry.Source.Covers(from) || !entry.Destination.Covers(to) {
				return false
			}
		}
	}
	return true
}

// permitted reports whether an entry before another one of the same list permits
// all that the tunnel carries and the other one is for.
func permitted(e *engine.End, at int) bool {
	entry := &e.Snap.AccessLists[at]
	for i := range e.Snap.AccessLists[:at] {
		before := &e.Snap.AccessLists[i]
		if before.List != entry.List || !before.Permit || before.Disabled {
			continue
		}
		for _, p := range e.SelectorPairs() {
			out := before.Source.Covers(p.Local) && before.Destination.Covers(p.Remote) && p.Local.Overlaps(entry.Source)
			in := before.Source.Covers(p.Remote) && before.Destination.Covers(p.Local) && p.Remote.Overlaps(entry.Source)
			if out || in {
				return true
			}
		}
	}
	return false
}

// between reports whether an entry is about the networks of the tunnel and not
// about everything, either way.
func between(e *engine.End, entry *ipsec.AccessEntry) bool {
	for _, p := range e.SelectorPairs() {
		if !network(p.Local) || !network(p.Remote) {
			continue
		}
		out := p.Local.Overlaps(entry.Source) && p.Remote.Overlaps(entry.Destination)
		in := p.Remote.Overlaps(entry.Source) && p.Local.Overlaps(entry.Destination)
		if (out || in) && (network(entry.Source) || isHost(entry.Source)) {
			return true
		}
	}
	return false
}
