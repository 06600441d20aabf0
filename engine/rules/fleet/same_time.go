package fleet

import (
	"fmt"
	"slices"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// sameTime says that tunnels which share no end were lost within one minute: the
// moment is what they have in common.
var sameTime = engine.Rule{
	ID:       "fleet/same-time",
	Title:    "Unrelated tunnels failed at the same moment",
	Severity: engine.Warning,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerNone,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Judge:    notOne,
	Fleet:    judgeSameTime,
}

// moment is the time within which losses count as one.
const moment = time.Minute

// A loss is a tunnel and when it went down.
type loss struct {
	tunnel *engine.Diagnosis
	at     time.Time
}

func judgeSameTime(s *engine.Sweep) engine.FleetVerdict {
	v := stateUnknown(s)
	down := engine.Faulty(s.Known())
	var losses []loss
	for _, d := range down {
		if at, ok := d.WentDown(); ok {
			losses = append(losses, loss{d, at})
		}
	}
	if len(losses) == 0 && len(down) >= fewest {
		v.Missing = append(v.Missing, "when the tunnels went down: no log that was read tells")
	}
	slices.SortStableFunc(losses, func(a, b loss) int { return a.at.Compare(b.at) })
	for first := 0; first < len(losses); {
		last := first
		for last+1 < len(losses) && losses[last+1].at.Sub(losses[first].at) <= moment {
			last++
		}
		if together := losses[first : last+1]; len(together) >= fewest && !oneEnd(together) {
			v.Incidents = append(v.Incidents, incidentAt(together))
		}
		first = last + 1
	}
	return v
}

func incidentAt(together []loss) *engine.Incident {
	start := together[0].at.UTC()
	i := &engine.Incident{Base: engine.Likely, About: start.Format(time.RFC3339), Since: start.Format(time.RFC3339),
		Detail: fmt.Sprintf("%d tunnels without a common end were lost within %s", len(together), together[len(together)-1].at.Sub(together[0].at).Round(time.Second))}
	for _, l := range together {
		i.Members = append(i.Members, l.tunnel)
	}
	return i
}

// oneEnd reports whether all tunnels have one end in common.
func oneEnd(together []loss) bool {
	for _, e := range together[0].tunnel.Case.Ends() {
		common := e.Name != ""
		for _, l := range together {
			common = common && (l.tunnel.Case.Local.Name == e.Name || l.tunnel.Case.Remote.Name == e.Name)
		}
		if common {
			return true
		}
	}
	return false
}
