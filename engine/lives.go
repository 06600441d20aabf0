package engine

import (
	"slices"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// This file answers how long a tunnel was up each time, as a log shows it.

// A Life is one stretch in which the tunnel was up, as a log shows it.
type Life struct {
	Up   *ipsec.Event
	Down *ipsec.Event // nil while it lasts
	// Planned says that the end itself began a reauthentication that ended it.
	Planned bool
}

// Lasted returns how long a finished life was; false when the log has no times.
func (l Life) Lasted() (time.Duration, bool) {
	if l.Down == nil {
		return 0, false
	}
	d, timed := l.Up.Until(l.Down)
	return d, timed && d > 0
}

// ups are the events that begin a life. A Child SA begins none, as a rekey
// makes a new one.
var ups = []ipsec.EventKind{ipsec.EventIKEEstablished, ipsec.EventTunnelUp}

// downs are the events that end the life of a tunnel.
var downs = []ipsec.EventKind{ipsec.EventTunnelDown, ipsec.EventIKEClosed, ipsec.EventPeerDead}

// EndsTunnel reports whether an event takes the IKE SA down. A DELETE with an
// SPI is that of a Child SA; giving up on a first message ends no tunnel.
func EndsTunnel(ev *ipsec.Event) bool {
	switch ev.Kind {
	case ipsec.EventDeleteReceived:
		return ev.SPI == ""
	case ipsec.EventGaveUp:
		return ev.Exchange == ipsec.ExchangeInformational || ev.Exchange == ipsec.ExchangeChild
	}
	return slices.Contains(downs, ev.Kind)
}

// Lives returns the lives of a tunnel in an end's log. A daemon that starts
// begins a new log: what was before does not show how it ended.
func (e *End) Lives() []Life {
	var out []Life
	planned := false
	for _, ev := range e.Own(e.Events) {
		open := len(out) > 0 && out[len(out)-1].Down == nil
		switch {
		case slices.Contains(ups, ev.Kind):
			if !open {
				out = append(out, Life{Up: ev})
			}
			planned = false
		case ev.Kind == ipsec.EventReauthenticating:
			planned = true
		case EndsTunnel(ev) && open:
			l := &out[len(out)-1]
			l.Down, l.Planned = ev, planned
		case ev.Kind == ipsec.EventDaemonStarted && open:
			out = out[:len(out)-1]
		}
	}
	return out
}

// day is the window in which repeated losses are one pattern.
const day = 24 * time.Hour

// Recent returns the lives whose begin lies within a day of the last one, or
// all where the log has no times.
func Recent(all []Life) []Life {
	if len(all) == 0 {
		return nil
	}
	last := all[len(all)-1].Up
	i := slices.IndexFunc(all, func(l Life) bool {
		before, timed := l.Up.Until(last)
		return timed && before <= day
	})
	return all[max(i, 0):]
}

// Unplanned returns the finished lives that no reauthentication of this end
// ended.
func Unplanned(all []Life) []Life {
	var out []Life
	for _, l := range all {
		if l.Down != nil && !l.Planned {
			out = append(out, l)
		}
	}
	return out
}

// IsUp reports whether the tunnel is up now at the end, by its SAs or, without
// them, by the last edge of its log.
func (e *End) IsUp() bool {
	if e.IKEUp() != nil || len(e.ChildrenUp()) > 0 {
		return true
	}
	if e.Shows(ipsec.AreaIKESAs) {
		return false
	}
	all := e.Lives()
	return len(all) > 0 && all[len(all)-1].Down == nil
}
