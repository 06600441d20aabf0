package metrics

import (
	"database/sql"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/history/historytest"
)

// start is an arbitrary moment of the tests.
var start = time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)

func number(n int64) *int64 { return &n }

// fleetOf are two tunnels, one down and one up with all its numbers, and one of
// which nothing is known.
func fleetOf() *history.Result {
	rate := 125.5
	return &history.Result{Schedule: "all", Started: start, Finished: start.Add(time.Minute), Read: []string{"hq", "br1"}, Unread: []string{"br2"}, Tunnels: []history.Tunnel{
		{Name: "hq-br1", Local: "hq", Remote: "br1", Site: "berlin", Health: "up", Point: history.Point{IKESAs: number(1), ChildSAs: number(2), IKEAge: number(3600),
			BytesIn: number(10), BytesOut: number(20), PacketsIn: number(1), PacketsOut: number(2), Errors: number(0), Rekeys: number(3), RateIn: &rate, RateOut: &rate}},
		{Name: "hq-br2", Local: "hq", Remote: "br2", Health: "down", Rule: "auth/psk-mismatch", Severity: "critical", Confidence: "certain", Owner: "peer", ExitCode: 2,
			Findings: []history.Finding{{Fingerprint: history.Fingerprint("hq-br2", "auth/psk-mismatch"), Tunnel: "hq-br2", Rule: "auth/psk-mismatch", Severity: "critical"}}},
		{Name: "hq-br3", Local: "hq", Remote: "br3", Health: "unknown", ExitCode: 3},
	}, Incidents: []history.Finding{{Fingerprint: history.Fingerprint(history.FleetTunnel("all"), "x"), Tunnel: history.FleetTunnel("all"), Rule: "fleet/peer-wide", Severity: "critical"}}}
}

func stored(t *testing.T, res *history.Result) *history.Store {
	t.Helper()
	return storedIn(t, filepath.Join(t.TempDir(), "history.db"), res)
}

