package bench

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/cmd/internal/web"
	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator/fleet"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// number is a size from the environment: PAGE_TUNNELS=5000 PAGE_DAYS=30 is the
// fleet of the promise; the default is smaller.
func number(b *testing.B, name string, otherwise int) int {
	b.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		b.Fatalf("%s=%s is no number", name, text)
	}
	return n
}

// documents are real tunnels of the report, one up and one down.
func documents(b *testing.B) (up, down []byte) {
	b.Helper()
	running, err := fleet.Demo().Start(b.Context(), 0)
	if err != nil {
		b.Fatal(err)
	}
	defer running.Close()
	secrets := map[string]string{"ok": fleet.Password, "enable": fleet.EnableSecret}
	agent := &pipeline.Agent{Inventory: running.Inventory(inventory.Login{Password: "ok", EnableSecret: "enable"}), Platforms: platforms.All(), Rules: rules.All(), Now: time.Now,
		Options: collector.Options{KnownHosts: filepath.Join(b.TempDir(), "known_hosts"), SkipAgent: true,
			Resolve: func(_ context.Context, ref string) (string, error) { return secrets[ref], nil }}}
	run := agent.Sweep(b.Context(), agent.Inventory.Devices, 8, nil)
	run.Cards = rules.Cards()
	for _, d := range run.Diagnoses {
		text, err := json.Marshal(report.Tunnel(run, d))
		if err != nil {
			b.Fatal(err)
		}
		if d.ExitCode == 0 {
			up = text
		} else {
			down = text
		}
	}
	return up, down
}

