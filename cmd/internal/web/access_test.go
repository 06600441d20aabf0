package web

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ipsec-diag/cmd/internal/config"
)

// TestAnAddressThatOthersReachIsRefused: unless they are asked who they are, where
// nobody can overhear it. Each message says what to do.
func TestAnAddressThatOthersReachIsRefused(t *testing.T) {
	files := config.TLS{Cert: "c.pem", Key: "k.pem"}
	user := func(name, role, token string) config.Page {
		return config.Page{Users: []config.User{{Name: name, Role: role, Token: token}}}
	}
	for name, c := range map[string]struct {
		listen string
		page   config.Page
		says   string // "" is accepted
	}{
		"loopback":                 {"127.0.0.1:8470", config.Page{}, ""},
		"loopback, 6":              {"[::1]:8470", config.Page{}, ""},
		"localhost":                {"localhost:8470", config.Page{}, ""},
		"loopback with users":      {"127.0.0.1:8470", withUsers, ""},
		"every address":            {"0.0.0.0:8470", config.Page{}, "add tls (cert, key) and users"},
		"every address, short":     {":8470", config.Page{}, "add tls (cert, key) and users"},
		"a name":                   {"vpn.example.net:8470", config.Page{}, "add tls"},
		"users in clear":           {"192.0.2.1:8470", withUsers, "overheard"},
		"TLS without users":        {"192.0.2.1:8470", config.Page{TLS: files}, "nobody has to log in; add users"},
		"TLS with users":           {"192.0.2.1:8470", config.Page{TLS: files, Users: withUsers.Users}, ""},
		"proxy":                    {"192.0.2.1:8470", config.Page{Proxy: &config.Proxy{From: []string{"192.0.2.2"}, UserHeader: "X-User"}}, ""},
		"proxy and users in clear": {"192.0.2.1:8470", config.Page{Users: withUsers.Users, Proxy: &config.Proxy{From: []string{"192.0.2.2"}, UserHeader: "X-User"}}, "overheard"},
		"proxy of nobody":          {"127.0.0.1:8470", config.Page{Proxy: &config.Proxy{UserHeader: "X-User"}}, "from must name"},
		"proxy without header":     {"127.0.0.1:8470", config.Page{Proxy: &config.Proxy{From: []string{"127.0.0.1"}}}, "user_header must be"},
		"proxy from a name":        {"127.0.0.1:8470", config.Page{Proxy: &config.Proxy{From: []string{"gate"}, UserHeader: "X-User"}}, `"gate" is no address`},
		"key alone":                {"127.0.0.1:8470", config.Page{TLS: config.TLS{Key: "k.pem"}}, "needs its key"},
		"no port":                  {"127.0.0.1", config.Page{}, "is not HOST:PORT"},
		"unknown role":             {"127.0.0.1:8470", user("ann", "admin", "env:ANN"), "want viewer or operator"},
		"no name":                  {"127.0.0.1:8470", user("", "viewer", "env:ANN"), "is no name"},
		"a name with markup":       {"127.0.0.1:8470", user("<b>", "viewer", "env:ANN"), "is no name"},
		"a token in the file":      {"127.0.0.1:8470", user("ann", "viewer", annsToken), "must not stand here"},
		"a token to be asked for":  {"127.0.0.1:8470", user("ann", "viewer", "ask"), "has nobody to ask"},
		"a short token":            {"127.0.0.1:8470", user("ann", "viewer", "env:SHORT"), "openssl rand"},
		"one token for two":        {"127.0.0.1:8470", config.Page{Users: []config.User{{Name: "a", Role: "viewer", Token: "env:ANN"}, {Name: "b", Role: "viewer", Token: "env:ANN"}}}, "each needs its own"},
	} {
		_, err := NewAccess(t.Context(), c.listen, c.page, resolve)
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
		if err != nil && (strings.Contains(err.Error(), annsToken) || strings.Contains(err.Error(), "short\"")) {
			t.Errorf("%s: the error shows a token: %v", name, err)
		}
	}
}

