package pipeline_test

import (
	"testing"
	"time"

	"ipsec-diag/collector/simulator/fleet"
	"ipsec-diag/engine/compare"
	"ipsec-diag/inventory"
)

func TestMixedDump(t *testing.T) {
	for _, p := range fleet.MixedPairs() {
		running, err := p.Fleet().Start(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		a := agent(t)
		a.Sample = 20 * time.Millisecond
		a.Inventory = running.Inventory(inventory.Login{Password: "ok", EnableSecret: "enable"})
		run := a.Diagnose(t.Context(), a.Inventory.Devices[0])
		for _, d := range run.Diagnoses {
			t.Logf("%-40s want %-28s got %-28s %3d owner %v", p.Name(), p.Cause, d.Headline.Rule.ID, d.Headline.Points, d.Headline.Rule.Owner)
			for _, i := range compare.Of(d.Case).Items {
				if i.Match != compare.Same && i.Match != compare.Fits {
					t.Logf("      %s | %s | %s | %s | %s", i.Match, i.Name, i.Local.Value, i.Remote.Value, i.Rule)
				}
			}
		}
		running.Close()
	}
}
