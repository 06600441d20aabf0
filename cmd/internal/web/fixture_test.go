package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/cmd/internal/sweep"
	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator/fleet"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// swept is the database of one sweep of the demo fleet over real SSH, with a
// device that does not answer; it is made once.
var swept = sync.OnceValues(func() ([]byte, error) {
	ctx := context.Background()
	running, err := fleet.Demo().Start(ctx, 0)
	if err != nil {
		return nil, err
	}
	defer running.Close()
	dir, err := os.MkdirTemp("", "web")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	store, err := history.Open(ctx, filepath.Join(dir, "history.db"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = store.Close() }()
	if err := sweepOnce(ctx, store, agentFor(running, dir)); err != nil {
		return nil, err
	}
	if err := store.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "history.db"))
})

// silent is a device of the fixture that nobody can reach.
const silent = "silent-rtr"

func agentFor(running *fleet.Running, dir string) *pipeline.Agent {
	inv := running.Inventory(inventory.Login{Password: "ok", EnableSecret: "enable"})
	inv.Devices = append(inv.Devices, inventory.Device{Name: silent, Address: "127.0.0.1", Port: 9, Platform: "cisco-ios", Site: "north", Login: inventory.Login{User: "ops", Password: "ok"}})
	secrets := map[string]string{"ok": fleet.Password, "enable": fleet.EnableSecret}
	return &pipeline.Agent{Inventory: inv, Platforms: platforms.All(), Rules: rules.All(), Now: time.Now,
		Options: collector.Options{KnownHosts: filepath.Join(dir, "known_hosts"), SkipAgent: true, Retries: []time.Duration{},
			Resolve: func(_ context.Context, ref string) (string, error) { return secrets[ref], nil }}}
}

func sweepOnce(ctx context.Context, store *history.Store, agent *pipeline.Agent) error {
	s, err := sweep.New(sweep.Config{Store: store, Agent: agent, Worker: "test", Parallel: 8, Control: true, Policy: history.DefaultPolicy(), Log: quiet(), Cards: rules.Cards(),
		Schedules: []sweep.Schedule{{Name: "all", Cron: "@every 1h"}}})
	if err != nil {
		return err
	}
	if err := s.Start(ctx); err != nil {
		return err
	}
	for {
		runs, err := store.Runs(ctx, 1)
		if err != nil {
			return err
		}
		if len(runs) == 1 {
			return s.Stop(ctx)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func quiet() *logrus.Logger {
	l := logrus.New()
	l.SetOutput(io.Discard)
	return l
}

// fleetStore is a copy of the swept database.
func fleetStore(t testing.TB) *history.Store {
	t.Helper()
	data, err := swept()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "history.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return openStore(t, path)
}

func emptyStore(t testing.TB) *history.Store {
	t.Helper()
	return openStore(t, filepath.Join(t.TempDir(), "history.db"))
}

func openStore(t testing.TB, path string) *history.Store {
	t.Helper()
	store, err := history.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

// The tokens of the users of access.
const (
	annsToken = "a-token-of-ann-0123456789"
	wallToken = "the-token-of-the-wall-0123"
)

// withUsers is a page on which ann is an operator and wall a viewer.
var withUsers = config.Page{Users: []config.User{{Name: "ann", Role: "operator", Token: "env:ANN"}, {Name: "wall", Role: "viewer", Token: "env:WALL"}}}

func resolve(_ context.Context, ref string) (string, error) {
	return map[string]string{"env:ANN": annsToken, "env:WALL": wallToken, "env:SHORT": "short"}[ref], nil
}

func accessFor(t testing.TB, listen string, p config.Page) *Access {
	t.Helper()
	a, err := NewAccess(t.Context(), listen, p, resolve)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// serverFor is a page over a store; nobody has to log in.
func serverFor(t testing.TB, store *history.Store, change func(*Config)) *Server {
	t.Helper()
	cfg := Config{Store: store, Access: accessFor(t, "127.0.0.1:8470", config.Page{}), Version: "test", Log: quiet(),
		Ask: func(_ context.Context, which []string, _ string) (int64, error) {
			if len(which) == 1 && which[0] == "broken" {
				return 0, errors.New("disk full at /var/lib/secret-place")
			}
			if len(which) == 1 && which[0] == "nobody" {
				return 0, &sweep.ChoiceError{Err: errors.New("no device is called nobody")}
			}
			return 7, nil
		}}
	if change != nil {
		change(&cfg)
	}
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// request makes a request as it comes from this machine.
func request(method, path, body string) *http.Request {
	r := httptest.NewRequest(method, "http://127.0.0.1:8470"+path, strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:50000"
	return r
}

func do(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	return do(h, request(http.MethodGet, path, ""))
}
