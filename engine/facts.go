package engine

import (
	"fmt"
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// This file answers the questions that several rules ask.

// SinceIKEUp returns the events after the last time the log says that the IKE
// SA came up: what an earlier success has overtaken is history.
func (e *End) SinceIKEUp() []*ipsec.Event {
	return since(e.Events, ipsec.EventIKEEstablished, ipsec.EventChildEstablished, ipsec.EventTunnelUp)
}

// SinceChildUp returns the events after the last time a Child SA came up.
func (e *End) SinceChildUp() []*ipsec.Event {
	return since(e.Events, ipsec.EventChildEstablished, ipsec.EventTunnelUp)
}

func since(events []*ipsec.Event, kinds ...ipsec.EventKind) []*ipsec.Event {
	for i := len(events) - 1; i >= 0; i-- {
		if slices.Contains(kinds, events[i].Kind) {
			return events[i+1:]
		}
	}
	return events
}

// Last returns the last event of one of the kinds, or nil.
func Last(events []*ipsec.Event, kinds ...ipsec.EventKind) *ipsec.Event {
	for i := len(events) - 1; i >= 0; i-- {
		if slices.Contains(kinds, events[i].Kind) {
			return events[i]
		}
	}
	return nil
}

// LastNotify returns the last received notification of that name in one of the
// exchanges, or in any when none is given.
func LastNotify(events []*ipsec.Event, notify string, exchanges ...string) *ipsec.Event {
	for i := len(events) - 1; i >= 0; i-- {
		ev := events[i]
		if ev.Kind == ipsec.EventNotifyReceived && ev.Notify == notify &&
			(len(exchanges) == 0 || slices.Contains(exchanges, ev.Exchange)) {
			return ev
		}
	}
	return nil
}

// Count returns how many events are of one of the kinds.
func Count(events []*ipsec.Event, kinds ...ipsec.EventKind) int {
	n := 0
	for _, ev := range events {
		if slices.Contains(kinds, ev.Kind) {
			n++
		}
	}
	return n
}

// IKEUp returns an authenticated IKE SA of the tunnel, or nil.
func (e *End) IKEUp() *ipsec.IKESA {
	for _, sa := range e.IKESAs {
		if sa.State.Up() {
			return sa
		}
	}
	return nil
}

// HalfOpen returns the IKE SA under negotiation, or nil.
func (e *End) HalfOpen() *ipsec.IKESA {
	for _, sa := range e.IKESAs {
		if sa.State.HalfOpen() {
			return sa
		}
	}
	return nil
}

// ChildrenUp returns the installed Child SAs.
func (e *End) ChildrenUp() []*ipsec.ChildSA {
	var out []*ipsec.ChildSA
	for _, sa := range e.ChildSAs {
		if sa.State.Up() {
			out = append(out, sa)
		}
	}
	return out
}

// IKEUp reports whether either end holds an authenticated IKE SA.
func (c *Case) IKEUp() bool { return c.Local.IKEUp() != nil || c.Remote.IKEUp() != nil }

// ChildUp reports whether either end holds an installed Child SA.
func (c *Case) ChildUp() bool { return childUp(c) }

// BothRead reports whether both ends were read.
func (c *Case) BothRead() bool { return c.Local.Read() && c.Remote.Read() }

// Lacks says in words that an end did not show an area, for Unobserved.
func (e *End) Lacks(a ipsec.Area) string {
	switch {
	case !e.Read() && e.Failure != nil:
		return fmt.Sprintf("the %s of %s: not read (%s)", a, e.Name, e.Failure.Class)
	case !e.Read():
		return fmt.Sprintf("the %s of %s: this end was not read", a, e.Name)
	}
	for _, src := range e.Snap.Sources {
		if slices.Contains(src.Reveals, a) {
			return fmt.Sprintf("the %s of %s: %q %s", a, e.Name, src.Command, Met(src.Answer))
		}
	}
	return fmt.Sprintf("the %s of %s: not collected", a, e.Name)
}

// Met says in words how a device met a command.
func Met(a ipsec.Answer) string {
	switch a {
	case ipsec.Failed:
		return "failed"
	case ipsec.TimedOut:
		return "timed out"
	case ipsec.Truncated:
		return "was cut off"
	}
	return "was " + string(a)
}

// LacksAny returns what of the areas neither end shows; empty when one of the
// ends shows all of them.
func (c *Case) LacksAny(areas ...ipsec.Area) []string {
	var missing []string
	for _, a := range areas {
		if !c.Local.Observed(a) && !c.Remote.Observed(a) {
			missing = append(missing, c.Local.Lacks(a))
			if c.Remote.Name != "" {
				missing = append(missing, c.Remote.Lacks(a))
			}
		}
	}
	return missing
}

// OwnerOf returns the owner that an end is, seen from the question.
func (c *Case) OwnerOf(e *End) Owner {
	if e == &c.Local {
		return OwnerLocal
	}
	return OwnerPeer
}

// FromEvent returns log evidence of one event.
func FromEvent(e *End, ev *ipsec.Event, says string) Evidence {
	return Show(e, FromLog, ev.Ref, says)
}

// PeerAnswered returns evidence that the peer answered an IKE message of this
// end's present attempt: a notify or other message of the peer in the log, or
// a half-open SA with the peer's SPI.
func (e *End) PeerAnswered() (Evidence, bool) {
	events := e.SinceIKEUp()
	for i := len(events) - 1; i >= 0; i-- {
		ev := events[i]
		switch ev.Kind {
		case ipsec.EventNotifyReceived, ipsec.EventKeyExchangeRetry, ipsec.EventDeleteReceived, ipsec.EventNoTrustedKey,
			ipsec.EventCertTimeInvalid, ipsec.EventCertUntrusted, ipsec.EventEAPFailed, ipsec.EventIdentityRefused:
			return FromEvent(e, ev, "the peer answers IKE messages"), true
		case ipsec.EventGaveUp, ipsec.EventRetransmit:
			if ev.MessageID < 0 && ev.Exchange == "" {
				continue
			}
			if ev.MessageID == 0 || ev.Exchange == ipsec.ExchangeInit {
				return Evidence{}, false
			}
			return FromEvent(e, ev, "the peer answered the first exchange"), true
		}
	}
	for _, sa := range e.IKESAs {
		if spi, ok := sa.RemoteSPI.Get(); ok && spi != "" && spi != "0" && sa.Role == ipsec.Initiator && !staleSA(sa) {
			return Show(e, FromState, sa.Ref, "the peer's SPI is known, so it answered the first message"), true
		}
	}
	return Evidence{}, false
}

func staleSA(sa *ipsec.IKESA) bool {
	return sa.State == ipsec.IKEDeleting || sa.State == ipsec.IKERekeyed
}
