package sweep_test

import (
	"context"
	"io"
	"path/filepath"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/cmd/internal/sweep"
	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator/fleet"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// agentFor serves the demo fleet and returns an agent with its inventory.
func agentFor(t *testing.T) *pipeline.Agent {
	t.Helper()
	running, err := fleet.Demo().Start(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(running.Close)
	inv := running.Inventory(inventory.Login{Password: "ok", EnableSecret: "enable"})
	secrets := map[string]string{"ok": fleet.Password, "enable": fleet.EnableSecret}
	return &pipeline.Agent{Inventory: inv, Platforms: platforms.All(), Rules: rules.All(), Now: time.Now,
		Options: collector.Options{KnownHosts: filepath.Join(t.TempDir(), "known_hosts"), SkipAgent: true, Retries: []time.Duration{},
			Resolve: func(_ context.Context, ref string) (string, error) { return secrets[ref], nil }}}
}

func quiet() *logrus.Logger {
	l := logrus.New()
	l.SetOutput(io.Discard)
	return l
}

// service starts a service on a new database.
func service(t *testing.T, change func(*sweep.Config)) (*sweep.Service, *history.Store) {
	t.Helper()
	store, err := history.Open(t.Context(), filepath.Join(t.TempDir(), "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	cfg := sweep.Config{Store: store, Agent: agentFor(t), Worker: "test", Parallel: 8, Control: true, Policy: history.DefaultPolicy(), Log: quiet()}
	if change != nil {
		change(&cfg)
	}
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
		_ = store.Close()
	})
	return s, store
}

// judged waits for the run of a sweep.
func judged(t *testing.T, store *history.Store) history.Run {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		runs, err := store.Runs(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(runs) == 1 {
			return runs[0]
		}
	}
	t.Fatal("no run after a minute")
	return history.Run{}
}

func TestASweepThatWasAskedForFindsWhatTheCommandFinds(t *testing.T) {
	s, store := service(t, nil)
	if _, err := s.Ask(t.Context(), nil, "ann"); err != nil {
		t.Fatal(err)
	}
	run := judged(t, store)
	want := agentFor(t)
	direct := want.Sweep(t.Context(), want.Inventory.Devices, 8, nil)
	if run.Devices != len(direct.Devices) || run.Unread != 0 || run.Tunnels != len(direct.Diagnoses) || run.AskedBy != "ann" {
		t.Errorf("stored %+v, the command has %d devices and %d tunnels", run, len(direct.Devices), len(direct.Diagnoses))
	}
	for _, d := range direct.Diagnoses {
		got, err := store.Tunnel(t.Context(), d.Case.ID)
		if err != nil || got == nil {
			t.Errorf("%s is not stored: %v", d.Case.ID, err)
			continue
		}
		if got.Health != string(d.Health) || got.Rule != d.Headline.Rule.ID {
			t.Errorf("%s: stored %s %s, the command says %s %s", d.Case.ID, got.Health, got.Rule, d.Health, d.Headline.Rule.ID)
		}
	}
}

func TestAScheduleBeginsByItself(t *testing.T) {
	_, store := service(t, func(c *sweep.Config) { c.Schedules = []sweep.Schedule{{Name: "often", Cron: "@every 1h"}} })
	run := judged(t, store) // at once: its time has passed while nothing ran
	if run.Schedule != "often" {
		t.Errorf("got %+v", run)
	}
}

func TestOneDeviceIsAskedWithTheOtherEndsOfItsTunnels(t *testing.T) {
	s, store := service(t, nil)
	if _, err := s.Ask(t.Context(), []string{"ios-zurich"}, "ann"); err != nil {
		t.Fatal(err)
	}
	run := judged(t, store)
	if run.Subject != "ios-zurich" || run.Devices < 2 {
		t.Errorf("got %+v", run)
	}
	if _, err := s.Ask(t.Context(), []string{"nobody"}, "ann"); err == nil {
		t.Error("a device that does not exist was asked")
	}
}

func TestADeviceThatNoWorkerReadsIsUnreadWhenTheTimeIsOver(t *testing.T) {
	agent := agentFor(t)
	agent.Inventory.Devices[0].Zone = "far"
	_, store := service(t, func(c *sweep.Config) {
		c.Agent, c.Zones = agent, []string{""}
		c.Schedules = []sweep.Schedule{{Name: "short", Cron: "@every 1h", Within: 5 * time.Second}}
	})
	run := judged(t, store)
	if run.Unread != 1 {
		t.Errorf("%d devices are unread, want the one of the zone without a worker", run.Unread)
	}
}
