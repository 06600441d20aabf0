package engine

import "ipsec-diag/parsers/ipsec"

// Own returns those of an end's events that surely concern this tunnel or the
// whole device. On a device with several tunnels a line that names none of
// them may be about another.
func (e *End) Own(events []*ipsec.Event) []*ipsec.Event {
	if e.OnlyTunnel() {
		return events
	}
	var out []*ipsec.Event
	for _, ev := range events {
		if e.named(ev) || ofDevice(ev.Kind) {
			out = append(out, ev)
		}
	}
	return out
}

// ofDevice reports kinds that concern every tunnel of a device.
func ofDevice(k ipsec.EventKind) bool {
	switch k {
	case ipsec.EventDaemonStarted, ipsec.EventDaemonStopped, ipsec.EventConfigChanged, ipsec.EventConfigLoaded:
		return true
	}
	return false
}
