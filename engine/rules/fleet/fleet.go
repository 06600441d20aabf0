// Package fleet holds the rules over all tunnels of a sweep: they group tunnels
// that fail together into one incident.
package fleet

import (
	"embed"
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

//go:embed *.md
var files embed.FS

// Cards returns the scenario cards of this layer by rule id.
func Cards() map[string]string { return card.All("fleet", files) }

// Rules returns the rules of this layer.
func Rules() []*engine.Rule {
	return []*engine.Rule{
		&deviceWide,
		&peerWide,
		&sharedProvider,
		&sameTime,
		&sameCause,
		&fewerTunnels,
	}
}

// notOne is the answer of each of these rules about one tunnel.
func notOne(*engine.Case) engine.Verdict {
	return engine.Inapplicable("it is judged over all tunnels of a sweep")
}

// fewest is the number of tunnels from which failures make an incident.
const fewest = 3

// stateUnknown says what is missing where no tunnel's state is known.
func stateUnknown(s *engine.Sweep) engine.FleetVerdict {
	if len(s.Known()) > 0 {
		return engine.FleetVerdict{}
	}
	return engine.FleetVerdict{Missing: []string{"whether the tunnels are up or down: of none of them is it known"}}
}

// names returns the keys of a map in order.
func names[V any](m map[string]V) []string {
	var out []string
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// endsOf returns the names of the ends of tunnels that are not the given one.
func endsOf(list []*engine.Diagnosis, but string) []string {
	var out []string
	for _, d := range list {
		for _, e := range d.Case.Ends() {
			if e.Name != but && e.Name != "" && !slices.Contains(out, e.Name) {
				out = append(out, e.Name)
			}
		}
	}
	return out
}
