package web

import (
	"database/sql"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/history"
)

// pskTunnel returns a tunnel of the fixture whose ends have different keys.
func pskTunnel(t *testing.T, store *history.Store) history.Tunnel {
	t.Helper()
	list, _, err := store.TunnelPage(t.Context(), history.TunnelFilter{Rule: "auth/psk-mismatch"}, 0, 1)
	if err != nil || len(list) == 0 {
		t.Fatalf("the fixture has no tunnel with a wrong key: %v", err)
	}
	return list[0]
}

// TestPagesShowWhatTheSweepFound opens every page over the history of a real
// sweep.
func TestPagesShowWhatTheSweepFound(t *testing.T) {
	store := fleetStore(t)
	s := serverFor(t, store, nil)
	psk := pskTunnel(t, store)
	up, _, err := store.TunnelPage(t.Context(), healthy, 0, 1)
	if err != nil || len(up) == 0 {
		t.Fatalf("the fixture has no healthy tunnel: %v", err)
	}
	for path, want := range map[string][]string{
		"/tunnels/" + url.PathEscape(up[0].Name): {"Both ends compared", "installed", "packets in", ">same<"},
		"/":                                      {"not sound", "Devices that could not be read", silent, "incident", "Most tunnels of one device are down", `action="/runs"`},
		"/tunnels":                               {psk.Name, "The pre-shared keys of the two ends differ", "in all"},
		"/tunnels?health=down":                   {psk.Name},
		"/tunnels?q=GENEVA+bern":                 {"ios-bern-asa-geneva", "1 in all"},
		"/tunnels?q=nothing-like-it":             {"No tunnel is like that"},
		"/tunnels?site=north":                    {silent},
		"/tunnels/" + url.PathEscape(psk.Name):   {"The pre-shared keys of the two ends differ", "auth/psk-mismatch", "local end", "remote end", "Phase 1 (IKE SA)", "<pre>", "Next steps", "ruled out", "The tree", "opened", `class="strip"`},
		"/devices":                               {silent, "ios-zurich", "unreachable"},
		"/devices?unread=1":                      {silent, "1 in all"},
		"/devices/ios-zurich":                    {"show crypto isakmp sa", "answered", "/captures/", "cisco-ios"},
		"/devices/" + silent:                     {"unreachable", "Not read does not mean down", "No command was sent"},
		"/captures/1":                            {"<pre>", "analyze FILE"},
		"/findings":                              {"The pre-shared keys of the two ends differ", "in all"},
		"/findings?severity=warning&state=any":   {"Findings"},
		"/runs":                                  {`href="/runs/1"`, "schedule all"},
		"/runs/1":                                {"Run 1", silent, "unreachable", psk.Name},
		"/search?q=zurich":                       {"ios-zurich", "tunnels", "device"},
		"/audit":                                 {"Audit"},
	} {
		w := get(s, path)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			t.Errorf("%s: status %d, %s", path, w.Code, w.Header().Get("Content-Type"))
			continue
		}
		for _, text := range want {
			if !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s does not have %q", path, text)
			}
		}
	}
}

// TestEveryLinkLeadsSomewhere follows each link of each page within the page.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	s := serverFor(t, fleetStore(t), func(c *Config) { c.Limits.Requests = 100_000 })
	seen, next := map[string]bool{"/": true}, []string{"/"}
	href := regexp.MustCompile(`(?:href|src)="([^"]+)"`)
	for len(next) > 0 {
		path := next[0]
		next = next[1:]
		w := get(s, path)
		if w.Code >= 400 {
			t.Errorf("%s: status %d", path, w.Code)
		}
		if to := w.Header().Get("Location"); to != "" && !seen[to] {
			seen[to], next = true, append(next, to)
		}
		for _, m := range href.FindAllStringSubmatch(w.Body.String(), -1) {
			to := resolveLink(t, path, m[1])
			if !seen[to] && len(seen) < 2000 {
				seen[to], next = true, append(next, to)
			}
		}
	}
	if len(seen) < 60 {
		t.Errorf("only %d addresses were reached", len(seen))
	}
}

// resolveLink is the address of a link on a page.
func resolveLink(t *testing.T, from, link string) string {
	t.Helper()
	base, err := url.Parse(from)
	if err != nil {
		t.Fatal(err)
	}
	u, err := base.Parse(strings.ReplaceAll(link, "&amp;", "&"))
	if err != nil || u.Host != "" {
		t.Errorf("%s has a link to %q", from, link)
		return "/"
	}
	u.Fragment = ""
	return u.String()
}

// TestAnEmptyHistorySaysWhatToDo: nobody looks at an empty page and wonders.
func TestAnEmptyHistorySaysWhatToDo(t *testing.T) {
	s := serverFor(t, emptyStore(t), nil)
	for path, want := range map[string]string{"/": "No run yet", "/tunnels": "No run yet", "/devices": "No device was tried yet", "/runs": "No run yet", "/findings": "nothing is open", "/audit": "Nobody has asked", "/alerts": "No alert was due"} {
		if w := get(s, path); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: status %d without %q", path, w.Code, want)
		}
	}
}

