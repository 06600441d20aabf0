//go:build e2e

package ticket

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/config"
)

// A real system runs on loopback with a database of its own, and ends with the test.
type real struct {
	t          *testing.T
	dir        string
	env        []string
	url, token string
}

// run runs a program of the system to its end.
func (r *real) run(name string, args ...string) string {
	r.t.Helper()
	c := exec.Command(name, args...)
	c.Dir, c.Env = r.dir, append(os.Environ(), r.env...)
	var problems bytes.Buffer
	c.Stderr = &problems
	out, err := c.Output()
	if err != nil {
		r.t.Fatalf("%s %v: %v\n%s%s", name, args, err, out, &problems)
	}
	return strings.TrimSpace(string(out))
}

// start starts the server and waits until it answers.
func (r *real) start(path, name string, args ...string) {
	r.t.Helper()
	c := exec.Command(name, args...)
	c.Dir, c.Env = r.dir, append(os.Environ(), r.env...)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var said bytes.Buffer
	c.Stdout, c.Stderr, c.WaitDelay = &said, &said, time.Second
	if err := c.Start(); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() {
		_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL)
		_ = c.Wait()
	})
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(300 * time.Millisecond) {
		if answer, err := http.Get(r.url + path); err == nil {
			_ = answer.Body.Close()
			return
		}
	}
	r.t.Fatalf("%s does not answer", name)
}

func freePort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// needs skips where Debian's package is not installed.
func needs(t *testing.T, file, packages string) {
	if _, err := os.Stat(file); err != nil {
		t.Skipf("skipped: no %s (apt-get install %s; testdata/lab/services.sh install does)", file, packages)
	}
}

