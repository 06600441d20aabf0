package ticket

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/config"
)

// TestAnAnswerThatIsLost: the system takes the note, and the answer does not come
// back; the note is looked for before another try.
func TestAnAnswerThatIsLost(t *testing.T) {
	for _, tc := range trackerFakes {
		t.Run(tc.kind, func(t *testing.T) {
			f := &fake{t: t}
			f.after = func(w http.ResponseWriter, r *http.Request) bool {
				w.WriteHeader(http.StatusGatewayTimeout)
				return true
			}
			s := open(t, tc.kind, tc.start(f), tc.id)
			// Each step is answered badly once: first the file, then the note.
			var steps int
			bad := f.after
			f.after = func(w http.ResponseWriter, r *http.Request) bool {
				steps++
				return steps <= 2 && bad(w, r)
			}
			if tc.kind == Redmine || tc.kind == GitLab {
				f.after = func(w http.ResponseWriter, r *http.Request) bool { // an upload that nobody links to may be repeated
					return !strings.Contains(r.URL.Path, "/uploads") && bad(w, r)
				}
			}
			out := attach(t, s, failing(0), Options{})
			if len(f.notes) != 1 || tc.files && len(f.files) != 1 {
				t.Errorf("%d notes, %d files; %v", len(f.notes), len(f.files), out.Said)
			}
		})
	}
}

// TestRateLimit: a request that was declined is sent again when the system says.
func TestRateLimit(t *testing.T) {
	for _, tc := range trackerFakes {
		t.Run(tc.kind, func(t *testing.T) {
			f := &fake{t: t}
			declined := map[string]bool{}
			f.before = func(w http.ResponseWriter, r *http.Request) bool {
				key := r.Method + r.URL.Path
				if declined[key] {
					return false
				}
				declined[key] = true
				w.Header().Set("Retry-After", "0")
				w.WriteHeader(http.StatusTooManyRequests)
				return true
			}
			attach(t, open(t, tc.kind, tc.start(f), tc.id), failing(0), Options{})
			if len(f.notes) != 1 {
				t.Errorf("%d notes", len(f.notes))
			}
		})
	}
}

// TestTroubleIsTold: what a person reads, which never holds the token.
func TestTroubleIsTold(t *testing.T) {
	answer := func(code int, head, body string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if head != "" {
				w.Header().Set("Retry-After", head)
			}
			w.WriteHeader(code)
			_, _ = w.Write([]byte(body + " " + r.Header.Get("Authorization") + r.Header.Get("Private-Token") + r.Header.Get("X-Redmine-Api-Key")))
			return true
		}
	}
	for name, tc := range map[string]struct {
		before func(http.ResponseWriter, *http.Request) bool
		want   string
	}{
		"wrong token": {answer(401, "", `{"message":"no"}`), "the token is refused"},
		"no right":    {answer(403, "", ""), "the token may not do this"},
		"gone":        {answer(404, "", "<html>"), "the ticket is gone"},
		"large":       {answer(413, "", ""), "too large for this system"},
		"down":        {answer(500, "", "oops"), "the server has trouble"},
		"long wait":   {answer(429, "3600", ""), "too many requests"},
		"moved":       {answer(301, "", ""), "a redirect is not followed"},
		"slow":        {func(_ http.ResponseWriter, r *http.Request) bool { <-r.Context().Done(); return true }, "slow or down"},
	} {
		for _, kind := range trackerFakes {
			t.Run(name+"/"+kind.kind, func(t *testing.T) {
				f := &fake{t: t}
				url := kind.start(f)
				f.before = tc.before
				s := open(t, kind.kind, url, kind.id, func(s *config.TicketSystem, _ *Where) {
					if name == "slow" {
						s.Timeout = config.Time(20 * time.Millisecond)
					}
				})
				_, err := Attach(t.Context(), s, failing(0), Options{})
				var fail *Failure
				if !errors.As(err, &fail) || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), secret) {
					t.Errorf("%v\nwant %q", err, tc.want)
				}
				if len(f.notes)+len(f.files) > 0 {
					t.Error("something was written")
				}
			})
		}
	}
}

func TestServerIsDown(t *testing.T) {
	s := httptest.NewServer(nil)
	s.Close()
	_, err := Attach(t.Context(), open(t, RT, s.URL, "7"), failing(0), Options{})
	if err == nil || !strings.Contains(err.Error(), "connection refused") {
		t.Error(err)
	}
}

