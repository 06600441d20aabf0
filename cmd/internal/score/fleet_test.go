package score

import (
	"testing"
	"time"

	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator/fleet"
	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
)

// TestFleetCauses judges a simulated fleet of every scenario, both ends read
// and counters sampled twice, and demands the cause that each tunnel has.
func TestFleetCauses(t *testing.T) {
	now := time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	seen := map[string]bool{}
	for _, f := range []*fleet.Fleet{fleet.Demo(), fleet.New(200, 7)} {
		var intents []inventory.Tunnel
		for _, tun := range f.Tunnels {
			intents = append(intents, inventory.Tunnel{Name: tun.Name, Ends: tun.Ends, OnDemand: tun.OnDemand})
		}
		run := &report.Run{}
		for _, c := range engine.Assemble(now, readings(f, now), intents, "") {
			run.Diagnoses = append(run.Diagnoses, engine.Diagnose(c, rules.All()))
		}
		byID := map[string]*engine.Diagnosis{}
		for _, d := range run.Diagnoses {
			byID[d.Case.ID] = d
		}
		for _, tun := range f.Tunnels {
			d := byID[tun.Name]
			if d == nil {
				t.Errorf("%s: no diagnosis", tun.Name)
				continue
			}
			seen[tun.Scenario] = true
			if !accepted(d.Headline.Rule.ID, tun.Cause) {
				t.Errorf("%s (%s, %s to %s): headline %s %d, want %s", tun.Name, tun.Scenario, d.Case.Local.Snap.Platform, d.Case.Remote.Snap.Platform, d.Headline.Rule.ID, d.Headline.Points, tun.Cause)
			}
		}
		if len(run.Diagnoses) != len(f.Tunnels) {
			t.Errorf("%d diagnoses for %d tunnels", len(run.Diagnoses), len(f.Tunnels))
		}
	}
	if len(seen) < 10 {
		t.Errorf("only %d scenarios were judged", len(seen))
	}
}

// accepted reports whether a headline is right. A blocked port 500 cannot be
// told from other silence without a trace at the far end, so the symptom is
// right too; and a peer that does not return is, seen from there, an end that
// only receives.
func accepted(headline, cause string) bool {
	also := map[string]string{"underlay/udp500-blocked": "ike/no-response", "data/peer-does-not-return": "data/receives-only"}
	return headline == cause || headline == also[cause]
}

func readings(f *fleet.Fleet, now time.Time) []engine.Reading {
	var out []engine.Reading
	for _, d := range f.Devices {
		c := d.Capture(now)
		for i := range c.Outputs {
			c.Outputs[i].Started = now.Add(time.Duration(c.Outputs[i].Pass) * 15 * time.Second)
			if c.Outputs[i].Status == "" {
				c.Outputs[i].Status = collector.Answered
			}
		}
		p := platforms.Find(d.Platform)
		first := parsers.Parse(p, c, 0)
		r := engine.Reading{Name: d.Name, Aliases: []string{d.Address.String()}, Snap: first}
		if second := parsers.Parse(p, c, 1); len(second.Sources) > 0 {
			r.Earlier, r.Snap, r.Apart = first, parsers.Later(first, second), 15*time.Second
		}
		out = append(out, r)
	}
	return out
}