// TestRoles: who may do what, on every route.
func TestRoles(t *testing.T) {
	s := serverFor(t, fleetStore(t), func(c *Config) {
		c.Access = accessFor(t, "127.0.0.1:8470", withUsers)
		c.Metrics = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "metric 1") })
	})
	routes := map[string]Role{"GET /metrics": Viewer}
	for _, r := range s.pageRoutes() {
		routes[r.pattern] = r.role
	}
	for _, r := range s.apiRoutes() {
		routes[r.pattern()] = r.role
	}
	fill := strings.NewReplacer("{$}", "", "{name}", "ios-zurich", "{id}", "1")
	for pattern, role := range routes {
		method, path, _ := strings.Cut(fill.Replace(pattern), " ")
		for token, has := range map[string]Role{"": Nobody, "wrong-token-0123456789012": Nobody, wallToken: Viewer, annsToken: Operator} {
			r := request(method, path, "{}")
			r.Header.Set("Content-Type", "application/json")
			if token != "" {
				r.Header.Set("Authorization", "Bearer "+token)
			}
			w := do(s, r)
			refused := w.Code == http.StatusUnauthorized || w.Code == http.StatusForbidden || strings.HasPrefix(w.Header().Get("Location"), "/login?")
			if path == "/login" && method == http.MethodPost {
				continue // the form's own token is what counts
			}
			if refused != (has < role) {
				t.Errorf("%s as %s: status %d, location %q", pattern, has, w.Code, w.Header().Get("Location"))
			}
			if has < role && strings.Contains(w.Body.String(), "ios-zurich-asa") {
				t.Errorf("%s tells %s of a tunnel", pattern, has)
			}
		}
	}
}

// TestALoginIsASession: the cookie opens the page until the logout; a wrong token
// opens nothing.
func TestALoginIsASession(t *testing.T) {
	s := serverFor(t, fleetStore(t), func(c *Config) { c.Access = accessFor(t, "127.0.0.1:8470", withUsers) })
	if w := get(s, "/tunnels?health=down"); w.Header().Get("Location") != "/login?next=%2Ftunnels%3Fhealth%3Ddown" {
		t.Errorf("a stranger is sent to %q", w.Header().Get("Location"))
	}
	form := func(token string) *http.Request {
		r := request(http.MethodPost, "/login", "token="+token+"&next=%2Ftunnels%3Fhealth%3Ddown")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
	if w := do(s, form("wrong-token-0123456789012")); w.Code != http.StatusUnauthorized || len(w.Result().Cookies()) > 0 || strings.Contains(w.Body.String(), "wrong-token") {
		t.Errorf("a wrong token: status %d, cookies %v", w.Code, w.Result().Cookies())
	}
	w := do(s, form(wallToken))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/tunnels?health=down" || len(w.Result().Cookies()) != 1 {
		t.Fatalf("login: status %d to %q", w.Code, w.Header().Get("Location"))
	}
	c := w.Result().Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || strings.Contains(c.Value, wallToken) {
		t.Errorf("cookie %+v", c)
	}
	with := func(r *http.Request) *httptest.ResponseRecorder { r.AddCookie(c); return do(s, r) }
	if w := with(request(http.MethodGet, "/", "")); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "wall, viewer") || strings.Contains(w.Body.String(), `action="/runs"`) {
		t.Errorf("a viewer's page: status %d", w.Code)
	}
	if w := with(request(http.MethodPost, "/runs", "which=ios-zurich")); w.Code != http.StatusForbidden {
		t.Errorf("a viewer asked for a run: status %d", w.Code)
	}
	with(request(http.MethodPost, "/logout", ""))
	if w := with(request(http.MethodGet, "/", "")); w.Code != http.StatusSeeOther {
		t.Errorf("after the logout: status %d", w.Code)
	}
}

// TestATokenThatIsTakenBackOpensNothing: when the service file is read anew, who
// has another token or none is out, and who has the same stays in, as what he is
// now.
func TestATokenThatIsTakenBackOpensNothing(t *testing.T) {
	s := serverFor(t, emptyStore(t), func(c *Config) { c.Access = accessFor(t, "127.0.0.1:8470", withUsers) })
	cookies := map[string]*http.Cookie{}
	for _, token := range []string{annsToken, wallToken} {
		cookies[token] = do(s, requestForm("/login", "token="+token)).Result().Cookies()[0]
	}
	status := func(token string) int {
		r := request(http.MethodGet, "/audit", "")
		r.AddCookie(cookies[token])
		return do(s, r).Code
	}
	if a, w := status(annsToken), status(wallToken); a != 200 || w != 403 {
		t.Errorf("before: %d %d", a, w)
	}
	s.SetAccess(accessFor(t, "127.0.0.1:8470", config.Page{Users: []config.User{{Name: "wall", Role: "operator", Token: "env:WALL"}}}))
	if a, w := status(annsToken), status(wallToken); a != 303 || w != 200 {
		t.Errorf("after: %d %d", a, w)
	}
}

