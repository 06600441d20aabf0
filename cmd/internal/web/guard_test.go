package web

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
)

// TestHost: a name of somebody else that leads here is refused.
func TestHost(t *testing.T) {
	s := serverFor(t, emptyStore(t), func(c *Config) {
		c.Access = accessFor(t, "127.0.0.1:8470", config.Page{Hosts: []string{"VPN.example.net."}})
	})
	for host, want := range map[string]int{"127.0.0.1:8470": 200, "localhost:8470": 200, "LOCALHOST": 200, "[::1]:8470": 200, "vpn.example.net": 200, "evil.example:8470": 421, "127.0.0.1.evil.example": 421, "": 421} {
		r := request(http.MethodGet, "/", "")
		r.Host = host
		if w := do(s, r); w.Code != want {
			t.Errorf("%q: status %d, want %d", host, w.Code, want)
		}
	}
	r := request(http.MethodGet, "/healthz", "")
	r.Host = "10.0.0.1"
	if w := do(s, r); w.Code != http.StatusOK {
		t.Errorf("a probe by address: status %d", w.Code)
	}
}

// TestAnotherSiteCanSendNothing (CSRF).
func TestAnotherSiteCanSendNothing(t *testing.T) {
	store := fleetStore(t)
	s := serverFor(t, store, nil)
	psk := pskTunnel(t, store)
	finger := history.Fingerprint(psk.Name, psk.Rule)
	for name, c := range map[string]struct {
		header, value string
		want          int
	}{
		"this page": {"Sec-Fetch-Site", "same-origin", 303}, "another site": {"Sec-Fetch-Site", "cross-site", 403}, "a neighbour": {"Sec-Fetch-Site", "same-site", 403},
		"an old browser, another site": {"Origin", "https://evil.example", 403}, "an old browser, this page": {"Origin", "http://127.0.0.1:8470", 303}, "no origin": {"Origin", "null", 403},
	} {
		for path, body := range map[string]string{"/runs": "which=ios-zurich", "/findings/" + finger: "what=acknowledged"} {
			r := request(http.MethodPost, path, body)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(c.header, c.value)
			if w := do(s, r); w.Code != c.want {
				t.Errorf("%s to %s: status %d, want %d", name, path, w.Code, c.want)
			}
		}
	}
	if w := get(s, "/findings/"+finger); w.Code != http.StatusSeeOther {
		t.Errorf("status %d", w.Code)
	}
}

// TestHeaders: on every answer, errors too.
func TestHeaders(t *testing.T) {
	s := serverFor(t, emptyStore(t), nil)
	for _, path := range []string{"/", "/nothing", "/api/v1/fleet", "/api/v1/nothing", "/assets/page.css", "/healthz"} {
		h := get(s, path).Header()
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" || h.Get("X-Frame-Options") != "DENY" || h.Get("Cache-Control") == "" {
			t.Errorf("%s: headers %v", path, h)
		}
	}
}

// TestNoPageHasCodeOfItsOwn: what the policy forbids would not work in a browser.
func TestNoPageHasCodeOfItsOwn(t *testing.T) {
	store := fleetStore(t)
	s := serverFor(t, store, nil)
	psk := pskTunnel(t, store)
	looked := 0
	for _, path := range []string{"/", "/tunnels", "/tunnels/" + psk.Name, "/devices/ios-zurich", "/captures/1", "/runs/1", "/nothing"} {
		body := get(s, path).Body.String()
		looked += strings.Count(body, "<script")
		for _, bad := range []string{" style=", " onclick=", " onload=", "javascript:", "<style"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s has %q", path, bad)
			}
		}
		if strings.Count(body, "<script") != strings.Count(body, `<script src="/assets/`) {
			t.Errorf("%s has a script within", path)
		}
	}
	if looked == 0 {
		t.Error("no page has the script: this test looks for the wrong thing")
	}
}

// TestTooMany: a flood is slowed down, and says for how long.
func TestTooMany(t *testing.T) {
	s := serverFor(t, emptyStore(t), func(c *Config) {
		c.Limits = Limits{Requests: 8, Logins: 2, Asks: 2}
		c.Access = accessFor(t, "127.0.0.1:8470", withUsers)
	})
	login := func(from string) int {
		r := request(http.MethodPost, "/login", "token=wrong")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = from
		return do(s, r).Code
	}
	for i, want := range []int{401, 401, 429, 429} {
		if got := login("198.51.100.1:1"); got != want {
			t.Errorf("login %d: status %d, want %d", i, got, want)
		}
	}
	if got := login("198.51.100.2:1"); got != 401 {
		t.Errorf("another client: status %d", got)
	}
	for i := range 9 {
		r := request(http.MethodGet, "/api/v1/fleet", "")
		r.Header.Set("Authorization", "Bearer "+wallToken)
		w := do(s, r)
		if want := map[bool]int{true: 200, false: 429}[i < 8]; w.Code != want || want == 429 && w.Header().Get("Retry-After") == "" {
			t.Errorf("request %d: status %d, want %d, %v", i, w.Code, want, w.Header())
		}
	}
}

// TestATooLargeBodyIsRefused before it is read in full.
func TestATooLargeBodyIsRefused(t *testing.T) {
	s := serverFor(t, emptyStore(t), nil)
	r := request(http.MethodPost, "/api/v1/runs", `{"which": ["`+strings.Repeat("x", mostBody)+`"]}`)
	r.Header.Set("Content-Type", "application/json")
	if w := do(s, r); w.Code != http.StatusBadRequest {
		t.Errorf("status %d", w.Code)
	}
}

// TestNoSecretInLogAuditOrPage: tokens, right and wrong ones, stand nowhere.
func TestNoSecretInLogAuditOrPage(t *testing.T) {
	var out bytes.Buffer
	store := fleetStore(t)
	s := serverFor(t, store, func(c *Config) {
		c.Access = accessFor(t, "127.0.0.1:8470", withUsers)
		c.Log = logrus.New()
		c.Log.SetOutput(&out)
		c.Log.SetLevel(logrus.TraceLevel)
	})
	var pages strings.Builder
	for _, token := range []string{annsToken, "wrong-token-0123456789012"} {
		r := request(http.MethodPost, "/login", "token="+token)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		pages.WriteString(do(s, r).Body.String())
	}
	for _, path := range []string{"/audit", "/", "/captures/1", "/api/v1/openapi.json"} {
		r := request(http.MethodGet, path, "")
		r.Header.Set("Authorization", "Bearer "+annsToken)
		pages.WriteString(do(s, r).Body.String())
	}
	list, err := store.Audit(t.Context(), 10)
	if err != nil || len(list) < 3 {
		t.Fatalf("audit %v: %v", list, err)
	}
	for _, n := range list {
		pages.WriteString(n.Who + n.Action + n.Detail)
	}
	for _, secret := range []string{annsToken, wallToken, "wrong-token", "simulated-only", "simulated-enable"} {
		if strings.Contains(pages.String(), secret) || strings.Contains(out.String(), secret) {
			t.Errorf("%s is shown", secret)
		}
	}
}

// TestASessionEnds with the shift.
func TestASessionEnds(t *testing.T) {
	var s sessions
	r := request(http.MethodGet, "/", "")
	r.AddCookie(s.begin(user{name: "ann"}, false, time.Now().Add(-sessionLife)))
	if _, ok := s.user(r); ok {
		t.Error("a session lives for longer than it should")
	}
	for range mostSessions + 5 {
		s.begin(user{name: "ann"}, false, time.Now())
	}
	if len(s.open) > mostSessions {
		t.Errorf("%d sessions are kept", len(s.open))
	}
}
