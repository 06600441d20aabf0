package ike

import (
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// noConnection returns an end that found no configuration for the other one's
// request, and its last line about it.
func noConnection(c *engine.Case) (*engine.End, *ipsec.Event) {
	for _, e := range c.Ends() {
		if ev := e.LastThat(func(ev *ipsec.Event) bool { return ev.Kind == ipsec.EventNoConnection }); ev != nil {
			return e, ev
		}
		if ev := stranger(c, e); ev != nil {
			return e, ev
		}
		if ev, _ := translatedCall(c, e); ev != nil {
			return e, ev
		}
	}
	return nil, nil
}

// stranger finds the line among those of an address that the end has no
// configuration for: the address of the other end as the question names it.
func stranger(c *engine.Case, e *engine.End) *ipsec.Event {
	other := c.Other(e)
	if !e.Read() || len(e.Peers) > 0 {
		return nil
	}
	for i := len(e.Snap.Events) - 1; i >= 0; i-- {
		ev := &e.Snap.Events[i]
		if ev.Kind == ipsec.EventNoConnection && (ev.Remote == other.Name || slices.Contains(other.Addresses, ev.Remote)) && ev.Remote != "" {
			return ev
		}
	}
	return nil
}

// expectsAnother returns the connection of an end for the peer of this tunnel
// that is configured with other addresses than those of a request.
func expectsAnother(e *engine.End, ev *ipsec.Event) *ipsec.Peer {
	for _, p := range e.Peers {
		if ev.Remote != "" && !engine.Takes(p.RemoteAddrs, ev.Remote) {
			return p
		}
	}
	return nil
}

// wrongLocal returns the connection whose own address is not the one that a
// request was sent to.
func wrongLocal(e *engine.End, ev *ipsec.Event) *ipsec.Peer {
	for _, p := range e.Peers {
		if ev.Local != "" && engine.Takes(p.RemoteAddrs, ev.Remote) && !engine.Takes(p.LocalAddrs, ev.Local) {
			return p
		}
	}
	return nil
}
