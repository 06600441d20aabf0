package sweep_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/cmd/internal/sweep"
	"ipsec-diag/inventory"
)

// started runs one more service on a store until the test ends.
func started(t *testing.T, cfg sweep.Config) *sweep.Service {
	t.Helper()
	if cfg.Log == nil {
		cfg.Log = quiet()
	}
	cfg.Policy, cfg.Parallel = history.DefaultPolicy(), 8
	s, err := sweep.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return s
}

func opened(t *testing.T) *history.Store {
	t.Helper()
	store, err := history.Open(t.Context(), filepath.Join(t.TempDir(), "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

// with is an agent with a changed copy of the inventory.
func with(a *pipeline.Agent, change func(*inventory.Inventory)) *pipeline.Agent {
	out := *a
	inv := *a.Inventory
	inv.Devices = append([]inventory.Device(nil), a.Inventory.Devices...)
	change(&inv)
	out.Inventory = &inv
	return &out
}

// readBy is which worker has read each device last.
func readBy(t *testing.T, store *history.Store) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, sw := range must(store.Sweeps(t.Context(), 100)) {
		_, captures, _, err := store.ReadSweep(t.Context(), sw.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range captures {
			out[c.Device] = c.Worker
		}
	}
	return out
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestEachZoneIsReadByItsWorker(t *testing.T) {
	store := opened(t)
	agent := with(agentFor(t), func(inv *inventory.Inventory) {
		for i := range inv.Devices {
			inv.Devices[i].Zone = []string{"hq", "emea"}[i%2]
		}
	})
	// The worker is there first: it must not plan in place of the service.
	started(t, sweep.Config{Store: store, Agent: agent, Worker: "east", Zones: []string{"emea"}})
	started(t, sweep.Config{Store: store, Agent: agent, Worker: "main", Zones: []string{"hq"}, Control: true,
		Schedules: []sweep.Schedule{{Name: "all sites", Cron: "@every 1h"}}})
	run := judged(t, store)
	if run.Unread != 0 {
		t.Errorf("%d devices are unread", run.Unread)
	}
	by := readBy(t, store)
	for i := range agent.Inventory.Devices {
		d := &agent.Inventory.Devices[i]
		if want := map[string]string{"hq": "main", "emea": "east"}[d.Zone]; by[d.Name] != want {
			t.Errorf("%s of zone %s was read by %q, want %s", d.Name, d.Zone, by[d.Name], want)
		}
	}
	list := must(store.Workers(t.Context()))
	if len(list) != 2 || list[0].State(time.Now()) != history.WorkerAtWork {
		t.Errorf("workers are %+v", list)
	}
	if got := history.Unserved(list, []string{"hq", "emea", "apac"}, time.Now()); len(got) != 1 || got[0] != "apac" {
		t.Errorf("unserved are %q, want apac alone", got)
	}
}

func TestADeviceThatMovesToAnotherZoneIsReadThere(t *testing.T) {
	store := opened(t)
	old := with(agentFor(t), func(inv *inventory.Inventory) { inv.Devices = inv.Devices[:1]; inv.Devices[0].Zone = "far" })
	s := started(t, sweep.Config{Store: store, Agent: old, Worker: "main", Zones: []string{"near"}, Control: true, Tend: time.Second})
	if _, err := s.Ask(t.Context(), nil, "ann"); err != nil {
		t.Fatal(err)
	}
	now := with(old, func(inv *inventory.Inventory) { inv.Devices[0].Zone = "near" })
	if err := s.Reload(now, sweep.Plan{Policy: history.DefaultPolicy()}); err != nil {
		t.Fatal(err)
	}
	// Its job waits in the queue of a zone that nobody reads; the look after the
	// sweeps gives it another.
	if run := judgedWithin(t, store, time.Minute); run.Unread != 0 {
		t.Errorf("the device that moved was not read")
	}
}
