package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/sweep"
	"ipsec-diag/collector/simulator/fleet"
)

// TestAnAskedDiagnosisBecomesARun: from the request over real devices to the page
// of the run.
func TestAnAskedDiagnosisBecomesARun(t *testing.T) {
	running, err := fleet.Demo().Start(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer running.Close()
	store := emptyStore(t)
	svc, err := sweep.New(sweep.Config{Store: store, Agent: agentFor(running, t.TempDir()), Worker: "test", Parallel: 8, Control: true, Policy: history.DefaultPolicy(), Log: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	if err := svc.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = svc.Stop(t.Context()) }()
	s := serverFor(t, store, func(c *Config) { c.Ask, c.Devices = svc.Ask, svc.Devices })
	r := request(http.MethodPost, "/api/v1/runs", `{"which": ["ios-zurich"]}`)
	r.Header.Set("Content-Type", "application/json")
	var asked apiAsked
	if w := do(s, r); w.Code != http.StatusAccepted || json.Unmarshal(w.Body.Bytes(), &asked) != nil {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	run := runOf(t, s, asked.Link)
	body := get(s, run).Body.String()
	if !strings.Contains(body, "ios-zurich") || !strings.Contains(body, "local asked") {
		t.Errorf("%s does not say what was asked for: %.400s", run, body)
	}
	if w := do(s, requestForm("/runs", "which="+url.QueryEscape("nobody <b>"))); w.Code != http.StatusBadRequest || strings.Contains(w.Body.String(), "<b>") || !strings.Contains(w.Body.String(), "nobody") {
		t.Errorf("a device that is not there: status %d: %s", w.Code, w.Body)
	}
}

func requestForm(path, form string) *http.Request {
	r := request(http.MethodPost, path, form)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// runOf waits until a sweep is judged and returns the page of its run.
func runOf(t *testing.T, s *Server, link string) string {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		var one apiSweep
		decode(t, link, get(s, link), &one)
		if one.Run != 0 {
			return "/runs/" + itoa(one.Run)
		}
	}
	t.Fatal("no run after a minute")
	return ""
}
