package history

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// saved stores one run as a service does.
func saved(t *testing.T, s *Store, res *Result) []Change {
	t.Helper()
	var out []Change
	err := s.Change(t.Context(), func(tx *sql.Tx) error {
		id, err := StartSweep(t.Context(), tx, Sweep{Schedule: res.Schedule, Started: res.Started, Deadline: res.Started.Add(time.Hour)}, nil)
		if err != nil {
			return err
		}
		res.Sweep = id
		_, out, err = SaveRun(t.Context(), tx, res, DefaultPolicy())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhatIsNotInTheInventoryAnyMoreIsOver(t *testing.T) { both(t, testNotInInventory) }

func testNotInInventory(t *testing.T, open func(*testing.T) *Store) {
	s := open(t)
	incident := Finding{Fingerprint: "f1", Tunnel: FleetTunnel("old"), Rule: "fleet/same-cause", Severity: "critical"}
	saved(t, s, &Result{Schedule: "old", Started: start, Finished: start, Read: []string{"hq", "br1"}, Inventory: []string{"hq", "br1"},
		Schedules: []string{"old"}, Tunnels: []Tunnel{tunnel("down", "critical:auth/x")}, Incidents: []Finding{incident}})
	err := s.Change(t.Context(), func(tx *sql.Tx) error {
		_, err := SaveCapture(t.Context(), tx, &Capture{Job: 1, Device: "hq", Started: start, Finished: start})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	// hq is called hub now, and the schedule has another name.
	later := start.Add(time.Hour)
	changes := saved(t, s, &Result{Schedule: "new", Started: later, Finished: later, Read: []string{"br1", "hub"}, Inventory: []string{"hub", "br1"}, Schedules: []string{"", "new"}})
	closed := map[string]string{}
	for _, c := range changes {
		closed[c.Tunnel+" "+c.What] = c.Detail
	}
	if closed["hq-br1 closed"] != "its device is not in the inventory any more" || closed["fleet:old closed"] != "its schedule is not in the service file any more" {
		t.Errorf("changes are %+v", changes)
	}
	if got, err := s.Tunnel(t.Context(), "hq-br1"); err != nil || got.Health != Gone {
		t.Errorf("the tunnel is %+v, %v", got, err)
	}
	if d, err := s.Device(t.Context(), "hq"); err != nil || d != nil {
		t.Errorf("the device is still on the list: %+v, %v", d, err)
	}
}

// A clock that was ahead is put back: runs go on, and a schedule is not taken for
// busy until the false time comes.
func TestTheClockIsPutBack(t *testing.T) { both(t, testClockBack) }

func testClockBack(t *testing.T, open func(*testing.T) *Store) {
	s := open(t)
	ahead := start.Add(365 * 24 * time.Hour)
	err := s.Change(t.Context(), func(tx *sql.Tx) error {
		_, err := StartSweep(t.Context(), tx, Sweep{Schedule: "all", Started: ahead, Deadline: ahead.Add(time.Hour)}, []string{"hq"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if busy, err := s.Unfinished(t.Context(), "all", start); err != nil || busy {
		t.Errorf("busy %v, %v", busy, err)
	}
	down := func(at time.Time) *Result {
		return &Result{Schedule: "all", Started: at, Finished: at, Read: []string{"hq", "br1"}, Tunnels: []Tunnel{tunnel("down", "critical:auth/x")}}
	}
	saved(t, s, down(ahead))
	saved(t, s, down(start))
	up := down(start.Add(time.Minute))
	up.Tunnels = []Tunnel{tunnel("up")}
	saved(t, s, up)
	up.Finished = start.Add(2 * time.Minute)
	up.Tunnels = []Tunnel{tunnel("up")}
	if changes := saved(t, s, up); len(changes) != 1 || changes[0].What != WhatClosed {
		t.Errorf("changes are %+v, want one closing", changes)
	}
	if got, err := s.Tunnel(t.Context(), "hq-br1"); err != nil || got.Health != "up" || !got.LastRun.Equal(up.Finished) {
		t.Errorf("the tunnel is %+v, %v", got, err)
	}
}

// An SQLite file that is taken away below an open database is told.
func TestTheFileOfTheDatabaseIsTakenAway(t *testing.T) {
	s := opened(t, filepath.Join(t.TempDir(), "h.db"))
	if err := s.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(s.Where); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err == nil {
		t.Error("the file is gone and the database answers as if nothing were")
	}
}
