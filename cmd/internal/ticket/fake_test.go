package ticket

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/config"
)

const secret = "s3cr3t-t0ken-0f-the-test"

// A fake is a ticket system that follows its API document strictly: what is not in
// the document is refused.
type fake struct {
	t  *testing.T
	mu sync.Mutex
	// notes and files are what the ticket has; closed that it was resolved.
	notes  []string
	files  map[string][]byte
	closed bool
	// requests are those that arrived, METHOD PATH; keys the idempotency keys.
	requests, keys []string
	// before answers in place of the system; true for answered. after is called once
	// the system has done what was asked, before the answer: true answers instead.
	before, after func(w http.ResponseWriter, r *http.Request) bool
}

// serve starts a system whose handler answers with a status and a value.
func (f *fake) serve(handle func(r *http.Request, body []byte) (int, any)) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		body, _ := io.ReadAll(r.Body)
		f.requests = append(f.requests, r.Method+" "+r.URL.Path)
		f.keys = append(f.keys, r.Header.Get("Idempotency-Key"))
		if f.before != nil && f.before(w, r) {
			return
		}
		status, value := handle(r, body)
		if f.after != nil && r.Method != http.MethodGet && f.after(w, r) {
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if value != nil {
			_ = json.NewEncoder(w).Encode(value)
		}
	}))
	f.t.Cleanup(s.Close)
	return s.URL
}

// strict reads JSON and refuses fields that the document does not have.
func strict(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return fmt.Errorf("more than one value")
	}
	return nil
}

// upload reads the one file of a form.
func upload(r *http.Request, body []byte, field string) (string, []byte, error) {
	r.Body = io.NopCloser(bytes.NewReader(body))
	file, head, err := r.FormFile(field)
	if err != nil {
		return "", nil, err
	}
	data, err := io.ReadAll(file)
	return head.Filename, data, err
}

func (f *fake) put(name string, data []byte) {
	if f.files == nil {
		f.files = map[string][]byte{}
	}
	if _, twice := f.files[name]; twice {
		f.t.Errorf("file %s was sent twice", name)
	}
	f.files[name] = data
}

// open opens a ticket of a fake.
func open(t *testing.T, kind, url, id string, change ...func(*config.TicketSystem, *Where)) System {
	t.Helper()
	t.Setenv("TICKET_TOKEN", secret)
	s := &config.TicketSystem{Name: "x", Kind: kind, URL: url, Token: "env:TICKET_TOKEN", Timeout: config.Time(5 * time.Second)}
	if kind == Webhook {
		t.Setenv("TICKET_URL", url)
		s.URL = "env:TICKET_URL"
	}
	w := Where{Ledger: filepath.Join(t.TempDir(), "tickets.json"), Pause: time.Millisecond}
	for _, c := range change {
		c(s, &w)
	}
	if err := Check([]config.TicketSystem{*s}); err != nil {
		t.Fatal(err)
	}
	out, err := Open(t.Context(), s, id, w)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var began = time.Date(2026, 11, 25, 2, 13, 0, 0, time.UTC)

// failing is a run that finds a fault, some minutes after the first.
func failing(minutes int) *Report {
	return &Report{Fingerprint: "0d9f8e12ab34", Subject: "aaaabbbbcccc", State: "111122223333", Severity: "critical", At: began.Add(time.Duration(minutes) * time.Minute),
		Title: "hq-branch is DOWN: the pre-shared keys differ", Text: "hq-branch is DOWN: the pre-shared keys differ (auth/psk, proven)\nEvidence: AUTHENTICATION_FAILED ```x``` @everyone {noformat} </pre>\nNext: compare the keys\n",
		Bundle: &File{Name: fmt.Sprintf("hq-branch-%d.tar.gz", minutes), SHA256: strings.Repeat("ab", 32), Data: []byte("\x1f\x8b bundle \x00\xff")}}
}

// healthy is a run that finds the tunnel in order.
func healthy(minutes int) *Report {
	r := failing(minutes)
	r.Fingerprint, r.State, r.Severity, r.Healthy, r.Well = "feedfeedfeed", "999988887777", "ok", true, []string{"aaaabbbbcccc"}
	r.Title, r.Text = "hq-branch is UP", "hq-branch is UP\n"
	return r
}

// attach attaches a run and demands that it arrives.
func attach(t *testing.T, s System, r *Report, opt Options) *Outcome {
	t.Helper()
	opt.Wait = func(context.Context, time.Duration) error { return nil }
	out, err := Attach(t.Context(), s, r, opt)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
