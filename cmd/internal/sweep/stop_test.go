package sweep_test

import (
	"context"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/cmd/internal/sweep"
	"ipsec-diag/collector"
	"ipsec-diag/inventory"
)

// hanging is an agent whose logins never get their secret.
func hanging(t *testing.T) (*pipeline.Agent, <-chan struct{}) {
	t.Helper()
	at := make(chan struct{}, 100)
	a := *with(agentFor(t), func(inv *inventory.Inventory) { inv.Devices = inv.Devices[:1] })
	a.Options = collector.Options{KnownHosts: a.Options.KnownHosts, SkipAgent: true, Retries: []time.Duration{},
		Resolve: func(ctx context.Context, _ string) (string, error) {
			at <- struct{}{}
			<-ctx.Done()
			return "", ctx.Err()
		}}
	return &a, at
}

func TestStopGivesADeviceBackThatTakesTooLong(t *testing.T) {
	store := opened(t)
	agent, at := hanging(t)
	s, err := sweep.New(sweep.Config{Store: store, Agent: agent, Worker: "one", Parallel: 2, Control: true, Policy: history.DefaultPolicy(), Log: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Ask(t.Context(), nil, "ann"); err != nil {
		t.Fatal(err)
	}
	<-at
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	begun := time.Now()
	if err := s.Stop(ctx); err != nil {
		t.Errorf("stop: %v", err)
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("it took %s to stop", took)
	}
	for _, c := range must(store.Jobs(t.Context())) {
		if c.Name == "devices" && c.State == "running" {
			t.Errorf("the device was not given back: %+v", c)
		}
	}
	if list := must(store.Workers(t.Context())); len(list) != 1 || list[0].State(time.Now()) != history.WorkerStopped {
		t.Errorf("workers are %+v, want one that stopped", list)
	}
	// Another takes it up at once.
	good := agentFor(t)
	good = with(good, func(inv *inventory.Inventory) { inv.Devices = inv.Devices[:1] })
	started(t, sweep.Config{Store: store, Agent: good, Worker: "two", Control: true})
	if run := judgedWithin(t, store, 30*time.Second); run.Unread != 0 || readBy(t, store)[good.Inventory.Devices[0].Name] != "two" {
		t.Errorf("the device given back was not read by the next: %+v", run)
	}
}

func TestStopLetsADeviceAtWorkEnd(t *testing.T) {
	store := opened(t)
	s := started(t, sweep.Config{Store: store, Agent: agentFor(t), Worker: "one", Control: true})
	if _, err := s.Ask(t.Context(), nil, "ann"); err != nil {
		t.Fatal(err)
	}
	for len(must(store.Devices(t.Context()))) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := s.Stop(ctx); err != nil {
		t.Errorf("stop: %v", err)
	}
	for _, c := range must(store.Jobs(t.Context())) {
		if c.Name == "devices" && c.State != "completed" && c.State != "available" {
			t.Errorf("after the stop %d jobs are %s", c.N, c.State)
		}
	}
}
