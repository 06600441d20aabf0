package notify

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
)

// start is an arbitrary moment of the tests.
var start = time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)

func clock() time.Time { return start }

// token is the secret that must never be told.
const token = "T0ken-of-the-channel"

// secretFile is a reference to a secret.
func secretFile(t *testing.T, secret string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return "file:" + path
}

func sample() *Message {
	return message(&config.Alert{Name: "oncall", Link: "https://ipsec.example.net/"}, 7, start, []Alert{
		{Fingerprint: "b", What: history.WhatClosed, Tunnel: "hq-br2", Rule: "hygiene/x", Title: "An old cipher", Severity: "warning", Since: start},
		{Fingerprint: "a", What: history.WhatOpened, Tunnel: "hq-br1", Site: "berlin", Rule: "auth/psk-mismatch", Title: "The keys <differ>", Severity: "critical", Detail: "a\nb", Since: start},
	})
}

// try sends the sample to a handler over a channel of a kind.
func try(t *testing.T, kind string, h http.HandlerFunc) (string, error) {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	c := &config.Alert{Name: "oncall", Kind: kind, URL: secretFile(t, srv.URL+"/hook/"+token+"?key="+token)}
	s, err := newSender(t.Context(), c, clock)
	if err != nil {
		t.Fatal(err)
	}
	said, err := s.send(t.Context(), sample())
	if strings.Contains(said, token) || err != nil && strings.Contains(err.Error(), token) {
		t.Errorf("the token is told: %q %v", said, err)
	}
	return said, err
}

func TestAWebhookGetsTheWholeMessage(t *testing.T) {
	_, err := try(t, Webhook, func(_ http.ResponseWriter, r *http.Request) {
		var m Message
		dec := json.NewDecoder(r.Body)
		dec.DisallowUnknownFields()
		if err := dec.Decode(&m); err != nil {
			t.Error(err)
		}
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("Idempotency-Key") != m.Key || len(m.Key) != 32 {
			t.Errorf("%s %v, key %q", r.Method, r.Header, m.Key)
		}
		if m.Schema != Schema || m.Run != 7 || len(m.Alerts) != 2 || m.Alerts[0].Tunnel != "hq-br1" || m.Alerts[0].Link != "https://ipsec.example.net/tunnels/hq-br1" {
			t.Errorf("got %+v", m)
		}
	})
	if err != nil {
		t.Error(err)
	}
}

func TestSlackGetsATextThatMeansWhatItSays(t *testing.T) {
	_, err := try(t, Slack, func(_ http.ResponseWriter, r *http.Request) {
		var body map[string]string
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || len(body) != 1 {
			t.Errorf("%v %v", body, err)
		}
		want := "CRITICAL opened: hq-br1: The keys &lt;differ&gt;\n  a b\n  auth/psk-mismatch, site berlin\n  since 2026-03-01T02:00:00Z\n"
		if !strings.HasPrefix(body["text"], want) {
			t.Errorf("got  %q\nwant %q", body["text"], want)
		}
	})
	if err != nil {
		t.Error(err)
	}
}

func TestWhatAReceiverMayAnswer(t *testing.T) {
	answer := func(code int, header, value, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if header != "" {
				w.Header().Set(header, value)
			}
			w.WriteHeader(code)
			_, _ = io.WriteString(w, strings.ReplaceAll(body, "URL", r.URL.String()))
		}
	}
	for name, c := range map[string]struct {
		h     http.HandlerFunc
		final bool
		after time.Duration
		says  string
	}{
		"broken":                    {answer(500, "", "", "no luck"), false, 0, "500 Internal Server Error: no luck"},
		"too many, in seconds":      {answer(429, "Retry-After", "90", ""), false, 90 * time.Second, "429 Too Many Requests"},
		"too many, until a time":    {answer(503, "Retry-After", start.Add(time.Hour).Format(http.TimeFormat), ""), false, time.Hour, "503 Service Unavailable"},
		"a time that has passed":    {answer(429, "Retry-After", start.Add(-time.Hour).Format(http.TimeFormat), ""), false, 0, "429 Too Many Requests"},
		"the message is wrong":      {answer(400, "", "", "invalid_payload"), true, 0, "400 Bad Request: invalid_payload"},
		"the token may be mended":   {answer(401, "", "", "no such URL"), false, 0, "401 Unauthorized: no such [hidden]"},
		"a redirect is told":        {answer(301, "Location", "/hook/"+token, ""), false, 0, "301 Moved Permanently (a redirect is not followed: write the address it leads to)"},
		"it breaks off in the body": {func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, false, 0, "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := try(t, Webhook, c.h)
			var f *Failure
			if !errors.As(err, &f) || f.Final != c.final || f.After != c.after || f.Text != c.says {
				t.Errorf("got %+v, want %+v", err, c)
			}
		})
	}
}

