package child

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// settled is the age from which an IKE SA without a Child SA is no longer one
// whose first Child SA is about to come.
const settled = 30 * time.Second

// reasons are the refusals of a Child SA that say why.
var reasons = []ipsec.EventKind{
	ipsec.EventChildProposalRefused, ipsec.EventSelectorsRefused, ipsec.EventInstallFailed, ipsec.EventEncapsulationMismatch,
}

// refusals are the notifies that refuse a Child SA, by what they point to.
const (
	noProposal     = "NO_PROPOSAL_CHOSEN"
	tsUnacceptable = "TS_UNACCEPTABLE"
	invalidID      = "INVALID_ID_INFORMATION" // IKEv1 (RFC 2407, section 4.6.2)
	singlePair     = "SINGLE_PAIR_REQUIRED"
	noAdditional   = "NO_ADDITIONAL_SAS"
)

// childNotify returns the last of the notifies that refused a Child SA of the
// end since one was up.
func childNotify(e *engine.End, names ...string) *ipsec.Event {
	var last *ipsec.Event
	for _, ev := range e.Own(e.SinceChildUp()) {
		if ev.Kind == ipsec.EventNotifyReceived && ev.Exchange == ipsec.ExchangeChild && slices.Contains(names, ev.Notify) {
			last = ev
		}
	}
	return last
}

// version returns the IKE version of the end's tunnel, 0 when unknown.
func version(e *engine.End) int {
	if sa := e.IKEUp(); sa != nil {
		return sa.Version.Or(0)
	}
	own := e.Own(e.Events)
	for i := len(own) - 1; i >= 0; i-- {
		if v := own[i].Version; v != 0 {
			return v
		}
	}
	return 0
}

// rekeys reports whether the refusal concerns the rekey of a Child SA of IKEv2
// or its successor after it expired. What the log says about rekeys of the IKE
// SA does not count.
func rekeys(e *engine.End) bool {
	if version(e) != 2 {
		return false
	}
	return slices.ContainsFunc(e.Own(e.SinceChildUp()), func(ev *ipsec.Event) bool {
		return ev.Kind == ipsec.EventChildExpired || childRekeyFailed(ev)
	})
}

func childRekeyFailed(ev *ipsec.Event) bool {
	return ev.Kind == ipsec.EventRekeyFailed && !strings.Contains(ev.Reason, "IKE_SA")
}

// swears reports whether an end's log would show a refusal of the last
// attempts and shows none of the kinds.
func swears(e *engine.End, kinds ...ipsec.EventKind) bool {
	return e.Shows(ipsec.AreaEvents) && len(e.Events) > 0 && engine.Last(e.Own(e.SinceChildUp()), kinds...) == nil
}

// aboutMode reports whether the event is about encapsulation rather than
// about algorithms.
func aboutMode(ev *ipsec.Event) bool {
	return strings.Contains(strings.ToLower(ev.Subject+" "+ev.Reason), "encapsulation")
}

// aboutPFS reports whether the device names the group as what differs.
func aboutPFS(ev *ipsec.Event) bool {
	text := strings.ToLower(ev.Subject + " " + ev.Reason)
	return strings.Contains(text, "group desc") || strings.Contains(text, "pfs") || strings.Contains(text, "dh group")
}

// policies returns the configured subnet pairs of an end.
func policies(e *engine.End) []*ipsec.Policy {
	var out []*ipsec.Policy
	for _, p := range e.Peers {
		for i := range p.Policies {
			out = append(out, &p.Policies[i])
		}
	}
	return out
}

// whole reports whether every selector of a list is an address range.
func whole(lists ...[]ipsec.Selector) bool {
	for _, list := range lists {
		if len(list) == 0 || slices.ContainsFunc(list, func(s ipsec.Selector) bool { return !s.Valid() }) {
			return false
		}
	}
	return true
}

// pair prints selectors as local === remote.
func pair(local, remote []ipsec.Selector) string { return list(local) + " === " + list(remote) }

func list(selectors []ipsec.Selector) string {
	var out []string
	for _, s := range selectors {
		out = append(out, s.String())
	}
	return cmp.Or(strings.Join(out, " "), "none")
}

func overlap(a, b []ipsec.Selector) bool {
	return slices.ContainsFunc(a, func(x ipsec.Selector) bool { return slices.ContainsFunc(b, x.Overlaps) })
}

// covers reports whether each wanted selector lies in one of have.
func covers(have, want []ipsec.Selector) bool {
	for _, w := range want {
		if !slices.ContainsFunc(have, func(h ipsec.Selector) bool { return h.Covers(w) }) {
			return false
		}
	}
	return true
}
