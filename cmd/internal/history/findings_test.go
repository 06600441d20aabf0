package history

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"
)

// start is an arbitrary moment of the tests.
var start = time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)

// A book makes runs of one tunnel, ten minutes apart.
type book struct {
	t   *testing.T
	s   *Store
	run int
}

// see stores a run and returns what it changed: words, with "!" where somebody
// is alerted.
func (b *book) see(tunnels ...Tunnel) string {
	b.t.Helper()
	b.run++
	now := start.Add(time.Duration(b.run) * 10 * time.Minute)
	var words []string
	err := b.s.Change(b.t.Context(), func(tx *sql.Tx) error {
		id, err := StartSweep(b.t.Context(), tx, Sweep{Schedule: "all", Started: now, Deadline: now}, nil)
		if err != nil {
			return err
		}
		_, changes, err := SaveRun(b.t.Context(), tx, &Result{Sweep: id, Schedule: "all", Started: now, Finished: now, Read: []string{"hq", "br1"}, Tunnels: tunnels}, DefaultPolicy())
		for _, c := range changes {
			if c.Quiet == "" {
				c.What += "!"
			}
			words = append(words, c.What)
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return strings.Join(words, " ")
}

func tunnel(health string, rules ...string) Tunnel {
	t := Tunnel{Name: "hq-br1", Local: "hq", Remote: "br1", Health: health}
	for _, r := range rules {
		severity := "warning"
		if name, ok := strings.CutPrefix(r, "critical:"); ok {
			severity, r = "critical", name
		}
		t.Findings = append(t.Findings, Finding{Fingerprint: Fingerprint(t.Name, r), Tunnel: t.Name, Rule: r, Severity: severity})
	}
	return t
}

func TestAFindingIsToldWhenItCountsAndWhenItIsGone(t *testing.T) {
	both(t, testTold)
}

func testTold(t *testing.T, open func(*testing.T) *Store) {
	up, weak, broken := tunnel("up"), tunnel("up", "hygiene/x"), tunnel("down", "critical:auth/x")
	blind := tunnel("unknown")
	unjudged := tunnel("up")
	unjudged.Undetermined = []string{"hygiene/x"}
	for name, c := range map[string]struct {
		runs []Tunnel
		want string
	}{
		"a warning is told when it is seen twice":       {[]Tunnel{weak, weak, weak}, " / opened! / "},
		"a warning seen once is never told":             {[]Tunnel{weak, up, weak, up}, " /  /  / "},
		"a critical one is told at once":                {[]Tunnel{broken, broken}, "opened! / "},
		"gone once is not gone":                         {[]Tunnel{broken, up, broken}, "opened! /  / "},
		"gone twice is closed, and comes again":         {[]Tunnel{broken, up, up, broken}, "opened! /  / closed! / reopened!"},
		"a tunnel that cannot be seen is not mended":    {[]Tunnel{broken, blind, blind, blind, broken}, "opened! /  /  /  / "},
		"a rule that could not be judged is not gone":   {[]Tunnel{weak, weak, unjudged, unjudged, weak}, " / opened! /  /  / "},
		"a warning that turns critical is told as that": {[]Tunnel{weak, weak, tunnel("up", "critical:hygiene/x")}, " / opened! / worse!"},
	} {
		t.Run(name, func(t *testing.T) {
			b := &book{t: t, s: open(t)}
			var got []string
			for _, run := range c.runs {
				got = append(got, b.see(run))
			}
			if all := strings.Join(got, " / "); all != c.want {
				t.Errorf("got  %q\nwant %q", all, c.want)
			}
		})
	}
}

func TestAFlappingFindingIsToldOnceUntilItKeepsStill(t *testing.T) {
	both(t, testAFlappingFindi)
}

func testAFlappingFindi(t *testing.T, open func(*testing.T) *Store) {
	b := &book{t: t, s: open(t)}
	up, broken := tunnel("up"), tunnel("down", "critical:auth/x")
	var got []string
	for range 5 {
		got = append(got, b.see(broken), b.see(up), b.see(up))
	}
	want := "opened!  closed! reopened!  closed! reopened!  closed! reopened flapping!  closed reopened  closed"
	if all := strings.Join(got, " "); all != want {
		t.Errorf("got  %q\nwant %q", all, want)
	}
	b.run += 24 * 6
	if said := b.see(up); said != "steady!" {
		t.Errorf("after a day without a change: %q", said)
	}
	if said := b.see(broken); said != "reopened!" {
		t.Errorf("and after that: %q", said)
	}
}

func TestWhatKeepsAlertsQuiet(t *testing.T) {
	both(t, testWhatKeepsAlert)
}

func testWhatKeepsAlert(t *testing.T, open func(*testing.T) *Store) {
	broken := tunnel("down", "critical:auth/x")
	folded := tunnel("down", "critical:auth/x")
	folded.Findings[0].Incident = "fleet/same-cause auth/x"
	for name, c := range map[string]struct {
		before func(context.Context, *Store) error
		see    Tunnel
	}{
		"maintenance": {func(ctx context.Context, s *Store) error {
			_, err := s.AddWindow(ctx, Window{Which: "br1", Starts: start, Ends: start.Add(time.Hour), Reason: "new router"})
			return err
		}, broken},
		"incident": {func(context.Context, *Store) error { return nil }, folded},
	} {
		t.Run(name, func(t *testing.T) {
			b := &book{t: t, s: open(t)}
			if err := c.before(t.Context(), b.s); err != nil {
				t.Fatal(err)
			}
			if said := b.see(c.see); said != "opened" {
				t.Errorf("got %q, want an opening without an alert", said)
			}
		})
	}
}

func TestAMutedFindingIsQuietAndATakenOneIsForgottenWhenItComesAgain(t *testing.T) {
	both(t, testAMutedFindingI)
}

func testAMutedFindingI(t *testing.T, open func(*testing.T) *Store) {
	b := &book{t: t, s: open(t)}
	up, broken := tunnel("up"), tunnel("down", "critical:auth/x")
	b.see(broken)
	fp := Fingerprint("hq-br1", "auth/x")
	if err := b.s.Take(t.Context(), fp, WhatAcknowledged, "ann", "on it", time.Time{}, start); err != nil {
		t.Fatal(err)
	}
	if err := b.s.Take(t.Context(), fp, WhatMuted, "ann", "", start.Add(35*time.Minute), start); err != nil {
		t.Fatal(err)
	}
	b.see(up)
	if said := b.see(up); said != "closed" {
		t.Errorf("muted: %q", said)
	}
	if said := b.see(broken); said != "reopened!" {
		t.Errorf("after the mute: %q", said)
	}
	f, err := b.s.Finding(t.Context(), fp)
	if err != nil || f.AckedBy != "" || f.Reopened != 1 {
		t.Errorf("got %+v, %v", f, err)
	}
	if err := b.s.Take(t.Context(), "nope", WhatMuted, "ann", "", start, start); err == nil {
		t.Error("a finding that is not there was taken")
	}
}

func TestATunnelThatItsDevicesDoNotHaveAnyMoreIsGone(t *testing.T) {
	both(t, testATunnelThatIts)
}

func testATunnelThatIts(t *testing.T, open func(*testing.T) *Store) {
	b := &book{t: t, s: open(t)}
	b.see(tunnel("down", "critical:auth/x"))
	if said := b.see(); said != "closed!" {
		t.Errorf("got %q", said)
	}
	got, err := b.s.Tunnel(t.Context(), "hq-br1")
	if err != nil || got.Health != Gone {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestWhatIsStillOpenIsToldWhenNothingKeepsItQuietAnyMore(t *testing.T) {
	both(t, testStillOpen)
}

func testStillOpen(t *testing.T, open func(*testing.T) *Store) {
	up, broken := tunnel("up"), tunnel("down", "critical:auth/x")
	folded := tunnel("down", "critical:auth/x")
	folded.Findings[0].Incident = "fleet/same-cause auth/x"
	for name, c := range map[string]struct {
		window time.Duration
		runs   []Tunnel
		want   string
	}{
		"after maintenance":                {25 * time.Minute, []Tunnel{broken, broken, broken, broken}, "opened /  / still open! / "},
		"after its incident":               {0, []Tunnel{folded, folded, broken, broken}, "opened /  / still open! / "},
		"mended in time, nobody is called": {25 * time.Minute, []Tunnel{broken, up, up, up}, "opened /  / closed / "},
		"and told of the end":              {15 * time.Minute, []Tunnel{broken, broken, up, up}, "opened / still open! /  / closed!"},
	} {
		t.Run(name, func(t *testing.T) {
			b := &book{t: t, s: open(t)}
			if c.window > 0 {
				if _, err := b.s.AddWindow(t.Context(), Window{Which: "br1", Starts: start, Ends: start.Add(c.window), Reason: "new router"}); err != nil {
					t.Fatal(err)
				}
			}
			var got []string
			for _, run := range c.runs {
				got = append(got, b.see(run))
			}
			if all := strings.Join(got, " / "); all != c.want {
				t.Errorf("got  %q\nwant %q", all, c.want)
			}
		})
	}
}

func TestWhatIsToBeAlertedOfNow(t *testing.T) { both(t, testAlerting) }

func testAlerting(t *testing.T, open func(*testing.T) *Store) {
	b := &book{t: t, s: open(t)}
	names := func() string {
		t.Helper()
		now := start.Add(time.Duration(b.run) * 10 * time.Minute)
		firing, ended, err := b.s.Alerting(t.Context(), now.Add(-15*time.Minute), now)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Repeat("fires ", len(firing)) + strings.Repeat("ended ", len(ended))
	}
	up, broken := tunnel("up"), tunnel("down", "critical:auth/x")
	b.see(broken)
	if got := names(); got != "fires " {
		t.Errorf("open: %q", got)
	}
	if _, err := b.s.AddWindow(t.Context(), Window{Which: "hq", Starts: start.Add(15 * time.Minute), Ends: start.Add(25 * time.Minute), Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	b.see(broken)
	if got := names(); got != "" {
		t.Errorf("in maintenance: %q", got)
	}
	b.see(up)
	b.see(up)
	if got := names(); got != "ended " {
		t.Errorf("just closed: %q", got)
	}
	b.see(up)
	b.see(up)
	if got := names(); got != "" {
		t.Errorf("closed long ago: %q", got)
	}
}
