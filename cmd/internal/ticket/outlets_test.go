package ticket

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"slices"
	"testing"
	"time"
)

// pagerDutyFake takes events, and keeps one alert for each dedup_key.
func pagerDutyFake(f *fake, alerts map[string]string) string {
	return f.serve(func(r *http.Request, body []byte) (int, any) {
		var in struct {
			RoutingKey  string `json:"routing_key"`
			EventAction string `json:"event_action"`
			DedupKey    string `json:"dedup_key"`
			Client      string
			Payload     *struct {
				Summary, Source, Severity, Timestamp, Component, Class string
				CustomDetails                                          map[string]string `json:"custom_details"`
			}
		}
		bad := func(why string) (int, any) {
			return 400, map[string]any{"status": "invalid event", "message": "Event object is invalid", "errors": []string{why}}
		}
		if err := strict(body, &in); err != nil || r.URL.Path != "/v2/enqueue" || len(body) > 512<<10 {
			return bad("format")
		}
		p := in.Payload
		switch {
		case in.RoutingKey != secret || len(in.DedupKey) == 0 || len(in.DedupKey) > 255:
			return bad("routing_key")
		case in.EventAction == "resolve" && p == nil:
			alerts[in.DedupKey] = "resolved"
		case in.EventAction != "trigger" || p == nil || p.Summary == "" || len([]rune(p.Summary)) > 1024 || p.Source == "":
			return bad("payload")
		case !slices.Contains([]string{"critical", "error", "warning", "info"}, p.Severity):
			return bad("severity")
		default:
			if _, err := time.Parse(time.RFC3339, p.Timestamp); err != nil {
				return bad("timestamp")
			}
			alerts[in.DedupKey] = p.CustomDetails["note"]
		}
		return 202, map[string]string{"status": "success", "message": "Event processed", "dedup_key": in.DedupKey}
	})
}

func TestPagerDutyHasOneAlert(t *testing.T) {
	alerts := map[string]string{}
	f := &fake{t: t}
	s := open(t, PagerDuty, pagerDutyFake(f, alerts), "")
	for _, minutes := range []int{0, 30, 30} {
		attach(t, s, failing(minutes), Options{Resolve: true})
	}
	if len(alerts) != 1 || len(f.requests) != 2 {
		t.Fatalf("%d alerts after %d events: %v", len(alerts), len(f.requests), alerts)
	}
	attach(t, s, healthy(60), Options{Resolve: true})
	for key, state := range alerts {
		if state != "resolved" {
			t.Errorf("alert %s is %q", key, state)
		}
	}
}

// TestWebhook: what a webhook gets, and the same key at a second try.
func TestWebhook(t *testing.T) {
	type event struct {
		Schema, Event, Ticket, Fingerprint, Subject, First, Since, At, Severity, Title, Text string

		Run     int
		Healthy bool
		Bundle  *struct {
			Name, SHA256  string
			Size          int
			ContentBase64 string `json:"content_base64"`
		}
	}
	var got []event
	f := &fake{t: t}
	url := f.serve(func(r *http.Request, body []byte) (int, any) {
		var in event
		if err := strict(body, &in); err != nil || denied(r, "Content-Type", "application/json") {
			t.Errorf("%v: %s", err, body)
			return 400, nil
		}
		got = append(got, in)
		return 200, nil
	})
	lost := true
	f.after = func(w http.ResponseWriter, _ *http.Request) bool {
		if lost {
			lost = false
			w.WriteHeader(http.StatusBadGateway)
			return true
		}
		return false
	}
	s := open(t, Webhook, url+"/hooks/T0K3N", "ops")
	attach(t, s, failing(0), Options{})
	attach(t, s, failing(30), Options{})
	attach(t, s, healthy(60), Options{Resolve: true})
	var events []string
	for _, e := range got {
		events = append(events, e.Event)
	}
	if want := []string{"opened", "opened", "updated", "healthy", "resolve"}; !slices.Equal(events, want) {
		t.Fatalf("events %v, want %v", events, want)
	}
	if f.keys[0] == "" || f.keys[0] != f.keys[1] || f.keys[1] == f.keys[2] {
		t.Errorf("idempotency keys %q", f.keys)
	}
	data, err := base64.StdEncoding.DecodeString(got[0].Bundle.ContentBase64)
	if err != nil || !bytes.Equal(data, failing(0).Bundle.Data) || got[2].Bundle != nil || got[2].Run != 2 {
		t.Errorf("%v; the second run: %+v", err, got[2])
	}
}
