package web

import (
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/httprate"
)

// policy lets a page load what this server has and nothing else. Charts are SVG
// within the page, without styles of their own.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// mostBody is how much a request may send.
const mostBody = 64 << 10

// guard is what every request passes before it is answered.
func (s *Server) guard(next http.Handler) http.Handler {
	minute := func(n int, key httprate.KeyFunc) func(http.Handler) http.Handler {
		return httprate.LimitBy(n, time.Minute, key, httprate.WithLimitHandler(s.tooMany))
	}
	next = s.forPath("POST", "/login", minute(s.cfg.Limits.Logins, byClient), next)
	next = s.forPath("POST", "/api/v1/runs", minute(s.cfg.Limits.Asks, byClient), next)
	next = s.forPath("POST", "/runs", minute(s.cfg.Limits.Asks, byClient), next)
	next = minute(s.cfg.Limits.Requests, byClient)(next)
	next = s.identify(next)
	next = s.sameOrigin(next)
	next = http.MaxBytesHandler(next, mostBody)
	next = s.rightHost(next)
	next = s.recovered(next)
	return headers(next)
}

// forPath puts a limit before one path.
func (s *Server) forPath(method, path string, limit func(http.Handler) http.Handler, next http.Handler) http.Handler {
	limited := limit(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == method && r.URL.Path == path {
			limited.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// byClient tells clients apart: by name where a proxy speaks for many, else by
// address.
func byClient(r *http.Request) (string, error) {
	if c := callerOf(r); c.Name != "" && c.Name != onThisMachine {
		return "user " + c.Name, nil
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	return httprate.CanonicalizeIP(host), nil
}

func (s *Server) tooMany(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, http.StatusTooManyRequests, "Too many requests in a minute. The header Retry-After says when to go on.")
}

func (s *Server) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, withCaller(r, s.access().caller(r, &s.sessions)))
	})
}

// sameOrigin refuses what another site has a browser send.
func (s *Server) sameOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.access().origin.Check(r); err != nil {
			s.fail(w, r, http.StatusForbidden, "Another site has sent this request through your browser; it is refused. Behind a proxy, name the page's host in hosts of the service file.")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// rightHost refuses a name that is not this page's: a name of somebody else that
// leads here is how a web site reads what only this machine can reach (DNS
// rebinding). Probes of health may use any.
func (s *Server) rightHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		probe := r.URL.Path == "/healthz" || r.URL.Path == "/readyz"
		hosts := s.access().hosts
		if host := hostOf(r); !probe && len(hosts) > 0 && !slices.Contains(hosts, host) {
			s.fail(w, r, http.StatusMisdirectedRequest, "This page is not called "+host+". If it should be, add the name to hosts in the service file.")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostOf is the name that a request asks for, without its port.
func hostOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = strings.Trim(r.Host, "[]")
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// recovered answers for a handler that failed badly.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				s.cfg.Log.Errorf("page %s: %v\n%s", r.URL.Path, p, debug.Stack())
				s.fail(w, r, http.StatusInternalServerError, "The page failed. This is a fault of ipsec-diag; its log has the details.")
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// headers has browsers keep to this page and store nothing of it.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}
