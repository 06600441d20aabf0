package fleet

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// deviceWide says that most tunnels of one gateway are down, towards several
// peers: what they share is the gateway, its line and its power.
var deviceWide = engine.Rule{
	ID:       "fleet/device-wide",
	Title:    "Most tunnels of one device are down",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs},
	Explains: []string{"fleet/same-time", "fleet/fewer-tunnels"},
	Judge:    notOne,
	Fleet:    judgeDeviceWide,
}

func judgeDeviceWide(s *engine.Sweep) engine.FleetVerdict {
	v := stateUnknown(s)
	byEnd := engine.ByEnd(s.Known())
	for _, name := range names(byEnd) {
		all := byEnd[name]
		down := engine.Faulty(all)
		if !isDevice(s, name, all) || len(down) < fewest || 2*len(down) <= len(all) || len(endsOf(down, name)) < 2 {
			continue
		}
		i := &engine.Incident{Base: 75, About: name, Members: down,
			Detail: fmt.Sprintf("%d of the %d tunnels of %s are down", len(down), len(all), name)}
		if len(down) == len(all) {
			i.Base, i.Detail = engine.Strong, fmt.Sprintf("all %d tunnels of %s are down", len(all), name)
		}
		v.Incidents = append(v.Incidents, i)
	}
	return v
}

// isDevice reports whether an end is one of ours: it was read, or the inventory
// has it.
func isDevice(s *engine.Sweep, name string, tunnels []*engine.Diagnosis) bool {
	if _, ours := s.Places[name]; ours {
		return true
	}
	for _, d := range tunnels {
		for _, e := range d.Case.Ends() {
			if e.Name == name && e.Read() {
				return true
			}
		}
	}
	return false
}