// TestASweepUnderWayIsShown: with its progress, also without JavaScript.
func TestASweepUnderWayIsShown(t *testing.T) {
	store := fleetStore(t)
	s := serverFor(t, store, nil)
	id := beginSweep(t, store, "hub", "spoke")
	for _, path := range []string{"/", "/runs", "/sweeps/" + itoa(id)} {
		body := get(s, path).Body.String()
		if !strings.Contains(body, `data-sweep="`+itoa(id)+`"`) || !strings.Contains(body, `<progress max="2" value="0">`) || !strings.Contains(body, `http-equiv="refresh"`) {
			t.Errorf("%s does not show the sweep", path)
		}
	}
	late := serverFor(t, store, func(c *Config) { c.Now = func() time.Time { return time.Now().Add(61 * time.Minute) } })
	if body := get(late, "/sweeps/"+itoa(id)).Body.String(); !strings.Contains(body, "judged as unread") || strings.Contains(body, "data-sweep") {
		t.Error("a sweep whose time is over is still asked for")
	}
	lost := serverFor(t, store, func(c *Config) { c.Now = func() time.Time { return time.Now().Add(2 * time.Hour) } })
	if body := get(lost, "/sweeps/"+itoa(id)).Body.String(); !strings.Contains(body, "nobody has judged it") {
		t.Error("a sweep that nobody judges is not told")
	}
	endSweep(t, store, id)
	if w := get(s, "/sweeps/"+itoa(id)); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/runs/2" {
		t.Errorf("a judged sweep leads to %d %s", w.Code, w.Header().Get("Location"))
	}
	if strings.Contains(get(s, "/").Body.String(), "data-sweep") {
		t.Error("the fleet still shows a sweep that has ended")
	}
}

// TestANameInFullIsFoundAtOnce: what is pasted from an alert leads to its page.
func TestANameInFullIsFoundAtOnce(t *testing.T) {
	store := fleetStore(t)
	s := serverFor(t, store, nil)
	psk := pskTunnel(t, store)
	finger := history.Fingerprint(psk.Name, "auth/psk-mismatch")
	for words, want := range map[string]string{
		psk.Name: "/tunnels/" + url.PathEscape(psk.Name), "ios-zurich": "/devices/ios-zurich", finger: "/tunnels/" + url.PathEscape(psk.Name) + "#f-" + finger, "": "/tunnels",
	} {
		if w := get(s, "/search?q="+url.QueryEscape(words)); w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("%q leads to %d %s, want %s", words, w.Code, w.Header().Get("Location"), want)
		}
	}
}

// TestWrongAddressesAreAnswered: each says what is wrong, and none of them fails.
func TestWrongAddressesAreAnswered(t *testing.T) {
	s := serverFor(t, fleetStore(t), nil)
	for path, want := range map[string]int{
		"/nothing": 404, "/tunnels/none": 404, "/devices/none": 404, "/runs/99": 404, "/runs/x": 400, "/runs/-1": 400, "/captures/99999": 404, "/sweeps/99": 404,
		"/findings/none": 404, "/tunnels?health=broken": 400, "/tunnels?offset=-1": 400, "/tunnels?offset=x": 400, "/findings?state=x": 400,
		"/runs/99999999999999999999": 400, "/assets/": 404, "/assets/none.css": 404,
	} {
		if w := get(s, path); w.Code != want {
			t.Errorf("%s: status %d, want %d", path, w.Code, want)
		}
	}
}

// TestPathTricks: no path leads out of what is served.
func TestPathTricks(t *testing.T) {
	s := serverFor(t, fleetStore(t), nil)
	for _, path := range []string{"/assets/../server.go", "/assets/%2e%2e/server.go", "/assets/..%2f..%2fgo.mod", "/assets/%5c..%5cserver.go", "/tunnels/..%2f..%2fetc%2fpasswd", "/devices/%00", "//evil.example/", "/./", "/templates/frame.html"} {
		r := request(http.MethodGet, "/", "")
		u, err := url.Parse("http://127.0.0.1:8470" + path)
		if err != nil {
			t.Fatal(err)
		}
		r.URL, r.RequestURI = u, path
		w := do(s, r)
		if w.Code == http.StatusOK && !strings.Contains(w.Body.String(), "not sound") || w.Code >= 500 {
			t.Errorf("%s: status %d", path, w.Code)
		}
		if to := w.Header().Get("Location"); strings.HasPrefix(to, "//") || strings.Contains(to, "evil.example") && !strings.HasPrefix(to, "/") {
			t.Errorf("%s leads to %s", path, to)
		}
	}
}

// TestAStateThatIsOldIsToldAsOld: what no run has looked at for long is not shown
// as if it were so now.
func TestAStateThatIsOldIsToldAsOld(t *testing.T) {
	store := fleetStore(t)
	days := serverFor(t, store, func(c *Config) { c.Now = func() time.Time { return time.Now().Add(72 * time.Hour) } })
	if body := get(days, "/").Body.String(); !strings.Contains(body, "what is shown is from then") || strings.Contains(body, "stale=1") {
		t.Error("three days without a run are not told")
	}
	id := beginSweep(t, store, "hub")
	later := time.Now().Add(48 * time.Hour)
	err := store.Change(t.Context(), func(tx *sql.Tx) error {
		_, _, err := history.SaveRun(t.Context(), tx, &history.Result{Sweep: id, Subject: "hub", Started: later, Finished: later}, history.DefaultPolicy())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s := serverFor(t, store, func(c *Config) { c.Now = func() time.Time { return later.Add(time.Minute) } })
	if body := get(s, "/").Body.String(); !strings.Contains(body, `<a href="/tunnels?stale=1">13 tunnels</a> were in no run`) {
		t.Error("tunnels that no run has any more are not told")
	}
	if body := get(s, "/tunnels?stale=1").Body.String(); !strings.Contains(body, "13 in all") || !strings.Contains(body, "their state is from before") {
		t.Error("they cannot be listed")
	}
}

// TestAnIncidentCanBeTaken: its finding has the form of a tunnel's.
func TestAnIncidentCanBeTaken(t *testing.T) {
	s := serverFor(t, fleetStore(t), nil)
	body := get(s, "/findings?q=device-wide").Body.String()
	if !strings.Contains(body, "the fleet") || !strings.Contains(body, `value="acknowledged"`) {
		t.Error("an incident has no form to take it")
	}
}
