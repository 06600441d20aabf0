package score

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator/fleet"
	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
)

// An ablation is a case with evidence taken away: what was taken, and the ends
// that are left.
type ablation struct {
	what string
	left []*pipeline.Reading
}

// ablations takes away each end, each output, and all outputs but one. Those of
// the other end stay, but with "only".
func ablations(all []*pipeline.Reading) (out []ablation) {
	for i, r := range all {
		others := slices.Delete(slices.Clone(all), i, i+1)
		if len(all) > 1 {
			out = append(out, ablation{"without end " + r.Device.Name, others})
		}
		for n, o := range r.Capture.Outputs {
			what := fmt.Sprintf("%s/%s", r.Device.Name, o.Command)
			left := slices.Delete(slices.Clone(r.Capture.Outputs), n, n+1)
			if len(left) > 0 {
				out = append(out, ablation{"without " + what, with(others, again(r, left...))})
			}
			out = append(out, ablation{"only " + what, []*pipeline.Reading{again(r, o)}})
		}
	}
	return out
}

func with(others []*pipeline.Reading, r *pipeline.Reading) []*pipeline.Reading {
	return append(slices.Clone(others), r)
}

// again is a reading of fewer outputs.
func again(r *pipeline.Reading, outputs ...collector.Output) *pipeline.Reading {
	c := *r.Capture
	c.Outputs = outputs
	less := &pipeline.Reading{Device: r.Device, Platform: r.Platform, Capture: &c}
	less.Snap = parsers.Parse(r.Platform, &c, 0)
	if second := parsers.Parse(r.Platform, &c, 1); len(second.Sources) > 0 {
		less.Earlier, less.Apart = less.Snap, r.Apart
		less.Snap = parsers.Later(less.Earlier, second)
	}
	return less
}

// follows are causes that are true when the cause behind them is out of sight: a
// peer whose entry was rejected is a peer that is not configured.
var follows = map[string]string{"intent/peer-not-configured": "intent/config-rejected"}

// contradiction returns what is certain although the label says otherwise: a
// cause that is not accepted, health where the tunnel is broken, or a rule that
// must never be certain. A symptom says only how far it came, and stays true.
func contradiction(d *engine.Diagnosis, l label) string {
	accepted := slices.Concat(l.accept, l.also)
	for _, f := range d.Findings {
		id := f.Rule.ID
		if f.Points < 95 || f.ExplainedBy != "" {
			continue
		}
		wrong := f.Rule.Kind == engine.Cause && !slices.Contains(accepted, id) && !slices.Contains(accepted, follows[id])
		if wrong || id == "intent/healthy" && isBroken(accepted) || slices.Contains(l.neverCertain, id) {
			return id
		}
	}
	return ""
}

// isBroken reports whether a label says that the tunnel does not work.
func isBroken(ids []string) bool {
	return slices.ContainsFunc(rules.All(), func(r *engine.Rule) bool { return r.Severity == engine.Critical && slices.Contains(ids, r.ID) })
}

// TestAblation drops evidence from every labelled case. Less evidence may make
// a verdict weaker; it must never make one certain that contradicts the label.
// ABLATE=all tries every output, else each case gives some.
func TestAblation(t *testing.T) {
	for _, dir := range []string{"lab/captures", "cases"} {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			runs := 0
			for i, l := range labels(t, filepath.Join(shared, dir)) {
				loaded, err := agent().Load(filepath.Join(shared, dir, l.name), nil)
				if err != nil {
					t.Fatal(err)
				}
				whole := certain(agent().Analyze(loaded, time.Time{}), l)
				for n, a := range ablations(loaded.Readings) {
					if dir != "cases" && !chosen(i+n) {
						continue
					}
					runs++
					for _, id := range certain(agent().Analyze(&pipeline.Loaded{Readings: a.left}, time.Time{}), l) {
						if !slices.Contains(whole, id) {
							t.Errorf("%s %s: %s is certain", l.name, a.what, id)
						}
					}
				}
			}
			t.Logf("%d runs", runs)
			if runs == 0 {
				t.Error("nothing was taken away")
			}
		})
	}
}

// chosen spreads a sample over all ablations.
func chosen(n int) bool { return os.Getenv("ABLATE") == "all" || n%20 == 0 }

func certain(run *report.Run, l label) (ids []string) {
	for _, d := range run.Diagnoses {
		if id := contradiction(d, l); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// TestAblationOfFleet does the same with the simulated fleet, whose causes are
// known: every scenario, every output of both ends.
func TestAblationOfFleet(t *testing.T) {
	now := time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	f := fleet.New(200, 7)
	devices := map[string]*pipeline.Reading{}
	for _, d := range f.Devices {
		devices[d.Name] = readingOf(d, now)
	}
	runs, seen := 0, map[string]bool{}
	for i, tun := range f.Tunnels {
		var ends []*pipeline.Reading
		for _, name := range tun.Ends {
			if r := devices[name]; r != nil {
				ends = append(ends, r)
			}
		}
		a := agent()
		a.Inventory = &inventory.Inventory{Tunnels: []inventory.Tunnel{{Name: tun.Name, Ends: tun.Ends, OnDemand: tun.OnDemand}}}
		for n, less := range ablations(ends) {
			if seen[tun.Scenario] && !chosen(i+n) {
				continue
			}
			runs++
			for _, d := range a.Analyze(&pipeline.Loaded{Readings: less.left}, now).Diagnoses {
				if id := contradiction(d, label{accept: []string{tun.Cause}}); id != "" && d.Case.ID == tun.Name {
					t.Errorf("%s (%s) %s: %s is certain, the cause is %s", tun.Name, tun.Scenario, less.what, id, tun.Cause)
				}
			}
		}
		seen[tun.Scenario] = true
	}
	t.Logf("%d runs of %d scenarios", runs, len(seen))
	if len(seen) < 10 || runs < 100 {
		t.Errorf("only %d runs of %d scenarios", runs, len(seen))
	}
}

func readingOf(d *fleet.Device, now time.Time) *pipeline.Reading {
	c := d.Capture(now)
	for i := range c.Outputs {
		c.Outputs[i].Started = now.Add(time.Duration(c.Outputs[i].Pass) * 15 * time.Second)
		if c.Outputs[i].Status == "" {
			c.Outputs[i].Status = collector.Answered
		}
	}
	r := &pipeline.Reading{Device: inventory.Device{Name: d.Name, Address: d.Address.String(), Platform: d.Platform}, Platform: platforms.Find(d.Platform), Capture: c, Apart: 15 * time.Second}
	return again(r, c.Outputs...)
}