// TestACookieOfTLSIsSecure: and the page is to be asked for over TLS only.
func TestACookieOfTLSIsSecure(t *testing.T) {
	s := serverFor(t, emptyStore(t), func(c *Config) {
		c.Access = accessFor(t, "192.0.2.1:8470", config.Page{TLS: config.TLS{Cert: "c", Key: "k"}, Users: withUsers.Users})
	})
	r := request(http.MethodPost, "/login", "token="+annsToken)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.TLS = &tls.ConnectionState{}
	w := do(s, r)
	if c := w.Result().Cookies(); len(c) != 1 || !c[0].Secure || !strings.HasPrefix(c[0].Name, "__Host-") || w.Header().Get("Strict-Transport-Security") == "" {
		t.Errorf("cookies %v, headers %v", c, w.Header())
	}
}

// TestNoOpenRedirect: a login leads nowhere else.
func TestNoOpenRedirect(t *testing.T) {
	for next, want := range map[string]string{
		"/tunnels?health=down": "/tunnels?health=down", "": "/", "https://evil.example/": "/", "//evil.example": "/", `/\evil.example`: "/", `\\evil.example`: "/",
		"/\t/evil.example": "/", "javascript:alert(1)": "/", "/%5cevil.example": "/", "///evil.example": "/", "http:evil.example": "/", "/login": "/", "tunnels": "/",
		"/%09/evil.example": "/%09/evil.example", "/%2fevil.example": "/",
	} {
		if got := local(next); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
}

// TestAProxySaysWhoAsks: only from its address, and only in one plain header.
func TestAProxySaysWhoAsks(t *testing.T) {
	s := serverFor(t, emptyStore(t), func(c *Config) {
		c.Access = accessFor(t, "192.0.2.1:8470", config.Page{Hosts: []string{"vpn.example.net"}, Proxy: &config.Proxy{From: []string{"192.0.2.2", "10.0.0.0/8"}, UserHeader: "X-User", RoleHeader: "X-Role", Operators: []string{"ann"}}})
	})
	for name, c := range map[string]struct {
		from  string
		users []string
		role  string
		audit int // what the page for operators answers
	}{
		"an operator by name":   {"192.0.2.2:1", []string{"ann"}, "", 200},
		"a viewer":              {"192.0.2.2:1", []string{"bob"}, "", 403},
		"an operator by role":   {"10.9.9.9:1", []string{"bob"}, "operator", 200},
		"a viewer by role":      {"10.9.9.9:1", []string{"ann"}, "viewer", 403},
		"an unknown role":       {"10.9.9.9:1", []string{"ann"}, "root", 401},
		"from elsewhere":        {"198.51.100.9:1", []string{"ann"}, "", 401},
		"nobody named":          {"192.0.2.2:1", nil, "", 401},
		"two names":             {"192.0.2.2:1", []string{"bob", "ann"}, "", 401},
		"a name with markup":    {"192.0.2.2:1", []string{"<script>"}, "", 401},
		"from nobody's network": {"[fe80::1%eth0]:1", []string{"ann"}, "", 401},
		"mapped into IPv6":      {"[::ffff:192.0.2.2]:1", []string{"ann"}, "", 200},
	} {
		r := request(http.MethodGet, "/audit", "")
		r.RemoteAddr, r.Host = c.from, "vpn.example.net"
		r.Header["X-User"] = c.users
		if c.role != "" {
			r.Header.Set("X-Role", c.role)
		}
		if w := do(s, r); w.Code != c.audit {
			t.Errorf("%s: status %d, want %d", name, w.Code, c.audit)
		}
	}
}

// TestAnUnknownProxyOpensNothing: a page on loopback that somebody has put behind
// a proxy would let in the world.
func TestAnUnknownProxyOpensNothing(t *testing.T) {
	s := serverFor(t, emptyStore(t), nil)
	for _, header := range []string{"X-Forwarded-For", "Forwarded", "Via"} {
		r := request(http.MethodGet, "/", "")
		r.Header.Set(header, "198.51.100.7")
		if w := do(s, r); w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "Add proxy") {
			t.Errorf("%s: status %d", header, w.Code)
		}
	}
}
