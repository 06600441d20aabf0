package history

import (
	"database/sql"
	"fmt"
	"slices"
	"testing"
	"time"
)

// TestWhatPagesRead: the statements behind pages, on both databases.
func TestWhatPagesRead(t *testing.T) {
	both(t, func(t *testing.T, open func(*testing.T) *Store) {
		s := open(t)
		fill(t, s)
		t.Run("tunnels", func(t *testing.T) { testTunnelPage(t, s) })
		t.Run("sites", func(t *testing.T) { testSiteCounts(t, s) })
		t.Run("findings", func(t *testing.T) { testFindingPage(t, s) })
		t.Run("devices", func(t *testing.T) { testDevicePage(t, s) })
		t.Run("runs", func(t *testing.T) { testRunPages(t, s) })
		t.Run("buckets", func(t *testing.T) { testBuckets(t, s) })
		t.Run("health", func(t *testing.T) { testHealthChanges(t, s) })
	})
}

func counter(n int64) *int64 { return &n }

// fill stores three runs of four tunnels ten minutes apart, the first end of which
// is read, and one sweep that is under way.
func fill(t *testing.T, s *Store) {
	t.Helper()
	for run := range 3 {
		now := start.Add(time.Duration(run) * 10 * time.Minute)
		grown := Point{BytesIn: counter(int64(run) * 6000), BytesOut: counter(int64(3-run) * 1000), PacketsIn: counter(int64(run) * 600), IKEAge: counter(int64(run))}
		first := Tunnel{Name: "a_1", Local: "hq", Remote: "br1", Site: "north", Health: []string{"down", "up", "up"}[run], Rule: "r/up", Point: grown}
		res := &Result{Schedule: "all", Started: now, Finished: now, Read: []string{"hq"}, Unread: []string{"br9"}, Tunnels: []Tunnel{first,
			{Name: "b%2", Local: "hq", Remote: "br2", Site: "north", Health: "down", Rule: "auth/x", Title: "Keys", ExitCode: 2, Severity: "critical", Incident: "in 1",
				Findings: []Finding{{Fingerprint: "f1", Tunnel: "b%2", Rule: "auth/x", Severity: "critical"}, {Fingerprint: "f2", Tunnel: "b%2", Rule: "auth/y", Severity: "critical", ExplainedBy: "auth/x"}}},
			{Name: "c3", Local: "hq", Remote: "br9", Health: "unknown", ExitCode: 3}, {Name: "d4", Local: "hq", Remote: "br4", Health: "degraded", ExitCode: 1}}}
		must(t, s.Change(t.Context(), func(tx *sql.Tx) (err error) {
			if res.Sweep, err = StartSweep(t.Context(), tx, Sweep{Schedule: "all", Started: now, Deadline: now.Add(time.Hour)}, []string{"hq", "br9", "br8"}); err != nil {
				return err
			}
			for i, c := range []Capture{{Device: "hq", Finished: now, Text: []byte("x")}, {Device: "br9", Finished: now, Failure: "unreachable", FailureText: "no"}} {
				c.Job = int64(run*2 + i + 1)
				if _, err := SaveCapture(t.Context(), tx, &c); err != nil {
					return err
				}
			}
			_, _, err = SaveRun(t.Context(), tx, res, DefaultPolicy())
			return err
		}))
	}
	must(t, s.Change(t.Context(), func(tx *sql.Tx) error {
		_, err := StartSweep(t.Context(), tx, Sweep{AskedBy: "ann", Started: start, Deadline: start.Add(time.Hour)}, []string{"hq"})
		return err
	}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func testTunnelPage(t *testing.T, s *Store) {
	for name, c := range map[string]struct {
		filter       TunnelFilter
		offset, most int
		want         string
		total        int
	}{
		"worst first":            {TunnelFilter{}, 0, 10, "[b%2 c3 d4 a_1]", 4},
		"a page of it":           {TunnelFilter{}, 1, 2, "[c3 d4]", 4},
		"past the end":           {TunnelFilter{}, 9, 2, "[]", 4},
		"health":                 {TunnelFilter{Health: "up"}, 0, 10, "[a_1]", 1},
		"site and not sound":     {TunnelFilter{Site: "north", NotSound: true}, 0, 10, "[b%2]", 1},
		"no site":                {TunnelFilter{NoSite: true}, 0, 10, "[c3 d4]", 2},
		"either end":             {TunnelFilter{Device: "br2"}, 0, 10, "[b%2]", 1},
		"in no incident":         {TunnelFilter{NotSound: true, Single: true}, 0, 10, "[c3 d4]", 2},
		"an incident":            {TunnelFilter{Incident: "in 1"}, 0, 10, "[b%2]", 1},
		"words, any case":        {TunnelFilter{Words: "KEYS br2"}, 0, 10, "[b%2]", 1},
		"a sign of LIKE":         {TunnelFilter{Words: "%"}, 0, 10, "[b%2]", 1},
		"another sign of LIKE":   {TunnelFilter{Words: "_"}, 0, 10, "[a_1]", 1},
		"a quote is no escape":   {TunnelFilter{Words: `' OR 1=1 --`}, 0, 10, "[]", 0},
		"in no run since":        {TunnelFilter{NotSince: start.Add(time.Hour)}, 0, 10, "[b%2 c3 d4 a_1]", 4},
		"in a run since":         {TunnelFilter{NotSince: start.Add(20 * time.Minute)}, 0, 10, "[]", 0},
		"a backslash":            {TunnelFilter{Words: `\`}, 0, 10, "[]", 0},
		"rule, severity, nobody": {TunnelFilter{Rule: "auth/x", Severity: "info"}, 0, 10, "[]", 0},
	} {
		list, total, err := s.TunnelPage(t.Context(), c.filter, c.offset, c.most)
		names := []string{}
		for _, one := range list {
			names = append(names, one.Name)
		}
		if got := fmt.Sprint(names); err != nil || got != c.want || total != c.total {
			t.Errorf("%s: %s of %d, want %s of %d: %v", name, got, total, c.want, c.total, err)
		}
	}
}

func testSiteCounts(t *testing.T, s *Store) {
	list, err := s.SiteCounts(t.Context())
	if err != nil || len(list) != 2 || list[0].Site != "north" || list[0].Tunnels != 2 || list[0].NotSound != 1 || list[0].Health["down"] != 1 || list[1].Tunnels != 2 {
		t.Errorf("%+v: %v", list, err)
	}
	in, err := s.HaveIncident(t.Context())
	if err != nil || len(in) != 1 || in["in 1"] != 1 {
		t.Errorf("%v: %v", in, err)
	}
}

func testFindingPage(t *testing.T, s *Store) {
	list, total, err := s.FindingPage(t.Context(), FindingFilter{State: StateOpen, Severity: "critical", Tunnel: "b%2"}, 0, 10)
	if err != nil || total != 2 || list[0].Rule != "auth/x" || list[1].Rule != "auth/y" {
		t.Errorf("the cause is not before what it explains: %d %+v: %v", total, list, err)
	}
	if _, total, err := s.FindingPage(t.Context(), FindingFilter{Words: "AUTH/Y", Unacked: true}, 0, 10); err != nil || total != 1 {
		t.Errorf("%d by words: %v", total, err)
	}
	if _, total, err := s.FindingPage(t.Context(), FindingFilter{Flapping: true}, 0, 10); err != nil || total != 0 {
		t.Errorf("%d flap: %v", total, err)
	}
}

func testDevicePage(t *testing.T, s *Store) {
	list, total, err := s.DevicePage(t.Context(), DeviceFilter{}, 0, 10)
	if err != nil || total != 2 || list[0].Name != "br9" || list[1].Name != "hq" {
		t.Errorf("%d %+v: %v", total, list, err)
	}
	if list, total, err = s.DevicePage(t.Context(), DeviceFilter{Unread: true, Failure: "unreachable", Words: "BR"}, 0, 10); err != nil || total != 1 || list[0].FailureText != "no" {
		t.Errorf("unread: %d %+v: %v", total, list, err)
	}
	captures, err := s.CapturesOf(t.Context(), "hq", 2)
	if err != nil || len(captures) != 2 || !captures[0].Finished.After(captures[1].Finished) {
		t.Fatalf("captures %+v: %v", captures, err)
	}
	if c, err := s.Capture(t.Context(), captures[0].ID); err != nil || c == nil || string(c.Text) != "x" {
		t.Errorf("capture %+v: %v", c, err)
	}
	if c, err := s.Capture(t.Context(), 9999); err != nil || c != nil {
		t.Errorf("a capture that is not there: %+v: %v", c, err)
	}
}

func testRunPages(t *testing.T, s *Store) {
	runs, err := s.LatestRuns(t.Context(), start)
	if err != nil || len(runs) != 1 || runs[0].Schedule != "all" {
		t.Fatalf("latest runs %+v: %v", runs, err)
	}
	unread, err := s.UnreadOf(t.Context(), runs[0].Sweep, 10)
	if err != nil || len(unread) != 2 || unread[0].Device != "br8" || unread[0].Capture != 0 || unread[1].Failure != "unreachable" {
		t.Errorf("unread %+v: %v", unread, err)
	}
	list, total, err := s.TunnelsOfRun(t.Context(), runs[0].ID, 0, 2)
	if err != nil || total != 4 || !slices.Equal(list, []RunTunnel{{"b%2", "down", "auth/x"}, {"c3", "unknown", ""}}) {
		t.Errorf("tunnels of the run: %d %+v: %v", total, list, err)
	}
	under, err := s.UnderWay(t.Context(), start)
	if err != nil || len(under) != 1 || under[0].AskedBy != "ann" || under[0].Devices != 1 {
		t.Errorf("under way %+v: %v", under, err)
	}
	if under, err = s.UnderWay(t.Context(), start.Add(2*time.Hour)); err != nil || len(under) != 0 {
		t.Errorf("after its deadline %+v: %v", under, err)
	}
	if sw, err := s.Sweep(t.Context(), 4); err != nil || sw == nil || sw.Run != 0 {
		t.Errorf("sweep %+v: %v", sw, err)
	}
}

func firstTunnel(t *testing.T, s *Store) int64 {
	t.Helper()
	one, err := s.Tunnel(t.Context(), "a_1")
	must(t, err)
	return one.ID
}

// testBuckets: counters that grew are a rate, counters that began anew are none,
// and what nobody counts is unknown.
func testBuckets(t *testing.T, s *Store) {
	list, err := s.Buckets(t.Context(), firstTunnel(t, s), start, start.Add(time.Hour), 20*time.Minute)
	if err != nil || len(list) != 2 || list[0].Points != 2 || list[1].Points != 1 || !list[1].Start.Equal(start.Add(20*time.Minute)) {
		t.Fatalf("%+v: %v", list, err)
	}
	a := list[0]
	if a.Health != "down" || a.RateIn == nil || *a.RateIn != 10 || a.RateOut != nil || a.PacketsIn == nil || *a.PacketsIn != 1 || a.PacketsOut != nil || *a.IKEAge != 1 || a.Errors != nil {
		t.Errorf("first span %+v", a)
	}
	if b := list[1]; b.Health != "up" || *b.RateIn != 10 || b.RateOut != nil {
		t.Errorf("second span %+v", b)
	}
}

func testHealthChanges(t *testing.T, s *Store) {
	list, err := s.HealthChanges(t.Context(), firstTunnel(t, s), start, 10)
	if err != nil || len(list) != 2 || list[0].Health != "up" || !list[0].At.Equal(start.Add(10*time.Minute)) || list[1].Health != "down" {
		t.Errorf("%+v: %v", list, err)
	}
}
