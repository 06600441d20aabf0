package fleet

import (
	"fmt"
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// fewerTunnels says that a device has fewer tunnels up than it had in earlier
// sweeps. A tunnel that nothing configures any more is not down anywhere: only
// the number shows that it is gone.
var fewerTunnels = engine.Rule{
	ID:       "fleet/fewer-tunnels",
	Title:    "Fewer tunnels exist than usual",
	Severity: engine.Warning,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerNone,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs},
	Judge:    notOne,
	Fleet:    judgeFewerTunnels,
}

func judgeFewerTunnels(s *engine.Sweep) engine.FleetVerdict {
	var v engine.FleetVerdict
	if len(s.Usual) == 0 {
		v.Missing = []string{"how many tunnels are usual: no earlier sweep is remembered"}
		return v
	}
	byEnd := engine.ByEnd(s.Diagnoses)
	for _, name := range names(s.Usual) {
		usual, now, known := median(s.Usual[name]), 0, true
		for _, d := range byEnd[name] {
			known = known && d.Known()
			if d.Carries() {
				now++
			}
		}
		switch {
		case !known:
			v.Missing = append(v.Missing, "the state of every tunnel of "+name)
		case now < usual && len(byEnd[name]) > 0:
			v.Incidents = append(v.Incidents, &engine.Incident{Base: sureness(s.Usual[name]), About: name,
				Detail: fmt.Sprintf("%s has %d tunnels up, %d are usual", name, now, usual)})
		}
	}
	return v
}

// median returns the middle one of the numbers, of two the lower.
func median(numbers []int) int {
	list := slices.Sorted(slices.Values(numbers))
	if len(list) == 0 {
		return 0
	}
	return list[(len(list)-1)/2]
}

// sureness grows with the number of earlier sweeps: one may have been unusual.
func sureness(earlier []int) int {
	if len(earlier) < fewest {
		return 60
	}
	return engine.Strong
}
