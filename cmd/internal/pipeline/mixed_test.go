package pipeline_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/redact"
	"ipsec-diag/collector/simulator/fleet"
	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/inventory"
)

// A differing item of each scenario, by the configurations alone; the pasted
// ones have strongSwan's file, which no command of the list prints.
var differing = map[string]struct{ live, pasted string }{
	"psk-mismatch":    {pasted: "pre-shared key"},
	"ike-proposal":    {pasted: "IKE proposals"},
	"selectors":       {live: "networks of", pasted: "networks of"},
	"esp-proposal":    {live: "ESP proposals of", pasted: "ESP proposals of"},
	"esp-proposal-v2": {pasted: "ESP proposals of"},
	"identity":        {live: "identity of the local end", pasted: "identity of the local end"},
	"wrong-peer":      {live: "address that near calls", pasted: "address that near calls"},
	"pfs-v1":          {live: "PFS of", pasted: "PFS of"},
}

// owners are who has to act, where it is not an end whichever.
var owners = map[string]engine.Owner{
	"no-return": engine.OwnerPeer, "esp-lost": engine.OwnerPath, "esp-loss": engine.OwnerPath,
	"healthy": engine.OwnerNone, "healthy-v1": engine.OwnerNone, "lifetimes": engine.OwnerNone, "on-demand": engine.OwnerNone,
}

// TestMixedPairs logs in to both ends of every pair of two vendors. The verdict
// is the fault, its owner is right, and the configurations differ in what the
// fault changes and in nothing else.
func TestMixedPairs(t *testing.T) {
	pairs := fleet.MixedPairs()
	if len(pairs) < 40 {
		t.Fatalf("only %d pairs", len(pairs))
	}
	for _, p := range pairs {
		if p.Scenario == "esp-loss" {
			continue // TestMixedLoss: a share says nothing while as many packets are under way
		}
		t.Run(p.Name(), func(t *testing.T) {
			t.Parallel()
			running, err := p.Fleet().Start(t.Context(), 0)
			if err != nil {
				t.Fatal(err)
			}
			defer running.Close()
			a := agent(t)
			a.Sample = 20 * time.Millisecond
			a.Inventory = running.Inventory(inventory.Login{Password: "ok", EnableSecret: "enable"})
			run := a.Diagnose(t.Context(), a.Inventory.Devices[0])
			if len(run.Diagnoses) != 1 || !run.Diagnoses[0].Case.BothRead() {
				t.Fatalf("%d tunnels, want one, both ends read", len(run.Diagnoses))
			}
			verdictOf(t, p, run.Diagnoses[0])
			differs(t, p, compare.Of(run.Diagnoses[0].Case), differing[p.Scenario].live)
		})
	}
}

func verdictOf(t *testing.T, p fleet.Pair, d *engine.Diagnosis) {
	t.Helper()
	accept := []string{p.Cause}
	if p.Cause == "underlay/udp500-blocked" {
		accept = append(accept, "ike/no-response") // silence is all that the two ends see
	}
	if got := d.Headline.Rule.ID; !slices.Contains(accept, got) {
		t.Errorf("headline %s (%d), want %v", got, d.Headline.Points, accept)
	}
	want := owners[p.Scenario]
	if want == "" {
		want = engine.OwnerEither
	}
	if p.Scenario == "wrong-peer" && p.From == "strongswan" {
		want = engine.OwnerLocal // its log names the address that it calls
	}
	if d.Headline.Owner != want {
		t.Errorf("owner %s, want %s", d.Headline.Owner, want)
	}
}

// differs demands that one item differs, or none.
func differs(t *testing.T, p fleet.Pair, c *compare.Comparison, want string) {
	t.Helper()
	if len(c.Items) < 10 {
		t.Errorf("only %d items: nothing was compared", len(c.Items))
	}
	found := false
	for _, i := range c.Items {
		switch {
		case i.Match != compare.Differs && i.Match != compare.Limits:
		case want != "" && strings.HasPrefix(i.Name, want) && i.Rule == p.Cause:
			found = true
		default:
			t.Errorf("%s differs: %s at %s, %s at %s (%s)", i.Name, i.Local.Value, c.Local.Name, i.Remote.Value, c.Remote.Name, i.Rule)
		}
	}
	if want != "" && !found {
		t.Errorf("nothing says that %q differs", want)
	}
}

// TestMixedLoss judges samples a minute apart, of which part is lost in one
// direction.
func TestMixedLoss(t *testing.T) {
	for _, p := range fleet.MixedPairs() {
		if p.Scenario != "esp-loss" {
			continue
		}
		t.Run(p.Name(), func(t *testing.T) {
			a := agent(t)
			var captures []*collector.Capture
			f := p.Fleet()
			for _, d := range f.Devices {
				c := d.Capture(time.Now().Add(-time.Minute))
				for i := range c.Outputs {
					c.Outputs[i].Started = c.Started.Add(time.Duration(c.Outputs[i].Pass) * time.Minute)
				}
				captures = append(captures, c)
				a.Inventory.Devices = append(a.Inventory.Devices, inventory.Device{Name: d.Name, Platform: d.Platform, Aliases: []string{d.Address.String()}})
			}
			run := a.Judge(captures, "near")
			if len(run.Diagnoses) != 1 {
				t.Fatalf("%d tunnels", len(run.Diagnoses))
			}
			verdictOf(t, p, run.Diagnoses[0])
			if got := run.Diagnoses[0].Headline.Verdict.Detail; !strings.Contains(got, "from near to far: 1560 of 5200") {
				t.Errorf("the headline says %q, want direction and loss", got)
			}
		})
	}
}

// TestMixedPasted compares what administrators paste, with strongSwan's file.
func TestMixedPasted(t *testing.T) {
	for _, p := range fleet.MixedPairs() {
		t.Run(p.Name(), func(t *testing.T) {
			var paths []string
			for _, d := range p.Fleet().Devices {
				paths = append(paths, pasteOf(t, d.Pasted(time.Now())))
			}
			a := agent(t)
			a.Options.Digests = redact.NewDigester()
			loaded, err := a.LoadAll(paths, nil)
			if err != nil {
				t.Fatal(err)
			}
			list := a.CompareLoaded(loaded)
			if len(list) != 1 {
				t.Fatalf("%d comparisons, want one", len(list))
			}
			want := differing[p.Scenario].pasted
			if p.From == "cisco-asa" && p.Scenario == "psk-mismatch" {
				want = "" // the ASA prints no key: unknown, not different
			}
			differs(t, p, list[0], want)
			for _, r := range loaded.Readings {
				for _, out := range r.Capture.Outputs {
					if strings.Contains(out.Text, "simulated-") {
						t.Errorf("a key is kept of %s: %s", r.Device.Name, out.Command)
					}
				}
			}
		})
	}
}

// pasteOf writes the first sample as it stands in a terminal.
func pasteOf(t *testing.T, c *collector.Capture) string {
	t.Helper()
	prompt := map[string]string{"cisco-ios": c.Device + "#", "cisco-asa": c.Device + "# ", "strongswan": "root@" + c.Device + ":~# "}[c.Platform]
	var b strings.Builder
	for _, out := range c.Outputs {
		if out.Pass == 0 {
			b.WriteString(prompt + out.Command + "\n" + out.Text)
		}
	}
	file := filepath.Join(t.TempDir(), c.Device+".txt")
	if err := os.WriteFile(file, []byte(b.String()+prompt+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
