package ticket

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A Failure is why something did not reach a ticket. Its text holds no secret.
type Failure struct {
	Text string
	// Status is the HTTP status, 0 where there was no answer.
	Status int
	// Uncertain says that it may have arrived all the same.
	Uncertain bool
	// After is how long the system asked to wait.
	After time.Duration
}

// Error returns the text.
func (f *Failure) Error() string { return f.Text }

// trouble is why there was no answer.
func (c *client) trouble(err error, repeatable bool) *Failure {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	text := err.Error()
	var cert *tls.CertificateVerificationError
	switch {
	case errors.Is(err, context.DeadlineExceeded) || strings.Contains(text, "Client.Timeout"):
		text = fmt.Sprintf("no answer within %s: the server is slow or down", c.timeout)
	case errors.As(err, &cert):
		text += " (name the authority with ca: FILE if it is a private one)"
	}
	return &Failure{Text: c.scrub(text), Uncertain: !repeatable && !errors.Is(err, context.Canceled) && !strings.Contains(text, "connection refused")}
}

// refused is an answer that is no success, in words that say what to do.
func (c *client) refused(status int, head http.Header, body []byte, repeatable bool) *Failure {
	f := &Failure{Status: status, After: retryAfter(head, time.Now())}
	what := ""
	switch {
	case status == http.StatusUnauthorized:
		what = "the token is refused: look at token and user of this system"
	case status == http.StatusForbidden:
		what = "the token may not do this: it needs the right to read, comment and attach"
	case status == http.StatusNotFound || status == http.StatusGone:
		what = "the ticket is gone, or its name is wrong, or this user may not see it"
	case status == http.StatusRequestEntityTooLarge:
		what = "it is too large for this system: set max_file or max_note"
	case status == http.StatusTooManyRequests:
		what = "too many requests"
	case status >= 500:
		what = "the server has trouble"
		f.Uncertain = !repeatable
	case status >= 300 && status < 400:
		what = "a redirect is not followed: write the address it leads to as url"
	}
	f.Text = strconv.Itoa(status) + " " + http.StatusText(status)
	if what != "" {
		f.Text = what + " (" + f.Text + ")"
	}
	if said := c.quoted(body); said != "" {
		f.Text += "; it says: " + said
	}
	return f
}

// quoted is the beginning of an answer, in one line without secrets. A page of HTML
// says nothing to a terminal.
func (c *client) quoted(body []byte) string {
	const most = 300
	text := strings.Join(strings.Fields(string(body)), " ")
	if strings.HasPrefix(text, "<") {
		return ""
	}
	text = c.scrub(text)
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + " ..."
	}
	return text
}

// retryAfter reads the header field of RFC 9110, section 10.2.3, and that of GitHub
// (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api).
func retryAfter(head http.Header, now time.Time) time.Duration {
	if n, err := strconv.Atoi(head.Get("Retry-After")); err == nil && n >= 0 {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(head.Get("Retry-After")); err == nil {
		return max(at.Sub(now), 0)
	}
	if n, err := strconv.ParseInt(head.Get("X-Ratelimit-Reset"), 10, 64); err == nil && head.Get("X-Ratelimit-Remaining") == "0" {
		return max(time.Unix(n, 0).Sub(now), 0)
	}
	return 0
}
