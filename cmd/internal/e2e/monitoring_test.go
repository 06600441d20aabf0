//go:build e2e

package e2e

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/history"
)

// freeAddress is an address of this machine that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// A pager is what an Alertmanager tells people through.
type pager struct {
	mu  sync.Mutex
	now map[string]string
}

// ServeHTTP takes the webhook of an Alertmanager, version 4.
func (p *pager) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	var body struct {
		Alerts []struct {
			Status string            `json:"status"`
			Labels map[string]string `json:"labels"`
		} `json:"alerts"`
	}
	if json.NewDecoder(r.Body).Decode(&body) != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range body.Alerts {
		p.now[a.Labels["alertname"]+" "+a.Labels["tunnel"]] = a.Status
	}
}

func (p *pager) status(alert string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now[alert]
}

// until waits for something that must come.
func until(t *testing.T, within time.Duration, what string, reached func() bool) {
	t.Helper()
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if reached() {
			return
		}
	}
	t.Fatalf("not after %s: %s", within, what)
}

// monitoring starts Debian's Prometheus and Alertmanager with the rules that the
// program prints.
func monitoring(t *testing.T, bin, dir, page, alertmanager, receiver string) {
	t.Helper()
	rules, err := exec.Command(bin, "example", "prometheus-rules").Output()
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "rules.yaml"), string(rules))
	write(t, filepath.Join(dir, "prometheus.yaml"), fmt.Sprintf(`global: {scrape_interval: 1s, evaluation_interval: 1s}
scrape_configs: [{job_name: ipsec-diag, static_configs: [{targets: [%q]}]}]
rule_files: [%q]
alerting: {alertmanagers: [{static_configs: [{targets: [%q]}]}]}
`, page, filepath.Join(dir, "rules.yaml"), alertmanager))
	write(t, filepath.Join(dir, "alertmanager.yaml"), fmt.Sprintf(`route: {receiver: pager, group_by: ["..."], group_wait: 0s, group_interval: 1s}
receivers: [{name: pager, webhook_configs: [{url: %q, send_resolved: true}]}]
`, receiver))
	startProcess(t, "prometheus-alertmanager", dir, "--config.file="+dir+"/alertmanager.yaml", "--storage.path="+dir+"/am", "--web.listen-address="+alertmanager, "--cluster.listen-address=")
	startProcess(t, "prometheus", dir, "--config.file="+dir+"/prometheus.yaml", "--storage.tsdb.path="+dir+"/tsdb", "--web.listen-address="+freeAddress(t))
}

// brokenTunnel is a tunnel that the last run found down, and told by itself.
func brokenTunnel(t *testing.T, store *history.Store) *history.Tunnel {
	t.Helper()
	list, err := store.Tunnels(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		if list[i].Health == "down" && list[i].Incident == "" {
			return &list[i]
		}
	}
	t.Fatal("the simulated fleet has no tunnel that is down by itself")
	return nil
}

