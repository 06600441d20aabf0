package engine_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator/fleet"
	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/platforms"
)

// TestOrderDoesNotMatter judges a simulated fleet again and again, with the
// rules, the devices, the tunnels of the inventory and the lists of every
// snapshot in another order each time. The order of SAs is that of the lines:
// where any one of several proves a point, the first is quoted, so that with
// mixed SAs all is compared but the quotes.
func TestOrderDoesNotMatter(t *testing.T) {
	for name, c := range map[string]struct {
		mix    func(*rand.Rand, *ipsec.Snapshot)
		quotes bool
	}{"configuration": {mixConfiguration, true}, "everything": {mixAll, false}} {
		t.Run(name, func(t *testing.T) {
			readings, intents := simulated(40)
			all := rules.All()
			want := judge(t, readings, intents, all, c.quotes)
			if len(want) < 30 {
				t.Fatalf("only %d tunnels", len(want))
			}
			for seed := range uint64(6) {
				random := rand.New(rand.NewPCG(seed, 1))
				shuffle(random, all)
				shuffle(random, readings)
				shuffle(random, intents)
				for i := range readings {
					c.mix(random, readings[i].Snap)
					c.mix(random, readings[i].Earlier)
				}
				same(t, judge(t, readings, intents, all, c.quotes), want)
			}
		})
	}
}

func same(t *testing.T, got, want map[string]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d tunnels, want %d", len(got), len(want))
	}
	for id := range want {
		if got[id] != want[id] {
			t.Fatalf("%s:\n got %s\nwant %s", id, got[id], want[id])
		}
	}
}

func shuffle[T any](random *rand.Rand, list []T) {
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// mixConfiguration shuffles what a snapshot holds besides SAs and log.
func mixConfiguration(random *rand.Rand, s *ipsec.Snapshot) {
	shuffle(random, s.Peers)
	shuffle(random, s.Routes)
	shuffle(random, s.Interfaces)
	shuffle(random, s.Certificates)
	shuffle(random, s.Exchanges)
	shuffle(random, s.Drops)
}

// mixAll shuffles everything but the log, whose order is that of time.
func mixAll(random *rand.Rand, s *ipsec.Snapshot) {
	mixConfiguration(random, s)
	shuffle(random, s.IKESAs)
	shuffle(random, s.ChildSAs)
	shuffle(random, s.Sessions)
}

// simulated returns what the devices of a fleet show in two samples.
func simulated(n int) ([]engine.Reading, []inventory.Tunnel) {
	now := time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	f := fleet.New(n, 3)
	var readings []engine.Reading
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
		readings = append(readings, engine.Reading{Name: d.Name, Aliases: []string{d.Address.String()},
			Snap: parsers.Later(first, parsers.Parse(p, c, 1)), Earlier: first, Apart: 15 * time.Second})
	}
	var intents []inventory.Tunnel
	for _, tun := range f.Tunnels {
		intents = append(intents, inventory.Tunnel{Name: tun.Name, Ends: tun.Ends, OnDemand: tun.OnDemand})
	}
	return readings, intents
}

// verdict is what a diagnosis says, without the case and the rules' functions.
type verdict struct {
	Health       engine.Health
	Headline     string
	RunnerUp     string
	Settles      string
	Exit         int
	Findings     []found
	Undetermined []missing
	RuledOut     []found
	Tree         []engine.Step
}

type found struct {
	Rule, ExplainedBy, Maybe, Why string
	Points                        int
	Severity                      engine.Severity
	Owner                         engine.Owner
	Verdict                       engine.Verdict
	Refs                          []ipsec.Ref
}

type missing struct {
	Rule    string
	Missing []string
}

// judge returns the diagnosis of every tunnel as JSON, with or without quotes.
func judge(t *testing.T, readings []engine.Reading, intents []inventory.Tunnel, all []*engine.Rule, quotes bool) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, c := range engine.Assemble(time.Date(2026, 11, 25, 3, 1, 0, 0, time.UTC), readings, intents, "") {
		text, err := json.Marshal(says(engine.Diagnose(c, slices.Clone(all)), quotes))
		if err != nil {
			t.Fatal(err)
		}
		if out[c.ID] != "" {
			t.Fatalf("two cases %s", c.ID)
		}
		out[c.ID] = string(text)
	}
	return out
}

func says(d *engine.Diagnosis, quotes bool) verdict {
	v := verdict{Health: d.Health, Headline: d.Headline.Rule.ID, Settles: d.Settles, Exit: d.ExitCode}
	v.Tree, _ = d.Walk()
	if !quotes {
		for i := range v.Tree {
			v.Tree[i].Evidence = nil
		}
	}
	if d.RunnerUp != nil {
		v.RunnerUp = d.RunnerUp.Rule.ID
	}
	for _, f := range d.Findings {
		one := found{Rule: f.Rule.ID, ExplainedBy: f.ExplainedBy, Maybe: f.Maybe, Points: f.Points, Severity: f.Severity, Owner: f.Owner, Verdict: f.Verdict}
		if quotes {
			one.Refs = refs(f.Verdict.Evidence)
		} else {
			one.Verdict.Evidence = nil
		}
		v.Findings = append(v.Findings, one)
	}
	for _, r := range d.RuledOut {
		one := found{Rule: r.Rule.ID, Why: r.Why}
		if quotes {
			one.Refs = refs(r.Evidence)
		}
		v.RuledOut = append(v.RuledOut, one)
	}
	for _, u := range d.Undetermined {
		v.Undetermined = append(v.Undetermined, missing{u.Rule.ID, u.Missing})
	}
	return v
}

func refs(evidence []engine.Evidence) []ipsec.Ref {
	var out []ipsec.Ref
	for _, ev := range evidence {
		out = append(out, ev.Ref)
	}
	return out
}

// Ids are unique: a tie of two rules would leave the order open.
func TestIDsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rules.All() {
		if seen[r.ID] {
			t.Errorf("two rules %s", r.ID)
		}
		seen[r.ID] = true
	}
	if len(seen) == 0 {
		t.Error("no rules")
	}
}
