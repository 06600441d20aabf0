package strongswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// An order is a command given to charon at this end: "vici terminate IKE_SA
// 'hq'" (swanctl --terminate and whatever else speaks vici), "received stroke:
// terminate 'hq'" (ipsec down).
type order struct {
	text, what string
	ref        ipsec.Ref
}

// orderReach is how many lines after an order the SA is closed at the latest: the
// job goes to another of charon's threads, and others may write in between.
const orderReach = 6

// commanded keeps an order to close an SA; the closing itself is the event.
func commanded(r *logReader, _ *job, ev *ipsec.Event, m *match) bool {
	r.command = &order{text: r.line.text, what: m[0], ref: ev.Ref}
	return false
}

// ordered gives the closing of an SA the order for it as its reason.
func (r *logReader) ordered(ev *ipsec.Event) {
	o := r.command
	if o == nil || !o.fits(ev) {
		return
	}
	if gap := ev.Ref.First - o.ref.First; gap <= 0 || gap > orderReach {
		return
	}
	ev.Reason, ev.Ref.First = o.text, o.ref.First
}

// fits reports whether the order names the SA, by its connection or its number.
func (o *order) fits(ev *ipsec.Event) bool {
	kind, name, found := strings.Cut(o.what, " ")
	if !found { // stroke: 'hq', 'hq[1]' or 'lan{1}', and does not say which kind
		kind, name = "", kind
	}
	name = strings.Trim(name, "'")
	if base, _, numbered := strings.Cut(name, "["); numbered && kind == "" {
		name = base
	}
	ike := ev.Kind == ipsec.EventIKEClosed
	switch {
	case kind == "IKE_SA" && !ike, kind == "CHILD_SA" && ike:
		return false
	case ike:
		return name == ev.Connection || name == "#"+ev.IKEID
	}
	child, number, _ := strings.Cut(ev.Subject, "{")
	return name == child || name == ev.Subject || name == "#"+strings.TrimSuffix(number, "}")
}
