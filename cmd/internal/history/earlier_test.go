package history

import (
	"database/sql"
	"fmt"
	"slices"
	"testing"
	"time"
)

// earlierRun stores a run that read some devices and failed at others.
func earlierRun(t *testing.T, s *Store, n int, subject string, failed []string, tunnels ...Tunnel) {
	t.Helper()
	now := start.Add(time.Duration(n) * 15 * time.Minute)
	err := s.Change(t.Context(), func(tx *sql.Tx) error {
		devices := []string{"br1", "br2", "hq"}
		id, err := StartSweep(t.Context(), tx, Sweep{Subject: subject, Started: now, Deadline: now}, devices)
		if err != nil {
			return err
		}
		res := &Result{Sweep: id, Subject: subject, Started: now, Finished: now, Tunnels: tunnels}
		for i, name := range devices {
			c := &Capture{Job: int64(n*10 + i), Device: name, Started: now, Finished: now}
			if slices.Contains(failed, name) {
				c.Failure = "timeout"
			}
			if _, err := SaveCapture(t.Context(), tx, c); err != nil {
				return err
			}
		}
		_, _, err = SaveRun(t.Context(), tx, res, DefaultPolicy())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func of(remote, health string) Tunnel {
	return Tunnel{Name: "hq-" + remote, Local: "hq", Remote: remote, Health: health}
}

func TestWhatIsUsual(t *testing.T) { both(t, testUsual) }

func testUsual(t *testing.T, open func(*testing.T) *Store) {
	s := open(t)
	earlierRun(t, s, 1, "", nil, of("br1", "up"), of("br2", "idle"))
	earlierRun(t, s, 2, "", []string{"br2"}, of("br1", "up"), of("br2", "down"))
	earlierRun(t, s, 3, "", nil, of("br1", "unknown"), of("br2", "degraded"))
	earlierRun(t, s, 4, "hq", nil, of("br1", "up"), of("br2", "up")) // one device was asked about
	earlierRun(t, s, 5, "", nil, of("br1", "standby"), of("br2", "down"))
	got, err := s.Usual(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// hq: 2 and 1, then one tunnel is not known, and then one is on standby.
	// br2 was not read in the second run.
	if want := "map[br1:[1 1] br2:[1 1 0] hq:[2 1]]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
	for n := range 10 {
		earlierRun(t, s, 10+n, "", nil, of("br1", "up"), of("br2", "up"))
	}
	if got, err = s.Usual(t.Context()); err != nil || len(got["hq"]) != usualCounts {
		t.Errorf("got %v, %v; want the last %d", got, err, usualCounts)
	}
}

func TestHowTheHealthOfTunnelsChanged(t *testing.T) { both(t, testChanged) }

func testChanged(t *testing.T, open func(*testing.T) *Store) {
	s := open(t)
	for n, health := range []string{"up", "down", "down", "up", "up", "down", "idle"} {
		earlierRun(t, s, n, "", nil, of("br1", health), of("br2", "up"))
	}
	got, err := s.Changed(t.Context(), start.Add(15*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, w := range got["hq-br1"] {
		words = append(words, fmt.Sprintf("%s %s", w.At.Sub(start), w.Health))
	}
	if want := "[15m0s down 45m0s up 1h15m0s down 1h30m0s idle]"; fmt.Sprint(words) != want || len(got) != 1 {
		t.Errorf("got %v of %d tunnels, want %s of one that was down", words, len(got), want)
	}
}
