package engine

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// A Sweep is what the rules of layer fleet look at: the finished tunnels of many
// devices, and what the inventory and earlier sweeps say about those devices.
type Sweep struct {
	Now       time.Time
	Diagnoses []*Diagnosis
	// Places are the devices of the inventory by name.
	Places map[string]Place
	// Usual are the numbers of tunnels that were up in earlier sweeps, by device,
	// the latest last; empty without a history.
	Usual map[string][]int
}

// A Place is where a device stands, in the words of the inventory.
type Place struct {
	Site, Zone string
	// Tags may name a provider or circuit: "provider:NAME", "isp:NAME",
	// "circuit:NAME".
	Tags []string
}

// A FleetVerdict is a rule's answer over a sweep. Without incidents, Missing says
// what would have to be known, and is empty where the rule does not hold.
type FleetVerdict struct {
	Incidents []*Incident
	Missing   []string
}

// Outcome returns the answer in one word.
func (v FleetVerdict) Outcome() Outcome {
	switch {
	case len(v.Incidents) > 0:
		return Holds
	case len(v.Missing) > 0:
		return NotObserved
	}
	return DoesNotHold
}

// An Incident is one thing that is wrong with several tunnels.
type Incident struct {
	Rule     *Rule
	Severity Severity
	Owner    Owner
	// Base is the starting points; Points and Confidence are worked out of it.
	Base       int
	Points     int
	Confidence Confidence
	// About is what the tunnels share: a device, a peer, "provider NAME", a rule id.
	About string
	// Detail says it in one clause, with numbers.
	Detail string
	// Since is when it began, in UTC, where the logs tell.
	Since string
	// Members are its tunnels, by id.
	Members []*Diagnosis
	// Cause is the rule that all members have for their headline, empty where they
	// differ.
	Cause string
	// ExplainedBy is the id of the incident this one is folded under, or empty.
	ExplainedBy string
}

// ID names an incident within its sweep.
func (i *Incident) ID() string { return i.Rule.ID + " " + i.About }

// Faulty reports whether a tunnel is down and should not be.
func (d *Diagnosis) Faulty() bool { return d.Health == Down && d.ExitCode > 0 }

// Known reports whether it is known whether a tunnel is up or down. A standby
// member's is neither.
func (d *Diagnosis) Known() bool { return d.Health != Unknown && d.Health != Standby }

// Carries reports whether a tunnel is up, busy or not.
func (d *Diagnosis) Carries() bool { return d.Known() && d.Health != Down }

// Known returns the tunnels of the sweep whose state is known, by id.
func (s *Sweep) Known() []*Diagnosis {
	return sorted(slices.DeleteFunc(slices.Clone(s.Diagnoses), func(d *Diagnosis) bool { return !d.Known() }))
}

// Faulty returns the tunnels of a list that are down and should not be.
func Faulty(list []*Diagnosis) []*Diagnosis {
	return slices.DeleteFunc(slices.Clone(list), func(d *Diagnosis) bool { return !d.Faulty() })
}

func sorted(list []*Diagnosis) []*Diagnosis {
	slices.SortFunc(list, func(a, b *Diagnosis) int { return strings.Compare(a.Case.ID, b.Case.ID) })
	return list
}

// ByEnd returns tunnels by the name of each of their ends.
func ByEnd(list []*Diagnosis) map[string][]*Diagnosis {
	out := map[string][]*Diagnosis{}
	for _, d := range list {
		for _, e := range d.Case.Ends() {
			if e.Name != "" {
				out[e.Name] = append(out[e.Name], d)
			}
		}
	}
	return out
}

// WentDown returns when a tunnel was last lost, by the collector's clock, where
// the log of an end tells.
func (d *Diagnosis) WentDown() (time.Time, bool) {
	for _, e := range d.Case.Ends() {
		lives := e.Lives()
		if len(lives) == 0 || lives[len(lives)-1].Down == nil {
			continue
		}
		if at, ok := e.At(lives[len(lives)-1].Down); ok {
			return at, true
		}
	}
	return time.Time{}, false
}

// Fleet groups the finished tunnels of a sweep into incidents: the rules of layer
// fleet judge, and an incident whose tunnels are all those of another is folded
// under it. The worst comes first.
func Fleet(s *Sweep, rules []*Rule) []*Incident {
	var out []*Incident
	for _, r := range rules {
		if r.Fleet == nil {
			continue
		}
		for _, i := range r.Fleet(s).Incidents {
			out = append(out, i.finish(r))
		}
	}
	slices.SortFunc(out, compareIncidents)
	foldIncidents(out)
	return out
}

// finish fills in what follows from the rule and the members.
func (i *Incident) finish(r *Rule) *Incident {
	i.Rule, i.Members = r, sorted(i.Members)
	i.Severity, i.Owner = cmp.Or(i.Severity, r.Severity), cmp.Or(i.Owner, r.Owner)
	i.Points = max(leastPoints, min(mostUnwitnessed, i.Base))
	i.Confidence = confidence(i.Points)
	i.Cause = commonCause(i.Members)
	return i
}

// commonCause returns the headline that all tunnels share, if it is a cause.
func commonCause(members []*Diagnosis) string {
	cause := ""
	for n, d := range members {
		h := d.Headline.Rule
		if h.Kind != Cause || n > 0 && h.ID != cause {
			return ""
		}
		cause = h.ID
	}
	return cause
}

// compareIncidents puts severe before mild, then many tunnels before few, then
// the wider explanation before the narrower.
func compareIncidents(a, b *Incident) int {
	return cmp.Or(
		cmp.Compare(severityRank(a.Severity), severityRank(b.Severity)),
		cmp.Compare(len(b.Members), len(a.Members)),
		cmp.Compare(fleetRank(a.Rule.ID), fleetRank(b.Rule.ID)),
		strings.Compare(a.About, b.About),
	)
}

// fleetRank orders the explanations of one set of tunnels, the best first.
func fleetRank(id string) int {
	return slices.Index([]string{"fleet/device-wide", "fleet/peer-wide", "fleet/shared-provider", "fleet/same-cause", "fleet/same-time", "fleet/fewer-tunnels"}, id)
}

// foldIncidents folds an incident under the first other one that has all its
// tunnels, and one without tunnels under the one about the same device that
// explains it. Two with the same tunnels: the better explanation stays.
func foldIncidents(list []*Incident) {
	for _, child := range list {
		for _, parent := range list {
			if child != parent && parent.ExplainedBy == "" && parent.accounts(child) {
				child.ExplainedBy = parent.ID()
				break
			}
		}
	}
}

func (i *Incident) accounts(child *Incident) bool {
	if len(child.Members) == 0 {
		return i.About == child.About && slices.Contains(i.Rule.Explains, child.Rule.ID)
	}
	for _, d := range child.Members {
		if !slices.Contains(i.Members, d) {
			return false
		}
	}
	return len(i.Members) > len(child.Members) || fleetRank(i.Rule.ID) < fleetRank(child.Rule.ID)
}