// generated is a history of a fleet: one run judged as serve does it, and before
// it a point of every tunnel every 15 minutes.
func generated(b *testing.B, tunnels, days int) *history.Store {
	b.Helper()
	store, err := history.Open(b.Context(), filepath.Join(b.TempDir(), "history.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	now := time.Now().Truncate(time.Minute)
	res := resultOf(b, tunnels, now)
	must(b, store.Change(b.Context(), func(tx *sql.Tx) error {
		var err error
		if res.Sweep, err = history.StartSweep(b.Context(), tx, history.Sweep{Schedule: "all", Started: now, Deadline: now.Add(time.Hour)}, res.Read); err != nil {
			return err
		}
		_, _, err = history.SaveRun(b.Context(), tx, res, history.DefaultPolicy())
		return err
	}))
	exec := func(statement string, args ...any) {
		_, err := store.DB().ExecContext(b.Context(), statement, args...)
		must(b, err)
	}
	// What happened to findings in a year, and findings that are closed.
	exec(`WITH RECURSIVE changed(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM changed WHERE n < 40)
		INSERT INTO changes (at, run, fingerprint, tunnel, rule, what, who, detail, quiet) SELECT $1 - n * 86400000, n, 'x' || t.id, t.name, 'auth/psk-mismatch', 'opened', '', '', '' FROM changed, tunnels t`, now.UnixMilli())
	exec(`INSERT INTO findings (fingerprint, tunnel, rule, title, detail, severity, confidence, owner, explained_by, incident, state, opened, last_seen, closed, seen, missed,
		reopened, flapping, muted_until, acked_at, acked_by, note, told) SELECT 'old' || id, name, 'dpd/x', 'It is over', '', 'warning', 'strong', 'either', '', '', 'closed', 1, 2, 3, 0, 2, 0, 0, 0, 0, '', '', 0 FROM tunnels`)
	for day := range days {
		to := now.Add(-time.Duration(day) * 24 * time.Hour)
		exec(`WITH RECURSIVE runs(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM runs WHERE n < 96)
			INSERT INTO points (tunnel, at, run, health, rule, ike_sas, child_sas, ike_age, bytes_in, bytes_out, packets_in, packets_out, errors)
			SELECT t.id, $1 - n * 900000, 1000000 - $2 * 96 - n, CASE WHEN (t.id * 31 + n) % 97 = 0 THEN 'down' ELSE t.health END, t.rule, 1, 1, (96 - n) * 900,
			(3000 - $2 * 96 - n) * 1000000 + t.id, (3000 - $2 * 96 - n) * 700000, (3000 - $2 * 96 - n) * 1000, (3000 - $2 * 96 - n) * 900, 0
			FROM runs CROSS JOIN tunnels t`, to.UnixMilli(), day)
	}
	return store
}

// resultOf is a judgement in which every tenth tunnel is down, half of those in
// one incident.
func resultOf(b *testing.B, tunnels int, now time.Time) *history.Result {
	up, down := documents(b)
	res := &history.Result{Schedule: "all", Started: now.Add(-time.Minute), Finished: now}
	members := []string{}
	for i := range tunnels {
		t := history.Tunnel{Name: fmt.Sprintf("branch-%04d-hub-%02d", i, i%40), Local: fmt.Sprintf("branch-%04d", i), Remote: fmt.Sprintf("hub-%02d", i%40),
			Site: fmt.Sprintf("site-%03d", i%120), Health: "up", Rule: "intent/healthy", Title: "The tunnel is up", Severity: "info", Confidence: "certain", Owner: "none", Document: up}
		if i%10 == 0 {
			t.Health, t.Rule, t.Title, t.Severity, t.ExitCode, t.Document = "down", "auth/psk-mismatch", "The pre-shared keys of the two ends differ", "critical", 2, down
			if i%20 == 0 {
				t.Incident = "fleet/same-cause auth/psk-mismatch"
				members = append(members, t.Name)
			}
			for _, rule := range []string{"auth/psk-mismatch", "intent/configured-not-up", "ike/half-open"} {
				t.Findings = append(t.Findings, history.Finding{Fingerprint: history.Fingerprint(t.Name, rule), Tunnel: t.Name, Rule: rule, Title: t.Title, Severity: "critical", Confidence: "strong", Owner: "either"})
			}
		}
		res.Read, res.Tunnels = append(res.Read, t.Local), append(res.Tunnels, t)
	}
	text, err := json.Marshal([]report.IncidentDocument{{ID: "fleet/same-cause auth/psk-mismatch", Rule: "fleet/same-cause", Title: "Many tunnels show the same cause", About: "auth/psk-mismatch", Severity: "critical", Members: members}})
	must(b, err)
	res.IncidentsDocument = text
	return res
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPages measures how long the service works on each page of a fleet with
// a long history.
func BenchmarkPages(b *testing.B) {
	tunnels, days := number(b, "PAGE_TUNNELS", 500), number(b, "PAGE_DAYS", 3)
	store := generated(b, tunnels, days)
	if size, err := store.Bytes(b.Context()); err == nil {
		b.Logf("%d tunnels, %d days, %d points, database of %d MB", tunnels, days, tunnels*(days*96+1), size>>20)
	}
	access, err := web.NewAccess(b.Context(), "127.0.0.1:8470", config.Page{}, nil)
	must(b, err)
	log := logrus.New()
	log.SetOutput(io.Discard)
	s, err := web.New(web.Config{Store: store, Access: access, Log: log, Limits: web.Limits{Requests: 1 << 30}})
	must(b, err)
	for _, page := range []struct{ name, path string }{
		{"fleet", "/"}, {"tunnels", "/tunnels"}, {"tunnels-last", fmt.Sprintf("/tunnels?offset=%d", tunnels-100)}, {"tunnels-filter", "/tunnels?q=branch-01+hub&health=down"},
		{"search", "/search?q=hub-07"}, {"tunnel-24h", "/tunnels/branch-0040-hub-00"}, {"tunnel-30d", "/tunnels/branch-0040-hub-00?span=30d"}, {"run", "/runs/1"}, {"findings", "/findings"},
		{"api-fleet", "/api/v1/fleet"}, {"api-tunnels", "/api/v1/tunnels?limit=1000"}, {"api-history-30d", "/api/v1/tunnels/branch-0041-hub-01/history?span=30d"},
	} {
		b.Run(page.name, func(b *testing.B) {
			size := 0
			for b.Loop() {
				w := httptest.NewRecorder()
				s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8470"+page.path, http.NoBody))
				if size = w.Body.Len(); w.Code != http.StatusOK {
					b.Fatalf("status %d: %s", w.Code, w.Body)
				}
			}
			b.ReportMetric(float64(size), "B/page")
		})
	}
}
