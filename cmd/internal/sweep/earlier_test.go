package sweep_test

import (
	"database/sql"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/history"
)

// TestEarlierRunsAreRemembered: a tunnel that runs found down again and again
// flaps, although no log that is read says so.
func TestEarlierRunsAreRemembered(t *testing.T) {
	s, store := service(t, nil)
	if _, err := s.Ask(t.Context(), nil, "ann"); err != nil {
		t.Fatal(err)
	}
	judged(t, store)
	quiet := upTunnel(t, store)
	for i, health := range []string{"up", "down", "up", "down", "up", "down", "up"} {
		at := time.Now().UTC().Add(time.Duration(i-10) * 15 * time.Minute)
		err := store.Change(t.Context(), func(tx *sql.Tx) error {
			id, err := history.StartSweep(t.Context(), tx, history.Sweep{Subject: quiet.Local, Started: at, Deadline: at}, nil)
			if err != nil {
				return err
			}
			one := history.Tunnel{Name: quiet.Name, Local: quiet.Local, Remote: quiet.Remote, Health: health}
			_, _, err = history.SaveRun(t.Context(), tx, &history.Result{Sweep: id, Subject: quiet.Local, Started: at, Finished: at, Tunnels: []history.Tunnel{one}}, history.DefaultPolicy())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Ask(t.Context(), nil, "ann"); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		got, err := store.Finding(t.Context(), history.Fingerprint(quiet.Name, "stability/flapping"))
		if err != nil {
			t.Fatal(err)
		}
		if got != nil {
			return
		}
	}
	t.Errorf("nobody finds that %s flaps", quiet.Name)
}

// upTunnel is a tunnel that is well and does not flap.
func upTunnel(t *testing.T, store *history.Store) *history.Tunnel {
	t.Helper()
	list, err := store.Tunnels(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		if list[i].Rule == "intent/healthy" {
			return &list[i]
		}
	}
	t.Fatal("no tunnel of the demo is well")
	return nil
}
