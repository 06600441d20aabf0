package fleet

import (
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// sharedProvider says that the tunnels that fail share a provider, a circuit, a
// site or a zone, and that the others do not fail.
var sharedProvider = engine.Rule{
	ID:       "fleet/shared-provider",
	Title:    "The failing tunnels share one provider, circuit or region",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerPath,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs},
	Explains: []string{"fleet/same-time", "fleet/fewer-tunnels"},
	Judge:    notOne,
	Fleet:    judgeSharedProvider,
}

func judgeSharedProvider(s *engine.Sweep) engine.FleetVerdict {
	known := s.Known()
	groups := map[string][]*engine.Diagnosis{}
	for _, d := range known {
		for _, what := range shared(s, d) {
			groups[what] = append(groups[what], d)
		}
	}
	v := stateUnknown(s)
	if len(groups) == 0 {
		v.Missing = append(v.Missing, `the provider, site or zone of the devices: the inventory has none; a tag "provider:NAME" says it`)
		return v
	}
	for _, what := range ranked(names(groups)) {
		down := engine.Faulty(groups[what])
		others, othersDown := outside(known, groups[what])
		if len(down) < fewest || len(down)*5 < len(groups[what])*4 || othersDown*5 > others || others == 0 || devicesIn(s, what, down) < 2 || sameMembers(v.Incidents, down) {
			continue
		}
		i := &engine.Incident{Base: 60, About: what, Members: down,
			Detail: fmt.Sprintf("%d of the %d tunnels of %s are down, %d of the %d others", len(down), len(groups[what]), what, othersDown, others)}
		if isProvider(what) {
			i.Base = 75
		}
		v.Incidents = append(v.Incidents, i)
	}
	return v
}

// providers begin the tags that name who carries a device's packets.
var providers = []string{"provider", "isp", "circuit"}

// shared returns what the inventory says of the ends of a tunnel.
func shared(s *engine.Sweep, d *engine.Diagnosis) []string {
	var out []string
	for _, e := range d.Case.Ends() {
		for _, what := range places(s.Places[e.Name]) {
			if !slices.Contains(out, what) {
				out = append(out, what)
			}
		}
	}
	return out
}

func places(p engine.Place) []string {
	var out []string
	for _, tag := range p.Tags {
		if word, name, found := strings.Cut(tag, ":"); found && name != "" && slices.Contains(providers, strings.ToLower(word)) {
			out = append(out, strings.ToLower(word)+" "+name)
		}
	}
	if p.Site != "" {
		out = append(out, "site "+p.Site)
	}
	if p.Zone != "" {
		out = append(out, "zone "+p.Zone)
	}
	return out
}

func isProvider(what string) bool {
	word, _, _ := strings.Cut(what, " ")
	return slices.Contains(providers, word)
}

// ranked puts providers before sites and zones.
func ranked(list []string) []string {
	slices.SortStableFunc(list, func(a, b string) int {
		switch {
		case isProvider(a) == isProvider(b):
			return strings.Compare(a, b)
		case isProvider(a):
			return -1
		}
		return 1
	})
	return list
}

// outside counts the tunnels that are not in a group, and those of them that are
// down.
func outside(known, group []*engine.Diagnosis) (n, down int) {
	for _, d := range known {
		if slices.Contains(group, d) {
			continue
		}
		n++
		if d.Faulty() {
			down++
		}
	}
	return n, down
}

// devicesIn counts the devices of a place among the ends of tunnels.
func devicesIn(s *engine.Sweep, what string, down []*engine.Diagnosis) int {
	n := 0
	for _, name := range endsOf(down, "") {
		if slices.Contains(places(s.Places[name]), what) {
			n++
		}
	}
	return n
}

// sameMembers reports whether an incident has these tunnels already.
func sameMembers(list []*engine.Incident, down []*engine.Diagnosis) bool {
	return slices.ContainsFunc(list, func(i *engine.Incident) bool { return slices.Equal(i.Members, down) })
}
