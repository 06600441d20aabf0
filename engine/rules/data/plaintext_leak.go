package data

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// plaintextLeak says that packets the tunnel is to protect travel in clear
// text: the receiver, whose policy demands protection, prints it.
var plaintextLeak = engine.Rule{
	ID:       "data/plaintext-leak",
	Title:    "Traffic that should be protected leaves in clear text",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Judge:    judgePlaintextLeak,
}

func judgePlaintextLeak(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		ev := clearPacket(e)
		if ev == nil || !after(e, ev) {
			continue
		}
		other := c.Other(e)
		v := engine.Hold(engine.Strong, engine.FromEvent(e, ev, "a packet that policy wants protected arrives in clear text")).Began(ev).
			Owned(c.OwnerOf(other)).With(fmt.Sprintf("from %s to %s, seen at %s", ev.Remote, ev.Local, e.Name)).
			SettledBy("look at what " + other.Called() + " does with a packet from " + ev.Remote + " to " + ev.Local + ": access list, translation, route")
		if !other.Read() {
			return v.Capped(engine.CapUnreadEnd)
		}
		return v
	}
	return engine.Silent("no end reports a packet in clear text")
}

// clearPacket returns the end's last line about a packet in clear text of this
// tunnel: between its networks, or of its peer.
func clearPacket(e *engine.End) *ipsec.Event {
	if ev := e.Inner(false, ipsec.EventNotIPsec); ev != nil {
		return ev
	}
	return engine.Last(e.Own(e.Events), ipsec.EventNotIPsec)
}

// after reports whether an event is not older than the last time the end's
// Child SA came up, as far as the log tells.
func after(e *engine.End, ev *ipsec.Event) bool {
	up := engine.Last(e.Events, ipsec.EventChildEstablished, ipsec.EventTunnelUp)
	if up == nil {
		return true
	}
	if since, timed := up.Until(ev); timed {
		return since >= 0
	}
	return up.Ref.Command != ev.Ref.Command || ev.Ref.First > up.Ref.First
}
