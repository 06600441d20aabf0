package notify

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/history/historytest"
	"ipsec-diag/cmd/internal/sweep"
)

// A receiver is a strict webhook: it refuses what no webhook may get, and answers
// with the codes of answers, then 200.
type receiver struct {
	*httptest.Server
	mu      sync.Mutex
	answers []int
	keys    []string
	got     []Message
}

func newReceiver(t *testing.T, answers ...int) *receiver {
	t.Helper()
	r := &receiver{answers: answers}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var m Message
	dec := json.NewDecoder(req.Body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil || m.Key != req.Header.Get("Idempotency-Key") {
		http.Error(w, "no such message", http.StatusBadRequest)
		return
	}
	r.keys = append(r.keys, m.Key)
	if len(r.answers) > 0 {
		code := r.answers[0]
		r.answers = r.answers[1:]
		w.WriteHeader(code)
		return
	}
	r.got = append(r.got, m)
}

// arrived are the changes that arrived, in order.
func (r *receiver) arrived() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, m := range r.got {
		for _, a := range m.Alerts {
			where := a.Tunnel
			if len(a.Members) > 0 {
				where = fmt.Sprintf("%d members", len(a.Members))
			}
			out = append(out, a.What+" "+where)
		}
	}
	return strings.Join(out, ", ")
}

// A desk is a notifier with a database and a job engine.
type desk struct {
	*Notifier
	t      *testing.T
	client *river.Client[*sql.Tx]
	runs   int
}

func newDesk(t *testing.T, channels ...config.Alert) *desk {
	t.Helper()
	return deskOn(t, filepath.Join(t.TempDir(), "history.db"), channels...)
}

// deskOn is a desk with the database of a name.
func deskOn(t *testing.T, where string, channels ...config.Alert) *desk {
	t.Helper()
	store, err := history.Open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	log := logrus.New()
	log.SetOutput(io.Discard)
	return &desk{t: t, Notifier: &Notifier{Store: store, Channels: channels, Log: log, Now: time.Now, BackOff: func(int) time.Duration { return 10 * time.Millisecond }}}
}

// start begins to work on the jobs; what it returns ends that.
func (d *desk) start() func() {
	d.t.Helper()
	var cfg sweep.Config
	d.Into(&cfg)
	workers := river.NewWorkers()
	cfg.AddWorkers(workers)
	client, err := river.NewClient(d.Store.Driver(), &river.Config{Workers: workers, Queues: cfg.Queues, FetchPollInterval: 20 * time.Millisecond, FetchCooldown: 10 * time.Millisecond, JobTimeout: -1})
	if err != nil {
		d.t.Fatal(err)
	}
	if err := client.Start(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	d.client = client
	stop := func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = client.StopAndCancel(ctx)
	}
	d.t.Cleanup(stop)
	return stop
}

