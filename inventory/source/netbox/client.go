package netbox

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const (
	requestLimit = 30 * time.Second
	// tries is how often a request is sent that a busy server turns away.
	tries = 4
	// longestWait bounds what a server may ask to wait (Retry-After).
	longestWait = 30 * time.Second
	// maxBody bounds a page, maxPages their number.
	maxBody  = 64 << 20
	maxPages = 10000
	pageSize = 200
)

// A client asks one NetBox. The token never goes anywhere else.
type client struct {
	base  *url.URL
	token string
	size  int
	http  *http.Client
	wait  func(context.Context, time.Duration) error
	// said are oddities of the answers, each once.
	said []string
}

func newClient(o Options) (*client, url.Values, error) {
	base, err := url.Parse(o.URL)
	if err != nil || base.Host == "" {
		return nil, nil, errors.New("this is no address of a NetBox; it is like https://netbox.example.com")
	}
	switch {
	case base.User != nil:
		return nil, nil, errors.New("no user or password stands in the address of NetBox; the token comes from --token")
	case base.Scheme != "https" && !isLoopback(base.Hostname()):
		return nil, nil, fmt.Errorf("NetBox is asked over https only: the token would be readable on the way to %s", base.Host)
	case o.Token == "" || strings.ContainsFunc(o.Token, unicode.IsControl):
		return nil, nil, errors.New("NetBox needs a token; put it into the environment variable NETBOX_TOKEN, or say where it is with --token")
	case o.PageSize < 0 || o.PageSize > 1000:
		return nil, nil, fmt.Errorf("a page has 1 to 1000 objects, not %d", o.PageSize)
	}
	query := base.Query()
	for _, ours := range []string{"limit", "offset"} {
		query.Del(ours)
	}
	if err := parseFilters(query, o.Filters); err != nil {
		return nil, nil, err
	}
	base.RawQuery, base.Fragment = "", ""
	path, _, _ := strings.Cut(base.Path+"/", "/api/")
	base.Path = strings.TrimRight(path, "/") + "/api/"
	c := &client{base: base, token: o.Token, size: cmp.Or(o.PageSize, pageSize), wait: o.Wait}
	c.http = &http.Client{Timeout: requestLimit}
	if o.Client != nil {
		copied := *o.Client
		c.http = &copied
	}
	c.http.CheckRedirect = c.redirect
	if c.wait == nil {
		c.wait = sleep
	}
	return c, query, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// redirect follows only where the same server answers in the same way.
func (c *client) redirect(req *http.Request, via []*http.Request) error {
	if req.URL.Scheme != c.base.Scheme || req.URL.Host != c.base.Host {
		return fmt.Errorf("it leads on to %s://%s, which is not asked: the token is for %s", req.URL.Scheme, req.URL.Host, c.base.Host)
	}
	if len(via) > 3 {
		return errors.New("it leads on and on")
	}
	return nil
}

// A page is one answer of a list.
type page struct {
	Count   int    `json:"count"`
	Next    string `json:"next"`
	Results []item `json:"results"`
}

// list reads a list, page after page. Where the next page is is taken from the
// server's answer, but the server that is asked is always our own: behind a
// proxy it may be called otherwise, and another must not see the token.
func (c *client) list(ctx context.Context, path string, filters url.Values) ([]item, error) {
	query := url.Values{}
	for name, values := range filters {
		query[name] = values
	}
	query.Set("limit", strconv.Itoa(c.size))
	query.Set("exclude", "config_context") // slow to make, and not read
	var items []item
	seen := map[int]bool{}
	for range maxPages {
		at := c.base.JoinPath(path)
		at.RawQuery = query.Encode()
		p, err := c.page(ctx, at)
		if err != nil {
			return nil, err
		}
		before := len(items)
		for _, it := range p.Results {
			if !seen[it.ID] {
				items = append(items, it)
			}
			seen[it.ID] = true
		}
		if p.Next == "" {
			if len(items) != p.Count {
				return nil, fmt.Errorf("%s: NetBox counts %d and sent %d: it changed meanwhile; import again", path, p.Count, len(items))
			}
			return items, nil
		}
		if len(items) == before {
			return nil, fmt.Errorf("%s: NetBox names a next page and sends nothing new", path)
		}
		if query, err = c.next(at, p.Next); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%s: more than %d pages", path, maxPages)
}

// next is the query of the next page.
func (c *client) next(at *url.URL, text string) (url.Values, error) {
	next, err := url.Parse(text)
	if err != nil || next.Query().Get("offset") == "" {
		return nil, errors.New("NetBox names a next page that is none")
	}
	if next.Host != "" && (next.Host != at.Host || next.Scheme != at.Scheme) {
		said := fmt.Sprintf("NetBox calls itself %s://%s; %s was asked all the same, the token went nowhere else", next.Scheme, next.Host, at.Host)
		if len(c.said) == 0 {
			c.said = append(c.said, said)
		}
	}
	return next.Query(), nil
}

// Unavailable says that NetBox could not answer, though asked several times:
// nothing that whoever asks did wrong.
type Unavailable struct{ Err error }

// Error is what came of it the last time.
func (u *Unavailable) Error() string { return u.Err.Error() }

// Unwrap returns the same as an error.
func (u *Unavailable) Unwrap() error { return u.Err }

// page asks for one page, again when the server is busy.
func (c *client) page(ctx context.Context, at *url.URL) (*page, error) {
	for try := 1; ; try++ {
		p, wait, err := c.ask(ctx, at)
		if err == nil || wait == 0 {
			return p, err
		}
		if try == tries {
			return nil, &Unavailable{err}
		}
		if err := c.wait(ctx, min(wait<<(try-1), longestWait)); err != nil {
			return nil, err
		}
	}
}

// ask sends one request. A wait says that it may be sent again.
func (c *client) ask(ctx context.Context, at *url.URL) (p *page, wait time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, 0, errors.New("this is no address of a NetBox")
	}
	kind := "Token "
	if strings.HasPrefix(c.token, "nbt_") { // tokens of NetBox 4.5 and later
		kind = "Bearer "
	}
	req.Header.Set("Authorization", kind+c.token)
	req.Header.Set("Accept", "application/json")
	res, err := c.http.Do(req)
	if err != nil {
		return nil, retryAfterFailure(ctx, err), fmt.Errorf("NetBox at %s does not answer: %w", c.base.Host, cause(err))
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, time.Second, fmt.Errorf("NetBox at %s broke off its answer: %w", c.base.Host, cause(err))
	case len(body) > maxBody:
		return nil, 0, errors.New("a page of NetBox is too large; ask for fewer at once with --page-size")
	case res.StatusCode != http.StatusOK:
		return nil, retryAfter(res), c.refusal(res, body)
	}
	p = &page{}
	if err := json.Unmarshal(body, p); err != nil || p.Results == nil {
		return nil, 0, fmt.Errorf("%s does not answer as a NetBox does; is the address right? It is like https://netbox.example.com", at.Redacted())
	}
	return p, 0, nil
}

// cause is an error of the client without the address, which is long.
func cause(err error) error {
	var failed *url.Error
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

// retryAfterFailure tries again where nothing was answered, but not where the
// server is another than it should be.
func retryAfterFailure(ctx context.Context, err error) time.Duration {
	var network *net.OpError
	if ctx.Err() != nil || !errors.As(err, &network) && !errors.Is(err, io.EOF) {
		return 0
	}
	return time.Second
}

// retryAfter is how long to wait before the same is asked again; 0 for never.
func retryAfter(res *http.Response) time.Duration {
	switch res.StatusCode {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		if seconds, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && seconds > 0 {
			return time.Duration(min(seconds, 3600)) * time.Second
		}
		return time.Second
	}
	return 0
}

// refusal words an answer that is no list.
func (c *client) refusal(res *http.Response, body []byte) error {
	said := detail(body)
	if strings.Contains(said, c.token) {
		said = ""
	}
	switch res.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		return fmt.Errorf("NetBox refuses the token (%d)%s; it needs the right to view dcim.device, and virtualization.virtualmachine", res.StatusCode, said)
	case http.StatusBadRequest:
		return fmt.Errorf("NetBox does not accept the filters (400)%s", said)
	case http.StatusNotFound:
		return fmt.Errorf("there is no NetBox at %s (404); the address is like https://netbox.example.com", c.base)
	}
	return fmt.Errorf("NetBox at %s answers %s%s", c.base.Host, res.Status, said)
}

// detail is what a refusal says: {"detail": "..."} or {"field": ["..."]}.
func detail(body []byte) string {
	var fields map[string]any
	if json.Unmarshal(body, &fields) != nil {
		return ""
	}
	text, err := json.Marshal(fields)
	if d, ok := fields["detail"].(string); ok {
		text = []byte(d)
	}
	const most = 300
	if err != nil || len(text) > most {
		return ""
	}
	return ": " + strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return -1
	}, string(text))
}
