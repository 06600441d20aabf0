package ike

import (
	"net/netip"
	"slices"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// sameMoment is by how much the stamps of one message may differ in the logs of
// two devices whose clocks follow a time server.
const sameMoment = 2 * time.Second

// translatedCall finds the line in which an end refuses an address that nobody
// knows, and that in which the other end, behind address translation, is refused
// by it in the same second. The address is then the translator's. Of several such
// addresses none can be told from the others.
func translatedCall(c *engine.Case, e *engine.End) (here, there *ipsec.Event) {
	other := c.Other(e)
	if !e.Read() || !other.Read() || c.IKEUp() {
		return nil, nil
	}
	for i := len(e.Snap.Events) - 1; i >= 0; i-- {
		ev := &e.Snap.Events[i]
		if ev.Kind != ipsec.EventNoConnection || !public(ev.Remote) || ofAnother(e, ev.Remote) {
			continue
		}
		refused := refusedThen(other, ev)
		switch {
		case refused == nil || !translatedIn(other, refused):
		case here == nil:
			here, there = ev, refused
		case ev.Remote != here.Remote:
			return nil, nil
		}
	}
	return here, there
}

// refusedThen returns the end's own refusal at the moment of the other one's
// line, by the address that the line says was called.
func refusedThen(e *engine.End, line *ipsec.Event) *ipsec.Event {
	at, ok := line.At.Get()
	if !ok || line.Local == "" {
		return nil
	}
	return e.LastThat(func(ev *ipsec.Event) bool {
		then, known := ev.At.Get()
		return known && ev.Kind == ipsec.EventNotifyReceived && ev.Remote == line.Local &&
			ev.Exchange == line.Exchange && then.Sub(at).Abs() <= sameMoment
	})
}

// ofAnother reports whether an address is that of another tunnel of the device.
func ofAnother(e *engine.End, address string) bool {
	return slices.ContainsFunc(e.Snap.Peers, func(p ipsec.Peer) bool { return slices.Contains(p.RemoteAddrs, address) })
}

// translatedIn reports whether an end spoke in an exchange from an address that
// a device in between must translate; where the line does not tell, whether it
// has no other.
func translatedIn(e *engine.End, ev *ipsec.Event) bool {
	if ev.Local != "" {
		return !public(ev.Local)
	}
	own := e.LocalAddresses()
	return len(own) > 0 && !slices.ContainsFunc(own, public)
}

func public(address string) bool {
	ip, err := netip.ParseAddr(address)
	return err == nil && !ip.IsPrivate() && !ip.IsUnspecified()
}
