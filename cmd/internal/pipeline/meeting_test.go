package pipeline

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ipsec-diag/collector"
)

// TestMeeting waits for those who are logged in, for as long as it takes, and for
// the others only as long as patience lasts.
func TestMeeting(t *testing.T) {
	type guest struct {
		enters, meets time.Duration // zero enters: never logs in; zero meets: never comes
		leaves        time.Duration
	}
	tests := map[string]struct {
		other guest
		goes  time.Duration // when the first device goes on
		met   int
	}{
		"both ready":               {guest{enters: 1 * time.Second, meets: 2 * time.Second}, 2 * time.Second, 2},
		"slow but logged in":       {guest{enters: 1 * time.Second, meets: 60 * time.Second}, 60 * time.Second, 2},
		"logs in late":             {guest{enters: 30 * time.Second, meets: 40 * time.Second}, 10 * time.Second, 1},
		"never logs in":            {guest{}, 10 * time.Second, 1},
		"fails while it logs in":   {guest{leaves: 3 * time.Second}, 3 * time.Second, 1},
		"lost while it is read":    {guest{enters: 1 * time.Second, leaves: 20 * time.Second}, 20 * time.Second, 1},
		"first already waits long": {guest{enters: 9 * time.Second, meets: 15 * time.Second}, 15 * time.Second, 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin, m := time.Now(), newMeeting()
				m.expect("a")
				m.expect("b")
				ctx, cancel := context.WithCancel(t.Context())
				var wg sync.WaitGroup
				wg.Go(func() {
					if tt.other.enters > 0 {
						time.Sleep(tt.other.enters)
						m.enter("b")
					}
					switch {
					case tt.other.leaves > 0:
						time.Sleep(tt.other.leaves - time.Since(begin))
						m.leave("b")
					case tt.other.meets > 0:
						time.Sleep(tt.other.meets - time.Since(begin))
						m.meet(ctx, "b", stageFirst, time.Now(), time.Second)
					}
				})
				m.enter("a")
				met := m.meet(ctx, "a", stageFirst, time.Now(), 10*time.Second)
				if got := time.Since(begin); got != tt.goes || len(met) != tt.met {
					t.Errorf("goes on after %s with %d, want %s with %d", got, len(met), tt.goes, tt.met)
				}
				cancel()
				wg.Wait()
			})
		})
	}
}

// TestMeetingSecondStage hands the same moments to all, so that all compute the
// same time of the second sample.
func TestMeetingSecondStage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, at := newMeeting(), time.Now()
		names := []string{"a", "b", "c"}
		for _, name := range names {
			m.expect(name)
		}
		due := make([]time.Duration, len(names))
		var wg sync.WaitGroup
		for i, name := range names {
			wg.Go(func() {
				m.enter(name)
				time.Sleep(time.Duration(i) * time.Second)
				m.meet(t.Context(), name, stageFirst, at, time.Minute)
				all := m.meet(t.Context(), name, stageSecond, at.Add(time.Duration(i)*time.Second), 0)
				due[i] = slices.MaxFunc(all, time.Time.Compare).Sub(at)
				m.leave(name)
			})
		}
		wg.Wait()
		for i, d := range due {
			if d != 2*time.Second {
				t.Errorf("%s samples after %s, want 2s like all", names[i], d)
			}
		}
	})
}

// TestRenewed puts the later answer in the place of the first, and keeps the first
// where the later one failed.
func TestRenewed(t *testing.T) {
	out := func(command string, pass int, status collector.Status, text string) collector.Output {
		return collector.Output{Command: command, Pass: pass, Status: status, Text: text}
	}
	got := renewed([]collector.Output{
		out("version", 0, collector.Answered, "v"), out("sa", 0, collector.Answered, "old"), out("ike", 0, collector.Answered, "old"),
		out("sa", 1, collector.Answered, "new"), out("ike", 1, collector.TimedOut, ""),
	})
	var texts []string
	for _, o := range got {
		texts = append(texts, o.Command+" "+o.Text)
		if o.Pass != 0 {
			t.Errorf("%s is of pass %d", o.Command, o.Pass)
		}
	}
	if want := []string{"version v", "ike old", "sa new"}; !slices.Equal(texts, want) {
		t.Errorf("outputs %q, want %q", texts, want)
	}
}
