package history

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// keepCapture stores a capture of hq in a sweep of its own that is judged.
func keepCapture(t *testing.T, s *Store, job int64, when time.Time, failure, health string) {
	t.Helper()
	err := s.Change(t.Context(), func(tx *sql.Tx) error {
		id, err := StartSweep(t.Context(), tx, Sweep{Schedule: "all", Started: when, Deadline: when}, []string{"hq"})
		if err != nil {
			return err
		}
		c := &Capture{Job: job, Device: "hq", Started: when, Finished: when, Failure: failure, Text: []byte("text"), About: Device{Platform: "strongswan"}}
		if _, err := SaveCapture(t.Context(), tx, c); err != nil || health == "" {
			return err
		}
		_, _, err = SaveRun(t.Context(), tx, &Result{Sweep: id, Schedule: "all", Started: when, Finished: when, Read: []string{"hq"},
			Tunnels: []Tunnel{{Name: "hq-br1", Local: "hq", Remote: "br1", Health: health}}}, DefaultPolicy())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPruneKeepsFailuresLonger(t *testing.T) { both(t, testPrune) }

func testPrune(t *testing.T, open func(*testing.T) *Store) {
	s := open(t)
	day := 24 * time.Hour
	keepCapture(t, s, 1, start, "", "up")            // old and sound
	keepCapture(t, s, 2, start, "", "down")          // old, of a tunnel that was down
	keepCapture(t, s, 3, start, "unreachable", "up") // old and failed
	keepCapture(t, s, 4, start, "", "")              // old, not judged yet
	keepCapture(t, s, 5, start.Add(9*day), "", "up") // new
	keep := Retention{Captures: 7 * day, FailedCaptures: 30 * day, Points: 7 * day, Runs: 365 * day}
	p, err := s.Prune(t.Context(), keep, start.Add(10*day))
	if err != nil || p.Captures != 1 || p.Points != 3 || p.Runs != 0 {
		t.Errorf("after 10 days: %+v, %v", p, err)
	}
	p, err = s.Prune(t.Context(), keep, start.Add(40*day))
	if err != nil || p.Captures != 3 {
		t.Errorf("after 40 days: %+v, %v; the capture that waits for its judgement stays", p, err)
	}
	if p, err = s.Prune(t.Context(), Retention{}, start.Add(4000*day)); err != nil || p != (Pruned{}) {
		t.Errorf("without limits: %+v, %v", p, err)
	}
}

func TestOneJobHasOneResult(t *testing.T) {
	both(t, func(t *testing.T, open func(*testing.T) *Store) {
		s := open(t)
		keepCapture(t, s, 1, start, "", "up")
		err := s.Change(t.Context(), func(tx *sql.Tx) error {
			_, err := SaveCapture(t.Context(), tx, &Capture{Job: 1, Device: "hq", Started: start, Finished: start})
			return err
		})
		if err == nil || !strings.Contains(err.Error(), ErrDouble.Error()) {
			t.Errorf("a second result of one job: %v", err)
		}
		size, err := s.Size(t.Context())
		if err != nil || size.Rows["captures"] != 1 || size.Bytes == 0 {
			t.Errorf("%+v, %v", size, err)
		}
	})
}

func TestABackupIsWholeAndOverwritesNothing(t *testing.T) {
	s := opened(t, filepath.Join(t.TempDir(), "history.db"))
	keepCapture(t, s, 1, start, "", "up")
	to := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	got, err := opened(t, to).Tunnel(t.Context(), "hq-br1")
	if err != nil || got == nil || got.Health != "up" {
		t.Errorf("the copy has %+v, %v", got, err)
	}
	if err := s.Backup(t.Context(), to); err == nil {
		t.Error("a backup was overwritten")
	}
}

func TestADatabaseThatCannotBeUsedSaysWhy(t *testing.T) {
	dir := t.TempDir()
	newer := filepath.Join(dir, "newer.db")
	s := opened(t, newer)
	if _, err := s.write.Exec("INSERT INTO history_version (version_id, is_applied) VALUES (99, 1)"); err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	text := filepath.Join(dir, "text.db")
	writeFile(t, text, strings.Repeat("this is no database at all\n", 400))
	for where, want := range map[string]string{
		newer:                        "written by a newer ipsec-diag",
		text:                         "is no SQLite database",
		filepath.Join(text, "x.db"):  "there is no folder",
		dir:                          "cannot open the database",
		"":                           "no database is named",
		"postgres://x@127.0.0.1:1/x": "cannot be reached",
		"postgres://u:secret@%zz/x":  "cannot be read",
	} {
		_, err := Open(t.Context(), where)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v, want %q", where, err, want)
		}
	}
}
