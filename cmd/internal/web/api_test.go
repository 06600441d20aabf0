package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"ipsec-diag/cmd/internal/report"
)

// decode reads an answer strictly into the type that the document describes.
func decode(t *testing.T, path string, w *httptest.ResponseRecorder, to any) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(w.Body.Bytes()))
	dec.DisallowUnknownFields()
	if err := dec.Decode(to); err != nil || w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%s: status %d, %s: %v\n%.300s", path, w.Code, w.Header().Get("Content-Type"), err, w.Body)
	}
}

// TestEveryRouteOfTheAPIAnswersAsDescribed: each route of the list, over the
// history of a real sweep, with the type of its description.
func TestEveryRouteOfTheAPIAnswersAsDescribed(t *testing.T) {
	store := fleetStore(t)
	s := serverFor(t, store, nil)
	id := beginSweep(t, store, "hub")
	psk := pskTunnel(t, store)
	for _, a := range s.apiRoutes() {
		if a.method != http.MethodGet || a.answer == nil {
			continue
		}
		name, number := url.PathEscape(psk.Name), "1"
		if strings.Contains(a.path, "/devices/") {
			name = "ios-zurich"
		}
		if strings.Contains(a.path, "/sweeps/") {
			number = itoa(id)
		}
		path := strings.NewReplacer("{name}", name, "{id}", number).Replace(a.path)
		to := reflect.New(reflect.TypeOf(a.answer))
		decode(t, path, get(s, path), to.Interface())
		if to.Elem().IsZero() {
			t.Errorf("%s is empty", path)
		}
	}
}

