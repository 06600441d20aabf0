package stability

import (
	"slices"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// A life is one stretch in which the tunnel was up, as a log shows it.
type life struct {
	up   *ipsec.Event
	down *ipsec.Event // nil while it lasts
	// planned says that the end itself began a reauthentication that ended it.
	planned bool
}

// lasted returns how long a finished life was; false when the log has no times.
func (l life) lasted() (time.Duration, bool) {
	if l.down == nil {
		return 0, false
	}
	d, timed := l.up.Until(l.down)
	return d, timed && d > 0
}

// ups are the events that begin a life. A Child SA begins none, as a rekey
// makes a new one.
var ups = []ipsec.EventKind{ipsec.EventIKEEstablished, ipsec.EventTunnelUp}

// downs are the events that end the life of a tunnel.
var downs = []ipsec.EventKind{ipsec.EventTunnelDown, ipsec.EventIKEClosed, ipsec.EventPeerDead}

// endsTunnel reports whether an event takes the IKE SA down. A DELETE with an
// SPI is that of a Child SA; giving up on a first message ends no tunnel.
func endsTunnel(ev *ipsec.Event) bool {
	switch ev.Kind {
	case ipsec.EventDeleteReceived:
		return ev.SPI == ""
	case ipsec.EventGaveUp:
		return ev.Exchange == ipsec.ExchangeInformational || ev.Exchange == ipsec.ExchangeChild
	}
	return slices.Contains(downs, ev.Kind)
}

// lives returns the lives of a tunnel in an end's log. A daemon that starts
// begins a new log: what was before does not show how it ended.
func lives(e *engine.End) []life {
	var out []life
	planned := false
	for _, ev := range e.Own(e.Events) {
		open := len(out) > 0 && out[len(out)-1].down == nil
		switch {
		case slices.Contains(ups, ev.Kind):
			if !open {
				out = append(out, life{up: ev})
			}
			planned = false
		case ev.Kind == ipsec.EventReauthenticating:
			planned = true
		case endsTunnel(ev) && open:
			l := &out[len(out)-1]
			l.down, l.planned = ev, planned
		case ev.Kind == ipsec.EventDaemonStarted && open:
			out = out[:len(out)-1]
		}
	}
	return out
}

// day is the window in which repeated losses are one pattern.
const day = 24 * time.Hour

// recent returns the lives whose begin lies within a day of the last one, or
// all where the log has no times.
func recent(all []life) []life {
	if len(all) == 0 {
		return nil
	}
	last := all[len(all)-1].up
	i := slices.IndexFunc(all, func(l life) bool {
		before, timed := l.up.Until(last)
		return timed && before <= day
	})
	return all[max(i, 0):]
}

// unplanned returns the finished lives that no reauthentication of this end
// ended.
func unplanned(all []life) []life {
	var out []life
	for _, l := range all {
		if l.down != nil && !l.planned {
			out = append(out, l)
		}
	}
	return out
}

// isUp reports whether the tunnel is up now at an end, by its SAs or, without
// them, by the last edge of its log.
func isUp(e *engine.End) bool {
	if e.IKEUp() != nil || len(e.ChildrenUp()) > 0 {
		return true
	}
	if e.Shows(ipsec.AreaIKESAs) {
		return false
	}
	all := lives(e)
	return len(all) > 0 && all[len(all)-1].down == nil
}

// noLog says what is missing when neither end showed its log.
func noLog(c *engine.Case) []string { return c.LacksAny(ipsec.AreaEvents) }
