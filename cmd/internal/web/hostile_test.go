package web

import (
	"database/sql"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/parsers/ipsec"
)

// evil is what a device, an inventory or a person could try to put on a page.
const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>'</pre>{{.}}javascript:alert(3)`

// evilStore has it wherever text of others stands.
func evilStore(t *testing.T) *history.Store {
	t.Helper()
	store := emptyStore(t)
	now := time.Now()
	got := &collector.Capture{Device: "evil", Platform: "cisco-ios", Started: now, Finished: now, Outputs: []collector.Output{{Command: "show " + evil, Status: collector.Answered, Reason: evil, Text: evil + "\n"}}}
	err := store.Change(t.Context(), func(tx *sql.Tx) error {
		id, err := history.StartSweep(t.Context(), tx, history.Sweep{Schedule: evil, AskedBy: evil, Started: now, Deadline: now.Add(time.Hour)}, []string{evil})
		if err != nil {
			return err
		}
		c := &history.Capture{Job: 1, Device: evil, Started: now, Finished: now, Failure: evil, FailureText: evil, Worker: evil, Text: got.Format(),
			About: history.Device{Address: evil, Platform: evil, Site: evil, Zone: evil, Version: evil}}
		if _, err := history.SaveCapture(t.Context(), tx, c); err != nil {
			return err
		}
		_, _, err = history.SaveRun(t.Context(), tx, evilResult(id, now), history.DefaultPolicy())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.AddWindow(t.Context(), history.Window{Which: evil, Reason: evil, Who: evil, Starts: now.Add(-time.Hour), Ends: now.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if err := store.Take(t.Context(), history.Fingerprint(evil, "ike/no-response"), history.WhatAcknowledged, evil, evil, time.Time{}, now); err != nil {
		t.Fatal(err)
	}
	if err := store.Note(t.Context(), evil, evil, evil, now); err != nil {
		t.Fatal(err)
	}
	return store
}

func evilResult(sweep int64, now time.Time) *history.Result {
	var doc report.TunnelDocument
	doc.ID, doc.Local.Name, doc.Local.Read, doc.Remote.Name, doc.Local.Addresses = evil, evil, true, evil, []string{evil}
	doc.IKESAs = []*ipsec.IKESA{{State: ipsec.IKEState(evil), Word: evil, Remote: ipsec.Endpoint{Address: evil}}}
	doc.ChildSAs = []*ipsec.ChildSA{{Name: evil, State: ipsec.ChildState(evil), Word: evil, InSPI: []string{evil}}}
	_ = json.Unmarshal([]byte(`{"findings": [{"rule": "ike/no-response", "severity": "critical", "evidence": [{}], "next_steps": [{}]}], "tree": [{}], "ruled_out": [{}], "undetermined": [{"missing": [""]}], "timeline": [{}]}`), &doc)
	f := &doc.Findings[0]
	f.Title, f.Detail, f.ExplainedBy = evil, evil, evil
	f.Evidence[0].Device, f.Evidence[0].Command, f.Evidence[0].Text, f.Evidence[0].Says = evil, evil, []string{evil}, evil
	f.NextSteps[0].Text, f.NextSteps[0].End = evil, evil
	doc.Tree[0].Title, doc.Tree[0].Why, doc.Tree[0].Answer, doc.RuledOut[0].Why, doc.Undetermined[0].Missing[0], doc.Timeline[0].What = evil, evil, evil, evil, evil, evil
	text, _ := json.Marshal(doc)
	incident, _ := json.Marshal([]report.IncidentDocument{{ID: evil, About: evil, Title: evil, Detail: evil, Severity: "critical", Members: []string{evil}}})
	return &history.Result{Sweep: sweep, Schedule: evil, AskedBy: evil, Started: now, Finished: now, Unread: []string{evil}, IncidentsDocument: incident, Tunnels: []history.Tunnel{{
		Name: evil, Local: evil, Remote: evil, Site: evil, Health: "down", Rule: "ike/no-response", Title: evil, Detail: evil, Severity: evil, Confidence: evil, Owner: evil,
		ExitCode: 2, Incident: evil, Document: text, Findings: []history.Finding{{Fingerprint: history.Fingerprint(evil, "ike/no-response"), Tunnel: evil, Rule: "ike/no-response",
			Title: evil, Detail: evil, Severity: "critical", Confidence: evil, Owner: evil, ExplainedBy: evil, Incident: evil}}}}}
}

// TestNothingOfOthersBecomesMarkup: names, outputs, notes and words of a query
// stand on every page as text.
func TestNothingOfOthersBecomesMarkup(t *testing.T) {
	s := serverFor(t, evilStore(t), func(c *Config) { c.Devices = func() []string { return []string{evil} } })
	name, q := url.PathEscape(evil), url.QueryEscape(evil)
	for _, path := range []string{"/", "/tunnels", "/tunnels/" + name, "/devices", "/devices/" + name, "/captures/1", "/findings?state=any", "/runs", "/runs/1", "/audit",
		"/search?q=script", "/search?q=" + q + "x", "/tunnels?q=" + q, "/tunnels?site=" + q, "/tunnels?rule=" + q, "/tunnels?incident=" + q, "/findings?rule=" + q, "/devices?failure=" + q,
		"/tunnels?health=" + q, "/tunnels/x" + name, "/devices/x" + name, "/tunnels?offset=" + q, "/login?next=" + q} {
		w := get(s, path)
		body := w.Body.String()
		if w.Code >= 500 || strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") || strings.Contains(body, `href="javascript`) || strings.Contains(body, "ZgotmplZ") {
			t.Errorf("%s: status %d, the page has markup of others", path, w.Code)
		}
		if w.Code == http.StatusOK && !strings.Contains(path, "login") && !strings.Contains(body, "alert(") {
			t.Errorf("%s does not show the name: this test looks at nothing", path)
		}
	}
}

// TestTakingAFinding: it is noted who, why and until when; nonsense is refused.
func TestTakingAFinding(t *testing.T) {
	store := fleetStore(t)
	s := serverFor(t, store, nil)
	psk := pskTunnel(t, store)
	finger := history.Fingerprint(psk.Name, psk.Rule)
	post := func(finger, form string) (int, string) {
		r := request(http.MethodPost, "/findings/"+finger, form)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := do(s, r)
		return w.Code, w.Header().Get("Location") + w.Body.String()
	}
	for form, want := range map[string]int{"what=acknowledged&note=T-1": 303, "what=muted&for=2d": 303, "what=muted&for=91d": 400, "what=muted": 400, "what=muted&for=-1h": 400, "what=gone": 400, "": 400,
		"what=acknowledged&note=" + strings.Repeat("x", 1001): 400} {
		if code, text := post(finger, form); code != want || want == 303 && !strings.HasPrefix(text, "/tunnels/"+url.PathEscape(psk.Name)+"#f-") {
			t.Errorf("%.40s: status %d %.200s", form, code, text)
		}
	}
	if code, _ := post("none", "what=acknowledged"); code != http.StatusNotFound {
		t.Errorf("a finding that does not exist: status %d", code)
	}
	f, err := store.Finding(t.Context(), finger)
	if err != nil || f.AckedBy != "local" || !f.MutedUntil.After(time.Now().Add(47*time.Hour)) {
		t.Errorf("stored %+v: %v", f, err)
	}
	body := get(s, "/tunnels/"+url.PathEscape(psk.Name)).Body.String()
	if !strings.Contains(body, "taken by local") || !strings.Contains(body, "muted until") || !strings.Contains(body, ">Unmute<") {
		t.Error("the page does not show who has taken it")
	}
}
