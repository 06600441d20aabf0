package engine

import (
	"cmp"
	"slices"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// This file answers who refused whom since the tunnel was last up, and whether
// the reason could have been seen.

// Fresh returns the log events about this tunnel that are newer than the last
// time it came up, by the log or by the ages of its SAs. While it is up and
// nothing says since when, no line can be called newer. Events that name no
// tunnel count only on a device with one tunnel.
func (e *End) Fresh() []*ipsec.Event {
	events := e.SinceIKEUp()
	up, dated := e.upSince()
	if e.up() && !dated && len(events) == len(e.Events) {
		return nil
	}
	only := e.OnlyTunnel()
	var out []*ipsec.Event
	for _, ev := range events {
		if at, ok := ev.At.Get(); ok && dated && at.Before(up) {
			continue
		}
		if only || e.named(ev) {
			out = append(out, ev)
		}
	}
	return out
}

// up reports whether the end holds an SA of the tunnel.
func (e *End) up() bool {
	return e.IKEUp() != nil || len(e.ChildrenUp()) > 0 ||
		slices.ContainsFunc(e.Sessions, func(s *ipsec.Session) bool { return ipsec.Yes(s.ChildUp) })
}

// upSince returns when the youngest SA or session that is up came up, by the
// device's clock.
func (e *End) upSince() (latest time.Time, known bool) {
	if !e.Read() {
		return latest, false
	}
	now, ok := e.Snap.Clock.Get()
	note := func(up bool, age ipsec.Duration) {
		if a, told := age.Get(); up && ok && told && now.Add(-a).After(latest) {
			latest = now.Add(-a)
		}
	}
	for _, sa := range e.IKESAs {
		note(sa.State.Up(), sa.Age)
	}
	for _, sa := range e.ChildSAs {
		note(sa.State.Up(), sa.Age)
	}
	for _, s := range e.Sessions {
		note(ipsec.Yes(s.ChildUp), s.Uptime)
	}
	return latest, !latest.IsZero()
}

// OnlyTunnel reports whether the device shows nothing of other tunnels.
func (e *End) OnlyTunnel() bool {
	return e.Read() && len(e.Snap.Peers) == len(e.Peers) && len(e.Snap.IKESAs) == len(e.IKESAs) &&
		len(e.Snap.ChildSAs) == len(e.ChildSAs) && len(e.Snap.Sessions) == len(e.Sessions)
}

// named reports whether an event names this tunnel: an address or connection,
// by which it was sorted here, or an identity of the peer.
func (e *End) named(ev *ipsec.Event) bool {
	if ev.Remote != "" || ev.Connection != "" {
		return true
	}
	return ev.RemoteID != "" && slices.Contains(e.PeerIDs(), ev.RemoteID)
}

// PeerIDs returns the identities that the end expects of, or has seen from,
// its peer.
func (e *End) PeerIDs() []string {
	var out []string
	for _, p := range e.Peers {
		out = append(out, p.RemoteID.Or(""))
	}
	for _, sa := range e.IKESAs {
		out = append(out, sa.RemoteID.Or(""))
	}
	return slices.DeleteFunc(out, func(id string) bool { return id == "" })
}

// Called returns what to call the end in a sentence.
func (e *End) Called() string { return cmp.Or(e.Name, "the peer") }

// LastThat returns the end's last fresh event that fits, or nil.
func (e *End) LastThat(fits func(*ipsec.Event) bool) *ipsec.Event {
	events := e.Fresh()
	for i := len(events) - 1; i >= 0; i-- {
		if fits(events[i]) {
			return events[i]
		}
	}
	return nil
}

// Printed returns the end whose log holds a fresh event of one of the kinds,
// and its last one: the local end before the remote one. Both are nil when
// neither end has one.
func (c *Case) Printed(kinds ...ipsec.EventKind) (*End, *ipsec.Event) {
	return c.PrintedThat(func(ev *ipsec.Event) bool { return slices.Contains(kinds, ev.Kind) })
}

// PrintedThat is [Case.Printed] for events that fit.
func (c *Case) PrintedThat(fits func(*ipsec.Event) bool) (*End, *ipsec.Event) {
	for _, e := range c.Ends() {
		if ev := e.LastThat(fits); ev != nil {
			return e, ev
		}
	}
	return nil, nil
}

// Proven returns the verdict of a cause that the end which made the check
// prints. While that end still carries traffic it is a warning: the next
// negotiation fails.
func (c *Case) Proven(e *End, ev *ipsec.Event, says string) Verdict {
	v := Hold(Certain, FromEvent(e, ev, says)).By(PrintedByVerifier)
	v.Since = e.FirstOf(ev.Kind)
	v.Slots = map[string]string{"verifier": e.Name}
	if len(e.ChildrenUp()) > 0 {
		v.Severity = Warning
	}
	return v
}

// FirstOf returns when the first fresh event of a kind happened, as the
// device's log has it, or nothing.
func (e *End) FirstOf(kind ipsec.EventKind) string {
	for _, ev := range e.Fresh() {
		if at, ok := ev.At.Get(); ok && ev.Kind == kind && at.Year() > 1 {
			return at.Format(time.RFC3339)
		}
	}
	return ""
}

// reasons are the events with which an end says why it refuses the other.
var reasons = []ipsec.EventKind{
	ipsec.EventNoConnection, ipsec.EventIKEProposalRefused, ipsec.EventIdentityRefused, ipsec.EventNoKey,
	ipsec.EventKeyMismatch, ipsec.EventUndecryptable, ipsec.EventAuthMethodRefused, ipsec.EventModeRefused,
	ipsec.EventVersionRefused, ipsec.EventCertTimeInvalid, ipsec.EventCertUntrusted, ipsec.EventCertRevoked,
	ipsec.EventNoTrustedKey, ipsec.EventNoPrivateKey, ipsec.EventEAPFailed,
}

// Reason returns the end's last line that says why it refuses the other end
// before the IKE SA is up, or nil.
func (e *End) Reason() *ipsec.Event {
	return e.LastThat(func(ev *ipsec.Event) bool { return slices.Contains(reasons, ev.Kind) })
}

// ReasonUnseen says which log could hold the reason of a refusal and was not
// seen: with one end's log, that of the other as long as the first gives no
// reason of its own. It is empty when every log that matters was seen.
func (c *Case) ReasonUnseen() []string {
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return missing
	}
	if c.IKEUp() {
		return nil
	}
	for _, e := range c.Ends() {
		other := c.Other(e)
		if e.Observed(ipsec.AreaEvents) && !other.Observed(ipsec.AreaEvents) && other.Name != "" && e.Reason() == nil && !e.logsUp() {
			return []string{other.Lacks(ipsec.AreaEvents)}
		}
	}
	return nil
}

// logsUp reports whether the end's log ends with the tunnel up: it came up and
// nothing failed afterwards.
func (e *End) logsUp() bool {
	up := Last(e.Events, ipsec.EventIKEEstablished, ipsec.EventChildEstablished, ipsec.EventTunnelUp)
	return up != nil && Last(e.Fresh(), ipsec.EventNotifyReceived, ipsec.EventRetransmit, ipsec.EventGaveUp, ipsec.EventPeerDead,
		ipsec.EventAuthFailed, ipsec.EventNegotiationFailed, ipsec.EventDeleteReceived, ipsec.EventIKEClosed, ipsec.EventTunnelDown) == nil
}

// Refused returns the end's last fresh refusal by the peer in one of the
// exchanges, or nil.
func (e *End) Refused(exchanges ...string) *ipsec.Event {
	return e.LastThat(func(ev *ipsec.Event) bool {
		return ev.Kind == ipsec.EventNotifyReceived && slices.Contains(exchanges, ev.Exchange)
	})
}
