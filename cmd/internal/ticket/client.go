package ticket

import (
	"bytes"
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
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"ipsec-diag/collector/redact"
)

// longestWait bounds what a server may ask to wait: beyond it the run fails and
// says so.
const longestWait = 2 * time.Minute

// mostAnswer bounds what is read of one answer.
const mostAnswer = 32 << 20

// A client speaks to one system.
type client struct {
	base     *url.URL
	header   http.Header
	secrets  []string
	timeout  time.Duration
	attempts int
	pause    time.Duration
	root     *x509.CertPool
	// dry gets what would be sent; nil sends it.
	dry io.Writer
}

// A call is one request.
type call struct {
	method, path string
	query        url.Values
	// json is the body, or body with its type; shown stands for a body that is no text.
	json        any
	body        []byte
	contentType string
	shown       string
	header      map[string]string
	// repeatable says that a second time does no harm.
	repeatable bool
	// out gets the answer, dry what a dry run answers in its place.
	out any
	dry string
}

// do sends a request and reads the answer. One that the server declined (429) is
// tried again when it says; one that may have arrived only if repeatable.
func (c *client) do(ctx context.Context, q *call) (http.Header, error) {
	body, kind := q.body, q.contentType
	if q.json != nil {
		var err error
		if body, err = encode(q.json); err != nil {
			return nil, err
		}
		kind = "application/json"
	}
	to := *c.base
	to.Path = strings.TrimRight(c.base.Path, "/")
	to.RawPath = ""
	full, err := url.Parse(to.String() + q.path)
	if err != nil {
		return nil, &Failure{Text: "this is no name of a ticket"}
	}
	if q.query != nil {
		full.RawQuery = q.query.Encode()
	}
	q.repeatable = q.repeatable || q.method == http.MethodGet
	if c.dry != nil && q.method != http.MethodGet {
		c.show(q, full, kind, body)
		return http.Header{}, decode([]byte(q.dry), q.out)
	}
	var sent any
	if body != nil {
		sent = body
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, q.method, full.String(), sent)
	if err != nil {
		return nil, &Failure{Text: c.scrub(err.Error())}
	}
	c.fill(req.Header, q, kind)
	return c.exchange(req, q)
}

func (c *client) fill(h http.Header, q *call, kind string) {
	for name, values := range c.header {
		h[name] = values
	}
	for name, value := range q.header {
		h.Set(name, value)
	}
	h.Set("User-Agent", "ipsec-diag")
	if h.Get("Accept") == "" {
		h.Set("Accept", "application/json")
	}
	if kind != "" {
		h.Set("Content-Type", kind)
	}
}

func (c *client) exchange(req *retryablehttp.Request, q *call) (http.Header, error) {
	h := c.retrying(q.repeatable)
	defer h.HTTPClient.CloseIdleConnections()
	answer, err := h.Do(req)
	if err != nil {
		return nil, c.trouble(err, q.repeatable)
	}
	defer func() { _ = answer.Body.Close() }()
	said, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer))
	if answer.StatusCode >= 300 {
		return nil, c.refused(answer.StatusCode, answer.Header, said, q.repeatable)
	}
	if err != nil {
		return nil, c.trouble(err, q.repeatable)
	}
	return answer.Header, decode(said, q.out)
}

// retrying is a client for one request. It follows no redirect: a POST would arrive
// as something else.
func (c *client) retrying(repeatable bool) *retryablehttp.Client {
	h := retryablehttp.NewClient()
	h.Logger = nil
	h.RetryMax, h.RetryWaitMin, h.RetryWaitMax = c.attempts, c.pause, 8*c.pause
	h.ErrorHandler = retryablehttp.PassthroughErrorHandler
	h.HTTPClient = &http.Client{
		Timeout:       c.timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment,
			TLSClientConfig: tlsWith("", c.root)},
	}
	h.CheckRetry = func(ctx context.Context, resp *http.Response, err error) (bool, error) {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if resp != nil && retryAfter(resp.Header, time.Now()) > longestWait {
			return false, nil
		}
		if resp != nil && (resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusForbidden && retryAfter(resp.Header, time.Now()) > 0) {
			return true, nil
		}
		if !repeatable {
			return false, nil
		}
		return retryablehttp.DefaultRetryPolicy(ctx, resp, err)
	}
	h.Backoff = func(least, most time.Duration, n int, resp *http.Response) time.Duration {
		if resp != nil {
			if d := retryAfter(resp.Header, time.Now()); d > 0 {
				return d
			}
		}
		return retryablehttp.DefaultBackoff(least, most, n, nil)
	}
	return h
}

// encode writes JSON without turning < and > into escapes, which a dry run shows.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

func decode(data []byte, out any) error {
	if out == nil || len(data) == 0 {
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return &Failure{Text: fmt.Sprintf("the answer is not what this system is known to send (%v): look at kind and url", shortJSON(err)), Uncertain: true}
	}
	return nil
}

func shortJSON(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return errors.New("it is no JSON")
	}
	return err
}

// authorities reads the certificates of a private authority.
func authorities(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("ca: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("ca: %s holds no certificate (PEM)", file)
	}
	return pool, nil
}

// hidden stands where a secret was.
const hidden = "[hidden]"

// scrub takes the secrets of a system out of a text, in any spelling, and whatever
// else looks like one.
func (c *client) scrub(text string) string {
	for _, s := range c.secrets {
		text = strings.ReplaceAll(text, s, hidden)
	}
	text, _ = redact.Text(text)
	return text
}

func tlsWith(host string, root *x509.CertPool) *tls.Config {
	return &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12, RootCAs: root}
}