// mend stores runs in which a tunnel is well again.
func mend(t *testing.T, store *history.Store, broken *history.Tunnel) {
	t.Helper()
	for range 2 {
		err := store.Change(t.Context(), func(tx *sql.Tx) error {
			now := time.Now().UTC()
			id, err := history.StartSweep(t.Context(), tx, history.Sweep{Subject: broken.Local, Started: now, Deadline: now}, nil)
			if err != nil {
				return err
			}
			_, _, err = history.SaveRun(t.Context(), tx, &history.Result{Sweep: id, Subject: broken.Local, Started: now, Finished: now,
				Tunnels: []history.Tunnel{{Name: broken.Name, Local: broken.Local, Remote: broken.Remote, Site: broken.Site, Health: "up"}}}, history.DefaultPolicy())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestPrometheusAndAlertmanager: a tunnel that is down fires by the rules that
// ship, and by the service's own channel, and both end when it is mended.
func TestPrometheusAndAlertmanager(t *testing.T) {
	bin, dir := buildProgram(t), t.TempDir()
	p := &pager{now: map[string]string{}}
	receiver := httptest.NewServer(p)
	defer receiver.Close()
	page, alertmanager := freeAddress(t), freeAddress(t)
	database := filepath.Join(dir, "history.db")
	write(t, filepath.Join(dir, "serve.yaml"), "database: "+database+"\nlisten: "+page+"\nschedules: [{name: all, cron: '@every 24h'}]\n"+
		"alerts: [{name: am, kind: alertmanager, url: 'http://"+alertmanager+"'}]\n")
	monitoring(t, bin, dir, page, alertmanager, receiver.URL)
	inv := simulatedFleet(t, bin, dir, 20)
	serve := startProcess(t, bin, dir, "serve", "--service", filepath.Join(dir, "serve.yaml"), "--inventory", inv)
	until(t, time.Minute, "the first sweep", func() bool { return strings.Contains(get(page, "/metrics"), "ipsec_sweep_devices") })
	promtool(t, get(page, "/metrics"))
	store, err := history.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	broken := brokenTunnel(t, store)
	alerts := []string{"IPsecTunnelDown " + broken.Name, broken.Rule + " " + broken.Name}
	for _, a := range alerts {
		until(t, time.Minute, a+" fires", func() bool { return p.status(a) == "firing" })
	}
	mend(t, store, broken)
	for _, a := range alerts {
		until(t, 3*time.Minute, a+" ends", func() bool { return p.status(a) == "resolved" })
	}
	if broken.Rule == "" {
		t.Errorf("no cause: %s", serve.out)
	}
}

func get(address, path string) string {
	answer, err := http.Get("http://" + address + path)
	if err != nil {
		return ""
	}
	defer func() { _ = answer.Body.Close() }()
	text, _ := io.ReadAll(answer.Body)
	return string(text)
}

// promtool holds metrics against the conventions.
func promtool(t *testing.T, text string) {
	t.Helper()
	c := exec.Command("promtool", "check", "metrics")
	c.Stdin = strings.NewReader(text)
	if out, err := c.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("promtool check metrics: %v\n%s", err, out)
	}
}

// TestTheTextfileIsGood: what a run of its own leaves for the node exporter.
func TestTheTextfileIsGood(t *testing.T) {
	bin, dir := buildProgram(t), t.TempDir()
	inv, file := simulatedFleet(t, bin, dir, 10), filepath.Join(dir, "ipsec.prom")
	_ = exec.Command(bin, "sweep", "--inventory", inv, "--textfile", file).Run() // its code says how the tunnels are
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), "ipsec_tunnel_up{") {
		t.Fatalf("%v:\n%s", err, text)
	}
	promtool(t, string(text))
}

// TestAnAlertSurvivesAPowerCut: a process that is killed while its receiver is
// away tells it after the start, once.
func TestAnAlertSurvivesAPowerCut(t *testing.T) {
	bin, dir, away := buildProgram(t), t.TempDir(), freeAddress(t)
	write(t, filepath.Join(dir, "url"), "http://"+away+"/hook/very-secret-token\n")
	database := filepath.Join(dir, "history.db")
	write(t, filepath.Join(dir, "serve.yaml"), "database: "+database+"\nlisten: 127.0.0.1:0\ndevice: {timeout: 8s, take_over: 4s}\nschedules: [{name: all, cron: '@every 24h'}]\n"+
		"alerts: [{name: oncall, kind: webhook, url: 'file:"+dir+"/url'}]\n")
	inv := simulatedFleet(t, bin, dir, 20)
	args := []string{"serve", "--service", filepath.Join(dir, "serve.yaml"), "--inventory", inv}
	before := startProcess(t, bin, dir, args...)
	deliveries := func() string {
		out, _ := exec.Command(bin, "history", "deliveries", "--database", database).CombinedOutput()
		return string(out)
	}
	until(t, time.Minute, "a first try", func() bool { return strings.Contains(deliveries(), "failed") })
	before.kill()
	l, err := net.Listen("tcp", away)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var keys []string
	receiver := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		keys = append(keys, r.Header.Get("Idempotency-Key"))
	})}
	go func() { _ = receiver.Serve(l) }()
	defer func() { _ = receiver.Close() }()
	after := startProcess(t, bin, dir, args...)
	until(t, 2*time.Minute, "it is sent", func() bool { return strings.Contains(deliveries(), "sent") })
	after.kill()
	mu.Lock()
	defer mu.Unlock()
	if len(keys) != 1 || keys[0] == "" {
		t.Errorf("keys of what arrived: %q", keys)
	}
	for _, said := range []string{deliveries(), before.out.String(), after.out.String()} {
		if strings.Contains(said, "very-secret-token") {
			t.Errorf("the token is told: %s", said)
		}
	}
	if !slices.ContainsFunc(strings.Split(before.out.String(), "\n"), func(l string) bool { return strings.Contains(l, "connection refused") }) {
		t.Errorf("nobody says what was wrong: %s", before.out)
	}
}
