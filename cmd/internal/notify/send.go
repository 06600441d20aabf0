package notify

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/inventory/credential"
)

// sendWithin bounds one try.
const sendWithin = 20 * time.Second

// A Failure is why a try did not arrive. Its text holds no secret.
type Failure struct {
	Text string
	// Final says that another try of the same message will not do better.
	Final bool
	// After is how long the receiver asked to wait; 0 for nothing asked.
	After time.Duration
}

// Error returns the text.
func (f *Failure) Error() string { return f.Text }

// A sender sends over one channel, with its secrets resolved.
type sender struct {
	channel    *config.Alert
	url, token string
	secrets    []string
	now        func() time.Time
}

// newSender resolves the secrets of a channel; it does so at each try, so that one
// that was replaced is taken without a restart.
func newSender(ctx context.Context, c *config.Alert, now func() time.Time) (*sender, error) {
	s := &sender{channel: c, now: now, url: c.URL}
	var err error
	if c.Kind != Alertmanager || !strings.HasPrefix(c.URL, "http") {
		if s.url, err = credential.Resolve(ctx, c.URL, nil); err != nil {
			return nil, &Failure{Text: "url: " + err.Error()}
		}
	}
	if c.Token != "" {
		if s.token, err = credential.Resolve(ctx, c.Token, nil); err != nil {
			return nil, &Failure{Text: "token: " + err.Error()}
		}
	}
	s.secrets = secretsOf(c.Kind, s.url, s.token)
	return s, nil
}

// send sends a message and returns what the receiver said.
func (s *sender) send(ctx context.Context, m *Message) (said string, err error) {
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	switch s.channel.Kind {
	case Slack:
		return s.post(ctx, s.url, m.Key, map[string]string{"text": slackText(m)})
	case Mail, Shoutrrr:
		if strings.HasPrefix(s.url, "telegram://") {
			return s.telegram(ctx, telegramAPI, m)
		}
		return s.shoutrrr(m)
	}
	return s.post(ctx, s.url, m.Key, m)
}

// slackEscape is what Slack asks for in texts:
// https://api.slack.com/reference/surfaces/formatting#escaping
var slackEscape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func slackText(m *Message) string { return slackEscape.Replace(cut(text(m))) }

func sortByLength(list []string) {
	slices.SortFunc(list, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
}

// post posts JSON. A key is sent along, by which a receiver knows a second try.
func (s *sender) post(ctx context.Context, to, key string, body any) (string, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return "", &Failure{Text: err.Error(), Final: true}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(data))
	if err != nil || req.URL.Host == "" || !strings.HasPrefix(req.URL.Scheme, "http") {
		return "", &Failure{Text: "the url is none: it must begin with https:// or http://"}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "ipsec-diag")
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	if s.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.token)
	}
	client, err := s.client()
	if err != nil {
		return "", err
	}
	defer client.CloseIdleConnections()
	answer, err := client.Do(req)
	if err != nil {
		return "", s.trouble(err)
	}
	defer func() { _ = answer.Body.Close() }()
	return s.judge(answer)
}

// client follows no redirect: a POST would arrive as something else.
func (s *sender) client() (*http.Client, error) {
	t := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}}
	if s.channel.CA != "" {
		pem, err := os.ReadFile(s.channel.CA)
		if err != nil {
			return nil, &Failure{Text: "ca: " + err.Error()}
		}
		t.TLSClientConfig.RootCAs = x509.NewCertPool()
		if !t.TLSClientConfig.RootCAs.AppendCertsFromPEM(pem) {
			return nil, &Failure{Text: "ca: " + s.channel.CA + " holds no certificate (PEM)"}
		}
	}
	return &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, nil
}

// trouble says why a request did not arrive, without the URL.
func (s *sender) trouble(err error) *Failure {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	text := err.Error()
	var cert *tls.CertificateVerificationError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		text = fmt.Sprintf("no answer within %s", sendWithin)
	case errors.As(err, &cert):
		text += " (name the authority with ca: FILE if it is a private one)"
	}
	return &Failure{Text: s.scrub(text)}
}

// judge reads what the receiver answered. What it says is quoted short.
func (s *sender) judge(answer *http.Response) (string, error) {
	const most = 200
	said, _ := io.ReadAll(io.LimitReader(answer.Body, most)) // a body that breaks off is quoted as far as it came
	text := answer.Status
	if len(bytes.TrimSpace(said)) > 0 {
		text += ": " + strings.TrimSpace(string(said))
	}
	text = s.scrub(text)
	switch code := answer.StatusCode; {
	case code < 300:
		return text, nil
	case code < 400:
		return "", &Failure{Text: text + " (a redirect is not followed: write the address it leads to)"}
	case slices.Contains(final, code):
		return "", &Failure{Text: text, Final: true}
	}
	return "", &Failure{Text: text, After: retryAfter(answer.Header.Get("Retry-After"), s.now())}
}

// final are the answers that say that the message itself is wrong (RFC 9110,
// section 15.5). An address or token that is refused may be mended meanwhile.
var final = []int{http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity}

// retryAfter reads the header field of RFC 9110, section 10.2.3: seconds, or a date.
func retryAfter(field string, now time.Time) time.Duration {
	const most = 24 * time.Hour
	if n, err := strconv.Atoi(field); err == nil && n > 0 {
		return min(time.Duration(n)*time.Second, most)
	}
	if at, err := http.ParseTime(field); err == nil && at.After(now) {
		return min(at.Sub(now), most)
	}
	return 0
}
