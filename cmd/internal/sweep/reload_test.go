package sweep_test

import (
	"testing"
	"time"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/sweep"
	"ipsec-diag/inventory"
)

func judgedWithin(t *testing.T, store *history.Store, limit time.Duration) history.Run {
	t.Helper()
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if runs := must(store.Runs(t.Context(), 1)); len(runs) > 0 {
			return runs[0]
		}
	}
	t.Fatalf("no run after %s", limit)
	return history.Run{}
}

func TestReloadReadsTheNewDevicesOnTheNewSchedules(t *testing.T) {
	store := opened(t)
	all := agentFor(t)
	few := with(all, func(inv *inventory.Inventory) { inv.Devices = inv.Devices[:2] })
	s := started(t, sweep.Config{Store: store, Agent: few, Worker: "main", Control: true,
		Schedules: []sweep.Schedule{{Name: "old", Cron: "0 0 1 1 *"}}})
	more := with(all, func(inv *inventory.Inventory) { inv.Devices[len(inv.Devices)-1].Zone = "new zone" })
	if err := s.Reload(more, sweep.Plan{Schedules: []sweep.Schedule{{Name: "new one", Cron: "@every 1s"}}}); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the new schedule begins no sweep")
		}
		runs := must(store.Runs(t.Context(), 1))
		if len(runs) == 0 || runs[0].Schedule != "new one" {
			continue
		}
		if runs[0].Devices != len(all.Inventory.Devices) || runs[0].Unread != 0 {
			t.Errorf("the run has %d devices, %d unread; the new inventory has %d", runs[0].Devices, runs[0].Unread, len(all.Inventory.Devices))
		}
		break
	}
	if err := s.Reload(more, sweep.Plan{}); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1500 * time.Millisecond) // what the schedule had begun
	before := must(store.Sweeps(t.Context(), 1))[0].ID
	time.Sleep(2500 * time.Millisecond)
	if after := must(store.Sweeps(t.Context(), 1))[0].ID; after != before {
		t.Error("a schedule that was taken away goes on")
	}
}

func TestReloadWithTheSameScheduleKeepsItsTimes(t *testing.T) {
	store := opened(t)
	agent := agentFor(t)
	same := []sweep.Schedule{{Name: "often", Cron: "@every 1h"}}
	s := started(t, sweep.Config{Store: store, Agent: agent, Worker: "main", Control: true, Schedules: same})
	judged(t, store)
	for range 3 {
		if err := s.Reload(agent, sweep.Plan{Schedules: same}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(must(store.Sweeps(t.Context(), 10))); n != 1 {
		t.Errorf("%d sweeps have begun, want the first alone", n)
	}
}