// storedIn stores a run in the database of a name.
func storedIn(t *testing.T, where string, res *history.Result) *history.Store {
	t.Helper()
	s, err := history.Open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	err = s.Change(t.Context(), func(tx *sql.Tx) error {
		id, err := history.StartSweep(t.Context(), tx, history.Sweep{Schedule: res.Schedule, Started: res.Started, Deadline: res.Finished}, res.Read)
		if err != nil {
			return err
		}
		res.Sweep = id
		for i, name := range append([]string{"br2"}, res.Read...) {
			c := &history.Capture{Job: int64(i), Device: name, Started: res.Started, Finished: res.Started.Add(1500 * time.Millisecond), About: history.Device{Platform: "cisco-ios", Version: "15.1\xff"}}
			if name == "br2" {
				c.Failure = "timeout"
			}
			if _, err := history.SaveCapture(t.Context(), tx, c); err != nil {
				return err
			}
		}
		_, _, err = history.SaveRun(t.Context(), tx, res, history.DefaultPolicy())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func collector(s *history.Store) *Collector {
	log := logrus.New()
	log.SetOutput(io.Discard)
	return &Collector{Store: s, Version: "test", Now: func() time.Time { return start.Add(time.Hour) }, Log: log}
}

// scrape returns the text of a scrape.
func scrape(t *testing.T, c *Collector) string {
	t.Helper()
	h, err := Handler(c)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 200 {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func TestWhatIsKnownIsShownAndWhatIsNotHasNoSeries(t *testing.T) {
	text := scrape(t, collector(stored(t, fleetOf())))
	for _, want := range []string{
		`ipsec_tunnel_up{tunnel="hq-br1"} 1`, `ipsec_tunnel_up{tunnel="hq-br2"} 0`,
		`ipsec_tunnel_health{health="down",tunnel="hq-br2"} 1`, `ipsec_tunnel_health{health="up",tunnel="hq-br2"} 0`, `ipsec_tunnel_health{health="unknown",tunnel="hq-br3"} 1`,
		`ipsec_tunnel_received_bytes_total{tunnel="hq-br1"} 10`, `ipsec_tunnel_errors_total{tunnel="hq-br1"} 0`, `ipsec_tunnel_sent_bytes_per_second{tunnel="hq-br1"} 125.5`,
		`ipsec_tunnel_info{local="hq",remote="br1",site="berlin",tunnel="hq-br1"} 1`, `ipsec_tunnel_ike_sa_age_seconds{tunnel="hq-br1"} 3600`,
		`ipsec_tunnel_headline_info{confidence="certain",owner="peer",rule="auth/psk-mismatch",severity="critical",tunnel="hq-br2"} 1`,
		`ipsec_tunnel_finding{rule="auth/psk-mismatch",severity="critical",tunnel="hq-br2"} 1`, `ipsec_open_findings{rule="auth/psk-mismatch",severity="critical"} 1`,
		`ipsec_open_incidents{rule="fleet/peer-wide",severity="critical"} 1`,
		`ipsec_device_read_success{device="hq"} 1`, `ipsec_device_read_success{device="br2"} 0`, `ipsec_device_read_failure{class="timeout",device="br2"} 1`,
		`ipsec_device_read_duration_seconds{device="hq"} 1.5`, `ipsec_sweep_duration_seconds{schedule="all"} 60`, `ipsec_sweep_unread_devices{schedule="all"} 1`,
		`ipsec_sweep_tunnels{health="down",schedule="all"} 1`, `ipsec_history_up 1`, `ipsec_diag_build_info{version="test"} 1`, `ipsec_metrics_left_out_objects{kind="tunnel"} 0`,
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("the scrape has no %s", want)
		}
	}
	for _, never := range []string{
		`ipsec_tunnel_up{tunnel="hq-br3"}`, `ipsec_tunnel_ike_sas{tunnel="hq-br2"}`, `ipsec_tunnel_received_bytes_total{tunnel="hq-br3"}`,
		`ipsec_tunnel_last_judged_timestamp_seconds{tunnel="hq-br3"}`, `ipsec_device_last_read_timestamp_seconds{device="br2"}`, `ipsec_device_read_failure{class="",`,
		`ipsec_tunnel_headline_info{confidence="",owner="",rule="",severity="",tunnel="hq-br1"}`,
	} {
		if strings.Contains(text, never) {
			t.Errorf("the scrape has %s, which nobody knows", never)
		}
	}
}

// TestEveryFamilyIsShown: the table names no metric that a full fleet does not
// have, and none is without a name in it (the registry refuses those).
func TestEveryFamilyIsShown(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { testEveryFamily(t, stored(t, fleetOf())) })
	t.Run("postgres", func(t *testing.T) { testEveryFamily(t, storedIn(t, historytest.Postgres(t), fleetOf())) })
}

func testEveryFamily(t *testing.T, s *history.Store) {
	now := start.Add(time.Hour)
	if _, err := s.AddWindow(t.Context(), history.Window{Which: "br1", Starts: start, Ends: now.Add(time.Hour), Reason: "new router"}); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"INSERT INTO deliveries (at, channel, key, state, attempts, tried, error, body) VALUES (1, 'oncall', 'k', 'dead', 3, 1, 'x', '')",
		"INSERT INTO river_job (kind, queue, state, max_attempts, args) VALUES ('device', 'devices', 'available', 2, '{}')",
	} {
		if _, err := s.DB().ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	text := scrape(t, collector(s))
	for _, f := range Families() {
		if !strings.Contains(text, "# TYPE "+f.Name+" "+f.TypeName()+"\n") {
			t.Errorf("%s is in the table and in no scrape", f.Name)
		}
	}
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil || len(problems) > 0 {
		t.Errorf("against the conventions: %v %v", problems, err)
	}
}

func TestTheWorstAreShownWhenThereAreTooMany(t *testing.T) {
	c := collector(stored(t, fleetOf()))
	all := testutil.CollectAndCount(c)
	c = collector(c.Store)
	c.Limit = all - 10
	text := scrape(t, c)
	if !strings.Contains(text, `ipsec_tunnel_up{tunnel="hq-br2"} 0`) || strings.Contains(text, `tunnel="hq-br1"`) {
		t.Errorf("want the broken tunnel and not the sound one, with %d of %d series", c.Limit, all)
	}
	if !strings.Contains(text, `ipsec_metrics_left_out_objects{kind="tunnel"} 1`+"\n") {
		t.Error("nothing says how many are left out")
	}
}

func TestADatabaseThatDoesNotAnswerIsTold(t *testing.T) {
	s := stored(t, fleetOf())
	c := collector(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	text := scrape(t, c)
	if !strings.Contains(text, "ipsec_history_up 0\n") || strings.Contains(text, "ipsec_tunnel_up{") {
		t.Errorf("got:\n%s", text)
	}
}

func TestScrapesShareAReading(t *testing.T) {
	s := stored(t, fleetOf())
	c := collector(s)
	now := start.Add(time.Hour)
	c.Now = func() time.Time { return now }
	first := testutil.CollectAndCount(c)
	if _, err := s.DB().ExecContext(t.Context(), "DELETE FROM tunnels"); err != nil {
		t.Fatal(err)
	}
	if again := testutil.CollectAndCount(c); again != first {
		t.Errorf("read anew at once: %d series, then %d", first, again)
	}
	now = now.Add(keepFor)
	if later := testutil.CollectAndCount(c); later >= first {
		t.Errorf("not read anew after %s: %d series, then %d", keepFor, first, later)
	}
}

func TestTextfile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ipsec.prom")
	facts := FromResult(fleetOf(), []history.Device{{Name: "hq", LastTried: start, LastRead: start, Took: time.Second}})
	if err := WriteTextfile(path, facts, "test", start); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`ipsec_tunnel_up{tunnel="hq-br2"} 0`, `ipsec_sweep_tunnels{health="unknown",schedule="none"} 1`, `ipsec_open_findings{rule="auth/psk-mismatch",severity="critical"} 1`} {
		if !strings.Contains(string(text), want+"\n") {
			t.Errorf("the file has no %s:\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "ipsec_history") {
		t.Error("a run of its own has no history")
	}
	if left, _ := filepath.Glob(dir + "/*"); len(left) != 1 {
		t.Errorf("files are left behind: %v", left)
	}
	if err := WriteTextfile(filepath.Join(dir, "ipsec.txt"), facts, "test", start); err == nil {
		t.Error("a name that the node exporter does not read was taken")
	}
}