func TestAReceiverThatCannotBeReached(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	down := l.Addr().String()
	_ = l.Close()
	secure := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer secure.Close()
	over := make(chan struct{})
	quiet := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-over }))
	defer quiet.Close()
	defer close(over)
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ url, ca, says string }{
		"down":                    {"http://" + down + "/" + token, "", "connection refused"},
		"a certificate of nobody": {secure.URL + "/" + token, "", "name the authority with ca: FILE"},
		"one of its authority":    {secure.URL + "/" + token, authority, ""},
		"slow":                    {quiet.URL + "/" + token, "", "no answer within"},
		"no URL at all":           {token, "", "it must begin with https://"},
		"a shell word":            {"ftp://" + token + "/x", "", "it must begin with https://"},
		"a file that is no CA":    {secure.URL, "send_test.go", "holds no certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := newSender(t.Context(), &config.Alert{Kind: Webhook, URL: secretFile(t, c.url), CA: c.ca}, clock)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err = s.send(ctx, sample())
			if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
			if err != nil && strings.Contains(err.Error(), token) {
				t.Errorf("the token is told: %v", err)
			}
		})
	}
}

func TestServicesOfTheLibraryTellNoSecret(t *testing.T) {
	for _, u := range []string{
		"telegram://110201543:" + token + "@telegram?chats=@x", "discord://" + token + "@12345678", "slack://hook:" + token + "@webhook",
		"nonsense://" + token, "smtp://ann:" + token + "@127.0.0.1:1/?from=a@example.net&to=b@example.net", "://" + token,
		"rocketchat://127.0.0.1:1/" + token + "/tokenB/x", "mattermost://127.0.0.1:1/" + token, "gotify://127.0.0.1:1/A" + token, "teams://group@tenant/" + token + "/a/b?host=x.webhook.office.com",
		"generic://127.0.0.1:1/" + token + "?disabletls=yes", "matrix://u:" + token + "@127.0.0.1:1", "zulip://bot%40x:" + token + "@127.0.0.1:1", "opsgenie://127.0.0.1:1/" + token, "pushbullet://o." + token,
		"pagerduty://127.0.0.1:1/" + token, "signal://u:" + token + "@127.0.0.1:1/+11/+12", "bark://" + token + "@127.0.0.1:1", "ifttt://" + token + "/?events=a", "join://shoutrrr:" + token + "@join/?devices=a", "googlechat://127.0.0.1:1/v1/spaces/F/messages?key=" + token + "&token=" + token, "wecom://" + token, "lark://127.0.0.1:1/" + token, "notifiarr://" + token,
		"pushover://shoutrrr:" + token + "@userkey/", "ntfy://ann:" + token + "@127.0.0.1:1/alerts",
	} {
		s, err := newSender(t.Context(), &config.Alert{Kind: Shoutrrr, URL: secretFile(t, u)}, clock)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.send(t.Context(), sample())
		if err == nil {
			t.Errorf("%s: sent?", u)
		} else if strings.Contains(err.Error(), token) {
			t.Errorf("%s: the token is told: %v", u, err)
		}
	}
}

func TestTelegramIsToldEachChatOnce(t *testing.T) {
	var chats []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Chat string `json:"chat_id"`
			Text string `json:"text"`
		}
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.URL.Path != "/bot123:"+token+"/sendMessage" || !strings.Contains(body.Text, "hq-br1") {
			t.Errorf("%s %+v %v", r.URL, body, err)
		}
		chats = append(chats, body.Chat)
	}))
	defer srv.Close()
	s, err := newSender(t.Context(), &config.Alert{Kind: Shoutrrr, URL: secretFile(t, "telegram://123:"+token+"@telegram?chats=@a,-77")}, clock)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.telegram(t.Context(), srv.URL, sample()); err != nil || strings.Join(chats, " ") != "@a -77" {
		t.Errorf("got %v, %v", chats, err)
	}
}