// judge stores a run of the tunnels as a service does.
func (d *desk) judge(incidents []history.Finding, tunnels ...history.Tunnel) {
	d.t.Helper()
	d.runs++
	now := time.Now().UTC().Truncate(time.Millisecond)
	ctx := d.t.Context()
	err := d.Store.Change(ctx, func(tx *sql.Tx) error {
		id, err := history.StartSweep(ctx, tx, history.Sweep{Schedule: "all", Started: now, Deadline: now}, nil)
		if err != nil {
			return err
		}
		res := &history.Result{Sweep: id, Schedule: "all", Started: now, Finished: now, Read: []string{"hq"}, Tunnels: tunnels, Incidents: incidents}
		run, changes, err := history.SaveRun(ctx, tx, res, history.Policy{OpenAfter: 1, OpenAfterCritical: 1, CloseAfter: 1, FlapsAfter: 100, FlapWindow: time.Hour})
		if err != nil {
			return err
		}
		jobs, err := d.After(ctx, tx, &sweep.Judged{Run: run, Result: res, Changes: changes})
		if err != nil || len(jobs) == 0 {
			return err
		}
		_, err = d.client.InsertManyTx(ctx, tx, jobs)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// settled waits until no message is on its way and returns their states.
func (d *desk) settled() string {
	d.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		list, err := d.Store.Deliveries(d.t.Context(), "", 100)
		if err != nil {
			d.t.Fatal(err)
		}
		var states []string
		for i := range slices.Backward(list) {
			states = append(states, fmt.Sprintf("%s %d", list[i].State, list[i].Attempts))
		}
		if all := strings.Join(states, ", "); !strings.Contains(all, history.DeliveryWaiting) && !strings.Contains(all, history.DeliveryFailed) {
			return all
		}
	}
	d.t.Fatal("messages are still on their way after half a minute")
	return ""
}

func broken(name, incident string) history.Tunnel {
	return history.Tunnel{Name: name, Local: "hq", Remote: name, Site: "berlin", Health: "down", Incident: incident, ExitCode: 2, Findings: []history.Finding{{
		Fingerprint: history.Fingerprint(name, "auth/x"), Tunnel: name, Rule: "auth/x", Title: "X", Severity: "critical", Incident: incident}}}
}

func sound(name string) history.Tunnel {
	return history.Tunnel{Name: name, Local: "hq", Remote: name, Site: "berlin", Health: "up"}
}

func webhook(t *testing.T, name, url string) config.Alert {
	return config.Alert{Name: name, Kind: Webhook, URL: secretFile(t, url)}
}

func TestAChangeIsToldOnceAndInOrder(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { testToldOnce(t, filepath.Join(t.TempDir(), "history.db"), 1) })
	t.Run("postgres", func(t *testing.T) { testToldOnce(t, historytest.Postgres(t), 3) })
}

// testToldOnce has several processes that send.
func testToldOnce(t *testing.T, where string, processes int) {
	r := newReceiver(t, 500, 503) // the first message fails twice; the second must wait for it
	d := deskOn(t, where, webhook(t, "oncall", r.URL))
	for range processes {
		d.start()
	}
	d.judge(nil, broken("br1", ""), sound("br2"))
	d.judge(nil, broken("br1", ""), sound("br2")) // nothing changes
	d.judge(nil, sound("br1"), broken("br2", ""))
	if states := d.settled(); states != "sent 3, sent 1" {
		t.Errorf("got %s", states)
	}
	if got := r.arrived(); got != "opened br1, opened br2, closed br1" {
		t.Errorf("got %s", got)
	}
	if len(r.keys) != 4 || r.keys[0] != r.keys[1] || r.keys[1] != r.keys[2] || r.keys[3] == r.keys[0] {
		t.Errorf("the keys of the tries: %v", r.keys)
	}
}

func TestAnIncidentIsOneAlertWithItsMembers(t *testing.T) {
	r := newReceiver(t)
	d := newDesk(t, webhook(t, "oncall", r.URL))
	d.start()
	id := "fleet/same-cause auth/x"
	incident := []history.Finding{{Fingerprint: history.Fingerprint(history.FleetTunnel("all"), id), Tunnel: history.FleetTunnel("all"), Rule: "fleet/same-cause", Title: "One cause", Severity: "critical"}}
	d.judge(incident, broken("br1", id), broken("br2", id), broken("br3", id), broken("br9", ""))
	d.judge(nil, sound("br1"), sound("br2"), broken("br3", ""), broken("br9", ""))
	d.settled()
	if got := r.arrived(); got != "opened 3 members, opened br9, still open br3, closed 3 members" {
		t.Errorf("got %s", got)
	}
	last := r.got[1].Alerts[1].Members
	if len(last) != 3 || last[0].Health != "up" || last[2].Health != "down" {
		t.Errorf("the members when it closed: %+v", last)
	}
}

func TestAChannelThatIsDeadIsSeen(t *testing.T) {
	wrong, down := newReceiver(t, 400), newReceiver(t)
	down.Close()
	d := newDesk(t, webhook(t, "wrong", wrong.URL), webhook(t, "down", down.URL+"/"+token), config.Alert{Name: "lost", Kind: Webhook, URL: "env:IPSEC_DIAG_NO_SUCH_VARIABLE"})
	d.Tries = 3
	d.start()
	d.judge(nil, broken("br1", ""))
	if states := d.settled(); states != "dead 1, dead 3, dead 3" {
		t.Errorf("got %s", states)
	}
	list, err := d.Store.Deliveries(t.Context(), history.DeliveryDead, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range list {
		if one.Error == "" || one.Tried.IsZero() || strings.Contains(one.Error, token) {
			t.Errorf("%s: %q", one.Channel, one.Error)
		}
	}
}

func TestRetryAfterIsObeyed(t *testing.T) {
	n := &Notifier{}
	for name, c := range map[string]struct {
		tries int
		err   error
		state string
		again time.Duration
	}{
		"the first time":   {1, &Failure{Text: "x"}, history.DeliveryFailed, 10 * time.Second},
		"later":            {4, &Failure{Text: "x"}, history.DeliveryFailed, 80 * time.Second},
		"much later":       {20, &Failure{Text: "x"}, history.DeliveryFailed, 10 * time.Minute},
		"when asked to":    {1, &Failure{Text: "x", After: time.Hour}, history.DeliveryFailed, time.Hour},
		"never sooner":     {4, &Failure{Text: "x", After: time.Second}, history.DeliveryFailed, 80 * time.Second},
		"not for ever":     {DefaultTries, &Failure{Text: "x"}, history.DeliveryDead, 0},
		"not when useless": {1, &Failure{Text: "x", Final: true}, history.DeliveryDead, 0},
		"the database":     {1, io.EOF, history.DeliveryFailed, 10 * time.Second},
	} {
		if state, again := n.after(c.tries, c.err); state != c.state || again != c.again {
			t.Errorf("%s: %s in %s, want %s in %s", name, state, again, c.state, c.again)
		}
	}
}

func TestAProcessThatEndsWhileItSendsSendsAfterTheStart(t *testing.T) {
	over := make(chan struct{})
	asked := make(chan struct{}, 8)
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked <- struct{}{}; <-over }))
	defer slow.Close()
	defer close(over)
	d := newDesk(t, webhook(t, "oncall", slow.URL))
	stop := d.start()
	d.judge(nil, broken("br1", ""))
	<-asked
	stop()
	r := newReceiver(t)
	d.Channels[0] = webhook(t, "oncall", r.URL)
	d.start()
	d.judge(nil, sound("br1"))
	d.settled()
	if got := r.arrived(); got != "opened br1, closed br1" {
		t.Errorf("got %s", got)
	}
}