// TestTheDocumentAndTheRoutesAreHeldTogether: what is described is served, and
// what is served is described.
func TestTheDocumentAndTheRoutesAreHeldTogether(t *testing.T) {
	s := serverFor(t, fleetStore(t), nil)
	var doc struct {
		OpenAPI string `json:"openapi"`
		Paths   map[string]map[string]struct {
			OperationID string                      `json:"operationId"`
			Parameters  []struct{ Name, In string } `json:"parameters"`
			Responses   map[string]json.RawMessage  `json:"responses"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(get(s, "/api/v1/openapi.json").Body.Bytes(), &doc); err != nil || !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Fatalf("%q: %v", doc.OpenAPI, err)
	}
	described, ids := 0, map[string]bool{}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			described++
			if ids[op.OperationID] || op.OperationID == "" {
				t.Errorf("%s %s: operation %q", method, path, op.OperationID)
			}
			ids[op.OperationID] = true
			r := request(strings.ToUpper(method), strings.NewReplacer("{name}", "none", "{id}", "9999").Replace(path), "")
			if w := do(s, r); w.Code == http.StatusNotFound && !strings.Contains(w.Body.String(), "name or number") || w.Code == http.StatusMethodNotAllowed {
				t.Errorf("%s %s is described and not served: %s", method, path, w.Body)
			}
			inPath := 0
			for _, p := range op.Parameters {
				if p.In == "path" {
					inPath++
				}
			}
			if want := len(regexp.MustCompile(`\{`).FindAllString(path, -1)); inPath != want {
				t.Errorf("%s has %d parameters in its path, %d are described", path, want, inPath)
			}
		}
	}
	if described != len(s.apiRoutes()) || described < 10 {
		t.Errorf("%d of %d routes are described", described, len(s.apiRoutes()))
	}
	if text := get(s, "/api/v1/openapi.json").Body.String(); strings.Contains(text, `"#/$defs`) {
		t.Error("a schema points outside of itself")
	}
}

// TestTheTunnelIsThatOfTheReport: the same document, field by field.
func TestTheTunnelIsThatOfTheReport(t *testing.T) {
	store := fleetStore(t)
	psk := pskTunnel(t, store)
	stored, err := store.Tunnel(t.Context(), psk.Name)
	if err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := json.Unmarshal(stored.Document, &want); err != nil {
		t.Fatal(err)
	}
	body := get(serverFor(t, store, nil), "/api/v1/tunnels/"+url.PathEscape(psk.Name)).Body.Bytes()
	if err := json.Unmarshal(body, &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\ngot  %.500v\nwant %.500v", err, got, want)
	}
	var doc report.TunnelDocument
	if err := json.Unmarshal(body, &doc); err != nil || doc.Headline.Rule != "auth/psk-mismatch" {
		t.Errorf("headline %+v: %v", doc.Headline, err)
	}
}

// TestAList goes through a list page by page, and a filter of it.
func TestAList(t *testing.T) {
	s := serverFor(t, fleetStore(t), nil)
	var all, filtered apiTunnels
	decode(t, "all", get(s, "/api/v1/tunnels"), &all)
	seen := map[string]bool{}
	for next, pages := "/api/v1/tunnels?limit=5", 0; next != "" && pages < 10; pages++ {
		var one apiTunnels
		decode(t, next, get(s, next), &one)
		for _, row := range one.Tunnels {
			seen[row.Name] = true
		}
		next = one.Next
	}
	if len(seen) != all.Total || len(all.Tunnels) != all.Total || all.Total < 10 {
		t.Errorf("%d tunnels by pages, %d at once, total %d", len(seen), len(all.Tunnels), all.Total)
	}
	decode(t, "down", get(s, "/api/v1/tunnels?health=down"), &filtered)
	for _, row := range filtered.Tunnels {
		if row.Health != "down" {
			t.Errorf("%s is %s", row.Name, row.Health)
		}
	}
	if filtered.Total == 0 || filtered.Total == all.Total {
		t.Errorf("%d of %d are down", filtered.Total, all.Total)
	}
	var fleet apiFleet
	decode(t, "fleet", get(s, "/api/v1/fleet"), &fleet)
	if fleet.Tunnels != all.Total || fleet.Health["down"] != filtered.Total || fleet.LastRun == nil || fleet.Unread != 1 {
		t.Errorf("fleet %+v", fleet)
	}
}

// TestWrongRequestsOfPrograms: each is refused with a document that says why.
func TestWrongRequestsOfPrograms(t *testing.T) {
	s := serverFor(t, fleetStore(t), nil)
	for path, want := range map[string]struct {
		status int
		says   string
	}{
		"/api/v1/tunnels?helth=down": {400, `"helth" is no parameter`}, "/api/v1/tunnels?health=broken": {400, "want one of"}, "/api/v1/tunnels?limit=0": {400, "from 1 to 1000"},
		"/api/v1/tunnels?limit=1001": {400, "from 1 to 1000"}, "/api/v1/tunnels/none": {404, "none of this name"}, "/api/v1/devices/none": {404, "none of this name"},
		"/api/v1/runs/77": {404, "none"}, "/api/v1/runs/x": {400, "no number"}, "/api/v1/sweeps/77": {404, "none"}, "/api/v1/nothing": {404, "no such page"},
		"/api/v2/fleet": {404, "no such page"}, "/api/v1/tunnels/none/history": {404, "none"}, "/api/v1/tunnels/none/history?span=1y": {400, "want one of"},
	} {
		w := get(s, path)
		var p problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != want.status || p.Status != want.status || !strings.Contains(p.Detail, want.says) || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s: %v", path, w.Code, w.Body, err)
		}
	}
}

// TestAskingForADiagnosis: accepted with a link, written down, or refused.
func TestAskingForADiagnosis(t *testing.T) {
	store := fleetStore(t)
	s := serverFor(t, store, nil)
	ask := func(kind, body string) *httptest.ResponseRecorder {
		r := request(http.MethodPost, "/api/v1/runs", body)
		r.Header.Set("Content-Type", kind)
		return do(s, r)
	}
	w := ask("application/json; charset=utf-8", `{"which": ["ios-zurich"]}`)
	var got apiAsked
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusAccepted || got.Sweep != 7 || got.Link != "/api/v1/sweeps/7" || w.Header().Get("Location") != got.Link {
		t.Errorf("status %d %s: %v", w.Code, w.Body, err)
	}
	for body, says := range map[string]string{`{"which": ["nobody"]}`: "no device is called nobody", `{"witch": []}`: "is not", `[]`: "is not", ``: "is not", `{} {}`: "more than one"} {
		if w := ask("application/json", body); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), says) {
			t.Errorf("%s: status %d %s", body, w.Code, w.Body)
		}
	}
	if w := ask("application/json", `{"which": ["broken"]}`); w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "secret-place") {
		t.Errorf("a database that fails: status %d %s", w.Code, w.Body)
	}
	if w := ask("application/x-www-form-urlencoded", "which=ios-zurich"); w.Code != http.StatusBadRequest {
		t.Errorf("a form: status %d", w.Code)
	}
	r := request(http.MethodPost, "/runs", "which=ios-zurich")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if w := do(s, r); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sweeps/7" {
		t.Errorf("the form of the page: status %d %s", w.Code, w.Header().Get("Location"))
	}
	list, err := store.Audit(t.Context(), 10)
	if err != nil || len(list) != 2 || list[0].Who != "local" || list[0].Action != "diagnose" || list[0].Detail != "sweep 7: ios-zurich" {
		t.Errorf("audit %+v: %v", list, err)
	}
}

// TestTheCapturedHistoryHasBuckets: numbers over time, unknown ones absent.
func TestTheCapturedHistoryHasBuckets(t *testing.T) {
	store := fleetStore(t)
	s := serverFor(t, store, nil)
	up, _, err := store.TunnelPage(t.Context(), healthy, 0, 1)
	if err != nil || len(up) == 0 {
		t.Fatalf("no healthy tunnel: %v", err)
	}
	var h apiHistory
	decode(t, "history", get(s, "/api/v1/tunnels/"+url.PathEscape(up[0].Name)+"/history?span=7d"), &h)
	if len(h.Buckets) != 1 || h.Buckets[0].Points != 1 || h.Buckets[0].Health != "up" || h.Buckets[0].RateIn != nil || h.Seconds != 3600 {
		t.Errorf("history %+v", h)
	}
}
