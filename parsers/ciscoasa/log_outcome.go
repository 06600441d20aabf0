package ciscoasa

import (
	"slices"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// add appends an event, with what the messages before it say about it.
func (r *logReader) add(e ipsec.Event, id string) {
	if id == "713120" && r.sameEdge(&e) {
		return
	}
	switch {
	case id == "713222":
		// The ASA prints this for every entry of the map that it passes.
		r.tried[e.Remote] = append(r.tried[e.Remote], len(r.snap.Events))
	case id == "713061":
		r.explain(&e)
	case id == "713257" && e.Remote == "":
		r.nameless = append(r.nameless, len(r.snap.Events))
	case id == "713257":
		// The ASA prints this for every policy it compares, also on the way to one that matches.
		r.tried[e.Remote] = append(r.tried[e.Remote], len(r.snap.Events))
	case e.Kind == ipsec.EventIKEEstablished || e.Kind == ipsec.EventChildEstablished:
		r.succeeded(e)
	case e.Kind == ipsec.EventTunnelDown || e.Kind == ipsec.EventIKEClosed || e.Kind == ipsec.EventPeerDead:
		delete(r.phase1, e.Remote)
	case isRefusal(e.Kind):
		delete(r.tried, e.Remote)
	}
	if e.Exchange == "" && e.Version == 1 && e.Kind == ipsec.EventNotifyReceived && r.phase1[e.Remote] {
		e.Exchange = ipsec.ExchangeChild
	}
	r.snap.Events = append(r.snap.Events, e)
}

// sameEdge reports whether the line before said the same: 713049 and 713120 come
// together, and the first knows more. The pair is one event.
func (r *logReader) sameEdge(e *ipsec.Event) bool {
	n := len(r.snap.Events)
	if n == 0 {
		return false
	}
	last := &r.snap.Events[n-1]
	if last.Kind != ipsec.EventChildEstablished || last.Remote != e.Remote || last.Ref.Last != e.Ref.First-1 || last.Ref.First != last.Ref.Last || last.Role == "" {
		return false
	}
	last.Ref.Last = e.Ref.Last
	r.succeeded(*e)
	return true
}

// explain gives the refusal at the end of a crypto map what was said on the way
// through it: why each entry did not fit.
func (r *logReader) explain(e *ipsec.Event) {
	for _, i := range r.tried[e.Remote] {
		if on := &r.snap.Events[i]; on.Kind == ipsec.EventSelectorsRefused {
			e.Configured = append(e.Configured, on.Subject+": "+on.Reason)
			r.drop[i] = true
		}
	}
	delete(r.tried, e.Remote)
}

// succeeded drops the compared policies of the phase that came to an SA.
func (r *logReader) succeeded(e ipsec.Event) {
	r.phase1[e.Remote] = true
	left := r.tried[e.Remote][:0]
	for _, i := range r.tried[e.Remote] {
		isChild := r.snap.Events[i].Exchange == ipsec.ExchangeChild
		if isChild == (e.Kind == ipsec.EventChildEstablished) {
			r.drop[i] = true
		} else {
			left = append(left, i)
		}
	}
	r.tried[e.Remote] = left
}

// attribute gives events without a peer the peer of the message that follows
// at once: the ASA compares policies while it works on one packet.
func (r *logReader) attribute(next ipsec.Event, when ipsec.Time) {
	if next.Remote == "" {
		return
	}
	for _, i := range r.nameless {
		e := &r.snap.Events[i]
		a, okA := e.At.Get()
		b, okB := when.Get()
		if next.Version == 1 && okA == okB && b.Sub(a).Abs() <= 2*time.Second {
			e.Remote, e.Version = next.Remote, 1
			r.tried[e.Remote] = append(r.tried[e.Remote], i)
		}
	}
	r.nameless = nil
}

// isRefusal reports kinds that end a negotiation without an SA.
func isRefusal(k ipsec.EventKind) bool {
	switch k {
	case ipsec.EventIKEProposalRefused, ipsec.EventChildProposalRefused, ipsec.EventNegotiationFailed, ipsec.EventChildFailed, ipsec.EventGaveUp:
		return true
	}
	return false
}

// finish removes the compared policies of negotiations that came to an SA.
func (r *logReader) finish() {
	r.debug.flush()
	if len(r.drop) == 0 {
		return
	}
	kept := slices.Clone(r.snap.Events[:0])
	for i, e := range r.snap.Events {
		if !r.drop[i] {
			kept = append(kept, e)
		}
	}
	r.snap.Events = kept
}