func TestAnAlertmanagerIsToldWhatFiresNowHoweverLateItIs(t *testing.T) {
	var mu sync.Mutex
	var posts [][]posted
	answers := []int{500}
	am := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		var list []posted
		dec := json.NewDecoder(r.Body)
		dec.DisallowUnknownFields()
		if err := dec.Decode(&list); err != nil || r.URL.Path != "/api/v2/alerts" || r.Header.Get("Authorization") != "Bearer "+token {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if len(answers) > 0 {
			w.WriteHeader(answers[0])
			answers = answers[1:]
			return
		}
		posts = append(posts, list)
	}))
	defer am.Close()
	d := newDesk(t, config.Alert{Name: "am", Kind: Alertmanager, URL: am.URL, Token: secretFile(t, token)})
	d.start()
	d.judge(nil, broken("br1", ""), broken("br2", ""))
	d.settled()
	d.judge(nil, sound("br1"), broken("br2", ""))
	if states := d.settled(); states != "sent 2, sent 1" {
		t.Fatalf("got %s", states)
	}
	mu.Lock()
	defer mu.Unlock()
	now := time.Now()
	last := posts[len(posts)-1]
	slices.SortFunc(last, func(a, b posted) int { return strings.Compare(a.Labels["tunnel"], b.Labels["tunnel"]) })
	if len(last) != 2 || last[0].EndsAt.After(now) || last[1].EndsAt.Before(now.Add(2*resendEvery)) || last[0].StartsAt.After(last[0].EndsAt) {
		t.Fatalf("got %+v", last)
	}
	want := map[string]string{"alertname": "auth/x", "severity": "critical", "source": "ipsec-diag", "tunnel": "br2", "site": "berlin", "local": "hq", "remote": "br2"}
	if fmt.Sprint(last[1].Labels) != fmt.Sprint(want) || last[1].Annotations["health"] != "down" {
		t.Errorf("got %+v", last[1])
	}
	if fmt.Sprint(posts[0][0].Labels) != fmt.Sprint(last[0].Labels) && fmt.Sprint(posts[0][1].Labels) != fmt.Sprint(last[0].Labels) {
		t.Errorf("an alert that ends has other labels than before: %v, then %v", posts[0], last[0].Labels)
	}
}

func TestATunnelIsOneAlertWithItsHeadlineFirst(t *testing.T) {
	r := newReceiver(t)
	d := newDesk(t, webhook(t, "oncall", r.URL))
	d.start()
	down := broken("br1", "")
	down.Rule = "ike/headline"
	down.Findings[0].Confidence = "weak"
	for rule, confidence := range map[string]string{"ike/headline": "medium", "data/rival": "strong"} {
		down.Findings = append(down.Findings, history.Finding{Fingerprint: history.Fingerprint("br1", rule), Tunnel: "br1", Rule: rule, Title: rule, Severity: "critical", Confidence: confidence})
	}
	d.judge(nil, down, broken("br2", ""))
	d.settled()
	var got []string
	for _, a := range r.got[0].Alerts {
		got = append(got, a.Rule)
		for _, also := range a.Also {
			got = append(got, "also "+also.Rule)
		}
	}
	if want := "[ike/headline also data/rival also auth/x auth/x]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if said := text(&r.got[0]); !strings.Contains(said, "\n  also auth/x, weak: X\n") {
		t.Errorf("the text: %s", said)
	}
}

func TestAWeakRivalIsNoAlertOfAnAlertmanager(t *testing.T) {
	d := newDesk(t, config.Alert{Name: "am", Kind: Alertmanager, URL: "http://127.0.0.1:1"})
	d.start()
	down := broken("br1", "")
	down.Rule, down.Findings[0].Confidence = "ike/headline", "weak"
	headline := down.Findings[0]
	headline.Rule, headline.Fingerprint = "ike/headline", history.Fingerprint("br1", "ike/headline")
	down.Findings = append(down.Findings, headline)
	d.judge(nil, down)
	s := &sender{channel: &d.Channels[0], now: time.Now}
	list, err := s.state(t.Context(), d.Store)
	if err != nil || len(list) != 1 || list[0].Labels["alertname"] != "ike/headline" {
		t.Errorf("got %+v, %v", list, err)
	}
}
