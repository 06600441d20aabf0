package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"ipsec-diag/engine"
)

// sweepOf is a run of n tunnels, of which the first are down and in an incident,
// one more is down by itself, and the others are up.
func sweepOf(n, down int) *Run {
	rule := &engine.Rule{ID: "fleet/device-wide", Title: "Most tunnels of one device are down"}
	also := &engine.Rule{ID: "fleet/same-time", Title: "Unrelated tunnels failed at the same moment"}
	r := &Run{}
	for k := range n {
		d := &engine.Diagnosis{Health: engine.Up, Case: &engine.Case{ID: fmt.Sprintf("t%02d", k)},
			Headline: &engine.Finding{Rule: &engine.Rule{ID: "intent/healthy"}}}
		if k <= down {
			d.Health, d.ExitCode = engine.Down, 2
		}
		r.Diagnoses = append(r.Diagnoses, d)
	}
	parent := &engine.Incident{Rule: rule, About: "hq", Detail: "all tunnels of hq are down", Members: r.Diagnoses[:down]}
	child := &engine.Incident{Rule: also, About: "then", Detail: "at one moment", Members: r.Diagnoses[:down], ExplainedBy: parent.ID()}
	r.Incidents = []*engine.Incident{parent, child}
	return r
}

// TestIncidentsInText: the sentence counts each tunnel once; the incident that
// is folded stands under its parent.
func TestIncidentsInText(t *testing.T) {
	var b bytes.Buffer
	if err := Incidents(&b, sweepOf(20, 10)); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, want := range []string{"20 tunnels, 11 not sound: hq (10), 1 single.", "also: at one moment (fleet/same-time)", "tunnels: t00, t01", "t09"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "t10") || strings.Count(text, "at one moment") != 1 {
		t.Errorf("a single, or a folded incident by itself:\n%s", text)
	}
}

// TestNoIncidentNoText: a sweep in which nothing belongs together has no heading.
func TestNoIncidentNoText(t *testing.T) {
	var b bytes.Buffer
	if err := Incidents(&b, &Run{Diagnoses: sweepOf(3, 1).Diagnoses}); err != nil || b.Len() > 0 {
		t.Errorf("%v, %q", err, b.String())
	}
}

// TestIncidentsInJSON: incidents come first, each with its members; a tunnel
// names the incident it is folded into, and no other does.
func TestIncidentsInJSON(t *testing.T) {
	var b bytes.Buffer
	if err := JSON(&b, sweepOf(4, 2), "test"); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Incidents []struct {
			ID, ExplainedBy string
			Members         []string
		}
		Tunnels []struct{ ID, Incident string }
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Incidents) != 2 || strings.Join(got.Incidents[0].Members, " ") != "t00 t01" {
		t.Errorf("incidents: %+v", got.Incidents)
	}
	in := ""
	for _, tun := range got.Tunnels {
		in += tun.Incident + ";"
	}
	if in != "fleet/device-wide hq;fleet/device-wide hq;;;" {
		t.Errorf("tunnels are in %q", in)
	}
}