// TestDryRunSendsNothing: what would be sent is shown, the token not.
func TestDryRunSendsNothing(t *testing.T) {
	for _, tc := range trackerFakes {
		t.Run(tc.kind, func(t *testing.T) {
			f := &fake{t: t}
			var shown bytes.Buffer
			attach(t, open(t, tc.kind, tc.start(f), tc.id, func(_ *config.TicketSystem, w *Where) { w.Dry = &shown }), failing(0), Options{})
			if len(f.notes)+len(f.files) > 0 || slices.ContainsFunc(f.requests, func(r string) bool { return !strings.HasPrefix(r, "GET ") }) {
				t.Errorf("sent: %v", f.requests)
			}
			text := shown.String()
			for _, want := range []string{"http://127.0.0.1", "[hidden]", "hq-branch is DOWN", "ipsec-diag fingerprint 0d9f8e12ab34"} {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in\n%s", want, text)
				}
			}
			if strings.Contains(text, secret) {
				t.Errorf("the token is shown:\n%s", text)
			}
		})
	}
}

// TestTheFileIsTooLarge: the note goes without it and says so.
func TestTheFileIsTooLarge(t *testing.T) {
	f := &fake{t: t}
	s := open(t, Redmine, redmineFake(f), "7", func(s *config.TicketSystem, _ *Where) { s.MaxFile = 10 })
	out := attach(t, s, failing(0), Options{})
	if out.Kept == "" || len(f.files) > 0 || !strings.Contains(f.notes[0], "hq-branch-0.tar.gz, not attached: it has 12 bytes, this system takes 10.") {
		t.Errorf("%+v %q", out, f.notes)
	}
}

// TestAnotherVerdictBringsItsBundle: it is told as a change.
func TestAnotherVerdictBringsItsBundle(t *testing.T) {
	f := &fake{t: t}
	s := open(t, JiraCloud, jiraFake(f, true), "OPS-123")
	attach(t, s, failing(0), Options{})
	worse := failing(30)
	worse.State = "444455556666"
	attach(t, s, worse, Options{})
	if len(f.notes) != 1 || len(f.files) != 2 || !strings.Contains(f.notes[0], "second run, the verdict changed at 2026-11-25 02:43 UTC") {
		t.Errorf("%d files, %q", len(f.files), f.notes)
	}
}

// TestWellWithoutAFault: --resolve-when-healthy closes no ticket that had no note.
func TestWellWithoutAFault(t *testing.T) {
	f := &fake{t: t}
	s := open(t, JiraCloud, jiraFake(f, true), "OPS-123")
	attach(t, s, healthy(0), Options{Resolve: true})
	if f.closed || len(f.notes) > 0 {
		t.Errorf("closed %v, %q", f.closed, f.notes)
	}
}

// TestShortened: whole lines, never more than the limit, the mark always.
func TestShortened(t *testing.T) {
	long := failing(0)
	long.Text = strings.Repeat("a line with ümläuts that has no room\n", 400)
	for most := 600; most < 700; most++ {
		n := opening(long)
		finish(n, Limits{Note: most}, "")
		if len(n.Text) > most {
			t.Fatalf("%d bytes, want at most %d", len(n.Text), most)
		}
		for _, line := range strings.Split(n.Text, "\n") {
			if strings.HasPrefix(line, "a line") && line != "a line with ümläuts that has no room" {
				t.Fatalf("a line was cut: %q", line)
			}
		}
		if _, ok := posted("1", n.Text); !ok || !strings.Contains(n.Text, "lines left out") {
			t.Fatalf("no mark:\n%s", n.Text)
		}
	}
}

// TestAQuotedMarkIsNotOurs: an answer that quotes a note is no note.
func TestAQuotedMarkIsNotOurs(t *testing.T) {
	n := opening(failing(0))
	finish(n, Limits{}, "")
	if _, ok := posted("1", n.Text); !ok {
		t.Fatal("the note itself is not known again")
	}
	for _, text := range []string{"> " + strings.ReplaceAll(n.Text, "\n", "\n> "), "see " + n.String()} {
		if _, ok := posted("1", text); ok {
			t.Errorf("taken for a note:\n%s", text)
		}
	}
}

// TestACancelledRunEnds: an interrupt ends the wait.
func TestACancelledRunEnds(t *testing.T) {
	f := &fake{t: t}
	f.after = func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(502); return true }
	ctx, cancel := context.WithCancel(t.Context())
	s := open(t, GitHub, gitHubFake(f), "acme/vpn#7")
	_, err := Attach(ctx, s, failing(0), Options{Wait: func(context.Context, time.Duration) error { cancel(); return ctx.Err() }})
	if err == nil || len(f.notes) != 1 {
		t.Errorf("%v, %d notes", err, len(f.notes))
	}
}
