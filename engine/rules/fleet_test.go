package rules_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/rulestest"
)

// checkFleet judges a case of a rule over many tunnels.
func checkFleet(t *testing.T, r *engine.Rule, c rulestest.Case, all []*engine.Rule) {
	s := c.Sweep(t, all)
	v := r.Fleet(s)
	want := map[string]engine.Outcome{"holds": engine.Holds, "silent": engine.DoesNotHold, "unobserved": engine.NotObserved}[c.Kind]
	if got := v.Outcome(); got != want {
		t.Fatalf("outcome %s, want %s (missing %q; %s)", got, want, v.Missing, states(s))
	}
	if want != engine.Holds {
		return
	}
	incidents := engine.Fleet(s, all)
	i := slices.IndexFunc(incidents, func(i *engine.Incident) bool { return i.Rule.ID == r.ID })
	if i < 0 {
		t.Fatal("holds, but is not among the incidents")
	}
	for _, line := range c.Expect {
		expectIncident(t, incidents, incidents[i], line)
	}
	turned := slices.Clone(all)
	slices.Reverse(turned)
	slices.Reverse(s.Diagnoses)
	if got, want := listed(engine.Fleet(s, turned)), listed(incidents); got != want {
		t.Errorf("in another order:\n%s\nwant:\n%s", got, want)
	}
}

// listed writes incidents in their order.
func listed(list []*engine.Incident) string {
	var out []string
	for _, i := range list {
		out = append(out, i.ID()+" "+i.Detail+" "+i.Since+" "+i.ExplainedBy+" "+strings.Join(ids(i.Members), " "))
	}
	return strings.Join(out, "\n")
}

// expectIncident checks one line of an expect section.
func expectIncident(t *testing.T, all []*engine.Incident, i *engine.Incident, line string) {
	t.Helper()
	what, value, _ := strings.Cut(strings.TrimSpace(line), " ")
	got := map[string]string{
		"points":     strconv.Itoa(i.Points),
		"confidence": string(i.Confidence),
		"owner":      string(i.Owner),
		"severity":   string(i.Severity),
		"about":      i.About,
		"members":    strings.Join(ids(i.Members), " "),
		"cause":      i.Cause,
		"since":      i.Since,
		"folded":     i.ExplainedBy,
		"detail":     i.Detail,
		"first":      all[0].Rule.ID,
	}
	actual, known := got[what]
	switch {
	case !known:
		t.Errorf("expect section: unknown word %q", what)
	case what == "detail" && !strings.Contains(actual, value):
		t.Errorf("detail %q does not hold %q", actual, value)
	case what != "detail" && actual != value:
		t.Errorf("%s is %q, want %q", what, actual, value)
	}
}

func ids(list []*engine.Diagnosis) []string {
	var out []string
	for _, d := range list {
		out = append(out, d.Case.ID)
	}
	return out
}

// states says what the tunnels of a sweep are, for a failed case.
func states(s *engine.Sweep) string {
	var out []string
	for _, d := range s.Diagnoses {
		out = append(out, d.Case.ID+" "+string(d.Health)+" "+d.Headline.Rule.ID)
	}
	return strings.Join(out, ", ")
}