// The page of REST2: https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html.
func startRT(t *testing.T) *real {
	const server = "/usr/share/request-tracker5/libexec/rt-server"
	needs(t, server, "request-tracker5 rt5-standalone rt5-db-sqlite")
	r, port := &real{t: t, dir: t.TempDir()}, freePort(t)
	r.url = "http://127.0.0.1:" + port
	site := fmt.Sprintf(`Set($rtname, 'example.net'); Set($DatabaseType, 'SQLite'); Set($DatabaseName, '%[1]s/rt.sqlite');
Set($WebDomain, '127.0.0.1'); Set($WebPort, %[2]s); Set($MailCommand, 'testfile'); Set($LogToSTDERR, 'error'); Set($LogToSyslog, undef);
Set($WebSessionClass, 'Apache::Session::File'); Set($MasonDataDir, '%[1]s/mason'); Set($MasonSessionDir, '%[1]s/sessions'); 1;
`, r.dir, port)
	for _, name := range []string{"mason", "sessions", "conf.d"} {
		if err := os.Mkdir(filepath.Join(r.dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(r.dir, "site.pm"), []byte(site), 0o600); err != nil {
		t.Fatal(err)
	}
	// Without a folder of its own the machine's settings would come after these.
	r.env = []string{"RT_SITE_CONFIG=" + r.dir + "/site.pm", "RT_SITE_CONFIG_DIR=" + r.dir + "/conf.d"}
	r.run("rt-setup-database-5", "--action", "init", "--skip-create")
	r.token = r.run("perl", here(t, "testdata/rt-seed.pl"))
	r.start("/REST/2.0/rt", server, "--port", port, "--host", "127.0.0.1")
	return r
}

func startRedmine(t *testing.T) *real {
	needs(t, "/usr/share/redmine/config.ru", "redmine redmine-sqlite puma")
	r, port := &real{t: t, dir: filepath.Join(t.TempDir(), "redmine")}, freePort(t)
	r.url = "http://127.0.0.1:" + port
	if out, err := exec.Command("cp", "-r", "/usr/share/redmine", r.dir).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	sh := `rm -f instances config/database.yml Gemfile.lock && cp /var/lib/redmine/Gemfile.lock . && echo "gem 'puma'" >> Gemfile
i=instances/default; mkdir -p $i/config $i/files $i/log $i/tmp/cache $i/public/plugin_assets
printf 'production:\n  adapter: sqlite3\n  database: %s/db.sqlite3\n  timeout: 15000\n' "$PWD" > $i/config/database.yml
ln -s ../$i/config/database.yml config/database.yml; head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' > $i/config/secret_key.txt`
	r.env = []string{"RAILS_ENV=production", "SCHEMA=/dev/null", "REDMINE_LANG=en", "BUNDLE_GEMFILE=" + r.dir + "/Gemfile"}
	r.run("sh", "-ec", sh)
	r.run("bundle", "exec", "rake", "db:migrate")
	r.run("bundle", "exec", "rake", "redmine:load_default_data")
	r.token = r.run("bundle", "exec", "rails", "runner", here(t, "testdata/redmine-seed.rb"))
	r.start("/login", "bundle", "exec", "puma", "-e", "production", "-b", "tcp://127.0.0.1:"+port, "-t", "1:4", "config.ru")
	return r
}

func here(t *testing.T, name string) string {
	path, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// get reads from a system as another client would.
func (r *real) get(path string, into any) []byte {
	r.t.Helper()
	url := path
	if !strings.HasPrefix(path, "http") {
		url = r.url + path
	}
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("X-Redmine-API-Key", r.token)
	req.Header.Set("Authorization", "token "+r.token)
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		r.t.Fatalf("%s: %v %s\n%.300s", path, err, answer.Status, body)
	}
	if into != nil {
		if err := json.Unmarshal(body, into); err != nil {
			r.t.Fatalf("%s: %v\n%.300s", path, err, body)
		}
	}
	return body
}

// A readBack is what a ticket has, read by this test alone.
type readBack struct {
	notes  []string
	files  map[string][]byte
	closed bool
}

func (r *real) readRT() (out readBack) {
	out.files = map[string][]byte{}
	var ticket struct{ Status string }
	r.get("/REST/2.0/ticket/1", &ticket)
	out.closed = ticket.Status == "resolved"
	var list struct{ Items []struct{ ID string } }
	r.get("/REST/2.0/ticket/1/attachments?per_page=100", &list)
	for _, item := range list.Items {
		var a struct{ ContentType, Content, Filename string }
		r.get("/REST/2.0/attachment/"+item.ID, &a)
		data, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(a.Content, "\n", ""))
		if err != nil {
			r.t.Fatal(err)
		}
		switch {
		case a.Filename != "":
			out.files[a.Filename] = data
		case a.ContentType == "text/plain" && strings.Contains(string(data), "ipsec-diag"):
			out.notes = append(out.notes, string(data))
		}
	}
	return out
}

func (r *real) readRedmine() (out readBack) {
	out.files = map[string][]byte{}
	var got struct {
		Issue struct {
			Status   struct{ Name string }
			Journals []struct{ Notes string }
			Files    []struct {
				Filename string
				URL      string `json:"content_url"`
			} `json:"attachments"`
		}
	}
	r.get("/issues/1.json?include=journals,attachments", &got)
	for _, j := range got.Issue.Journals {
		if j.Notes != "" {
			out.notes = append(out.notes, j.Notes)
		}
	}
	for _, f := range got.Issue.Files {
		out.files[f.Filename] = r.get(regexp.MustCompile(`^https?://[^/]+`).ReplaceAllString(f.URL, r.url), nil)
	}
	out.closed = got.Issue.Status.Name == "Closed"
	return out
}

// TestRealSystems attaches to a real Request Tracker and a real Redmine, reads back
// with other code, and compares.
func TestRealSystems(t *testing.T) {
	for _, tc := range []struct {
		kind  string
		start func(*testing.T) *real
		read  func(*real) readBack
		notes int // after three runs
	}{
		{RT, startRT, (*real).readRT, 3},
		{Redmine, startRedmine, (*real).readRedmine, 1},
	} {
		t.Run(tc.kind, func(t *testing.T) {
			r := tc.start(t)
			t.Setenv("REAL_TOKEN", r.token)
			use := func(s *config.TicketSystem, _ *Where) {
				s.Token = "env:REAL_TOKEN"
				s.Timeout = config.Time(time.Minute)
			}
			s := open(t, tc.kind, r.url, "1", use)
			first := failing(0)
			first.Text += "ümläut <b>&amp; \"quoted\" *star* h1. not a heading\n"
			first.Bundle.Data = bytes.Repeat([]byte("\x1f\x8b\x00\r\n\xff"), 50_000)
			attach(t, s, first, Options{})
			got := tc.read(r)
			if len(got.notes) != 1 || !strings.Contains(strings.ReplaceAll(got.notes[0], "\r\n", "\n"), strings.ReplaceAll(first.Text, "</pre", "< /pre")) && tc.kind == Redmine ||
				tc.kind == RT && !strings.Contains(got.notes[0], first.Text) {
				t.Errorf("%d notes; it has\n%q\nwant\n%q", len(got.notes), got.notes, first.Text)
			}
			if !bytes.Equal(got.files["hq-branch-0.tar.gz"], first.Bundle.Data) {
				t.Errorf("the bundle came back as %d bytes, want %d", len(got.files["hq-branch-0.tar.gz"]), len(first.Bundle.Data))
			}
			for _, minutes := range []int{30, 30, 60} {
				attach(t, s, failing(minutes), Options{Resolve: true})
			}
			got = tc.read(r)
			if len(got.notes) != tc.notes || len(got.files) != 1 || got.closed || !strings.Contains(got.notes[len(got.notes)-1], "Still failing: third run, unchanged since 2026-11-25 02:13 UTC") {
				t.Errorf("%d notes, %d files, closed %v: %q", len(got.notes), len(got.files), got.closed, got.notes)
			}
			attach(t, s, healthy(90), Options{Resolve: true})
			if got = tc.read(r); !got.closed || !strings.Contains(got.notes[len(got.notes)-1], "Healthy again: fourth run") {
				t.Errorf("closed %v: %q", got.closed, got.notes)
			}
			refusedAlike(t, r, tc.kind)
		})
	}
}

// refusedAlike: a ticket that is not there, and a wrong token, are told as with the
// fakes.
func refusedAlike(t *testing.T, r *real, kind string) {
	for _, bad := range []struct{ id, token, want string }{{"4711", r.token, "the ticket is gone"}, {"1", "1-2-wrong", "the token is refused"}} {
		t.Setenv("BAD_TOKEN", bad.token)
		s := open(t, kind, r.url, bad.id, func(s *config.TicketSystem, _ *Where) {
			s.Token = "env:BAD_TOKEN"
			s.Timeout = config.Time(time.Minute)
		})
		_, err := Attach(t.Context(), s, failing(120), Options{})
		if err == nil || !strings.Contains(err.Error(), bad.want) || strings.Contains(err.Error(), bad.token) {
			t.Errorf("ticket %s: %v, want %q", bad.id, err, bad.want)
		}
	}
}