func TestMailArrives(t *testing.T) {
	server := newMailServer(t)
	s, err := newSender(t.Context(), &config.Alert{Kind: Mail, URL: secretFile(t, "smtp://"+server.addr+"/?from=diag@example.net&to=ann@example.net,bob@example.net&starttls=no&encryption=none&auth=none")}, clock)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.send(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	if got := server.mails(); len(got) != 2 || !strings.Contains(got[0], "Subject: CRITICAL opened: hq-br1: The keys <differ> (and 1 more)") || !strings.Contains(got[0], "auth/psk-mismatch") {
		t.Errorf("got %q", got)
	}
}

func TestWhatAChannelMayNotBe(t *testing.T) {
	for name, c := range map[string]struct {
		channel config.Alert
		want    string
	}{
		"no name":             {config.Alert{Kind: Webhook, URL: "env:X"}, `"" is no name`},
		"no kind":             {config.Alert{Name: "a", Kind: "pigeon", URL: "env:X"}, `kind "pigeon": want webhook`},
		"no url":              {config.Alert{Name: "a", Kind: Webhook}, "it has no url"},
		"a url in the file":   {config.Alert{Name: "a", Kind: Slack, URL: "https://hooks.example.net/" + token}, "it may hold a token"},
		"a password in a url": {config.Alert{Name: "a", Kind: Alertmanager, URL: "https://ann:" + token + "@am.example.net"}, "user or password"},
		"a question":          {config.Alert{Name: "a", Kind: Webhook, URL: "ask"}, "nobody is there to ask"},
		"a token for slack":   {config.Alert{Name: "a", Kind: Slack, URL: "env:X", Token: "env:Y"}, "a part of its URL"},
		"a severity":          {config.Alert{Name: "a", Kind: Webhook, URL: "env:X", Severities: []string{"high"}}, `severity "high"`},
		"a change":            {config.Alert{Name: "a", Kind: Webhook, URL: "env:X", Send: []string{"all"}}, `send "all"`},
		"a pattern":           {config.Alert{Name: "a", Kind: Webhook, URL: "env:X", Rules: []string{"[a"}}, `"[a" is no pattern`},
	} {
		t.Run(name, func(t *testing.T) {
			err := Check([]config.Alert{c.channel})
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), token) {
				t.Errorf("got %v, want %q and no secret", err, c.want)
			}
		})
	}
	good := []config.Alert{{Name: "a", Kind: Webhook, URL: "env:X", Rules: []string{"auth/*"}}, {Name: "b", Kind: Alertmanager, URL: "http://127.0.0.1:9093"}}
	if err := Check(good); err != nil {
		t.Error(err)
	}
	if err := Check(append(good, good[0])); err == nil || !strings.Contains(err.Error(), "two channels") {
		t.Errorf("got %v", err)
	}
}

func TestAChannelIsForWhatItSays(t *testing.T) {
	single := Alert{What: history.WhatStillOpen, Tunnel: "hq-br1", Site: "berlin", Rule: "auth/psk-mismatch", Severity: "critical"}
	incident := Alert{What: history.WhatOpened, Rule: "fleet/peer-wide", Severity: "critical", Members: []Member{{Tunnel: "hq-br1", Site: "berlin"}, {Tunnel: "lab-1", Site: "lab"}}}
	for name, c := range map[string]struct {
		channel config.Alert
		alert   Alert
		want    bool
	}{
		"all":                       {config.Alert{}, single, true},
		"another severity":          {config.Alert{Severities: []string{"warning"}}, single, false},
		"a layer of rules":          {config.Alert{Rules: []string{"auth/*"}}, single, true},
		"a bare star":               {config.Alert{Rules: []string{"*"}}, single, true},
		"another layer":             {config.Alert{Rules: []string{"fleet/*", "ike/*"}}, single, false},
		"a site":                    {config.Alert{Sites: []string{"ber*"}}, single, true},
		"another site":              {config.Alert{Sites: []string{"lab"}}, single, false},
		"one of the tunnels":        {config.Alert{Tunnels: []string{"hq-*"}}, incident, true},
		"one of the sites":          {config.Alert{Sites: []string{"lab"}}, incident, true},
		"none of the sites":         {config.Alert{Sites: []string{"rome"}}, incident, false},
		"still open counts as that": {config.Alert{Send: []string{"opened"}}, single, true},
		"only what closed":          {config.Alert{Send: []string{"closed"}}, single, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := message(&c.channel, 1, start, []Alert{c.alert}) != nil; got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
