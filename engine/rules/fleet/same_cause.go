package fleet

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// sameCause says that one cause is the headline of many tunnels: one authority
// that expired, one change that was rolled out.
var sameCause = engine.Rule{
	ID:       "fleet/same-cause",
	Title:    "Many tunnels show the same cause",
	Severity: engine.Warning,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaEvents},
	Judge:    notOne,
	Fleet:    judgeSameCause,
}

// sureFrom are the points from which a headline counts as the cause.
const sureFrom = 75

func judgeSameCause(s *engine.Sweep) engine.FleetVerdict {
	v := stateUnknown(s)
	byCause := map[string][]*engine.Diagnosis{}
	for _, d := range s.Known() {
		if h := d.Headline; d.ExitCode > 0 && h.Rule.Kind == engine.Cause && h.Points >= sureFrom {
			byCause[h.Rule.ID] = append(byCause[h.Rule.ID], d)
		}
	}
	for _, id := range names(byCause) {
		list := byCause[id]
		if len(list) < fewest {
			continue
		}
		i := &engine.Incident{Base: engine.Likely, About: id, Members: list, Severity: list[0].Headline.Severity,
			Detail: fmt.Sprintf("%d tunnels: %s", len(list), list[0].Headline.Rule.Title)}
		if detail, same := sameDetail(list); same {
			i.Base = engine.Strong
			i.Detail += ": " + detail
		}
		if owner, same := sameOwner(list); same {
			i.Owner = owner
		}
		v.Incidents = append(v.Incidents, i)
	}
	return v
}

// sameDetail returns the detail that all headlines share.
func sameDetail(list []*engine.Diagnosis) (string, bool) {
	detail := list[0].Headline.Verdict.Detail
	for _, d := range list {
		if d.Headline.Verdict.Detail != detail {
			return "", false
		}
	}
	return detail, detail != ""
}

// sameOwner returns the owner that all headlines share.
func sameOwner(list []*engine.Diagnosis) (engine.Owner, bool) {
	owner := list[0].Headline.Owner
	for _, d := range list {
		if d.Headline.Owner != owner {
			return "", false
		}
	}
	return owner, true
}
