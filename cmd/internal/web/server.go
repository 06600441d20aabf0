package web

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/history"
)

// A Config is what the page is made of.
type Config struct {
	Store *history.Store
	// Access says who may see what.
	Access *Access
	// Ask begins a diagnosis of the devices that the words choose, in the name of
	// who, and returns the number of the sweep.
	Ask func(ctx context.Context, which []string, who string) (int64, error)
	// Devices are the names of the inventory's devices at present; for completion.
	Devices func() []string
	// Metrics serves /metrics; nil serves none.
	Metrics http.Handler
	// Ready says why the service cannot work at present; nil asks the database only.
	Ready   func(context.Context) error
	Now     func() time.Time
	Version string
	Log     *logrus.Logger
	Limits  Limits
}

// Limits are how often one client may ask, a minute; zero is the default.
type Limits struct{ Requests, Logins, Asks int }

// DefaultLimits let a person and a few programs work and stop a flood.
func DefaultLimits() Limits { return Limits{Requests: 1200, Logins: 10, Asks: 20} }

// A Server answers requests.
type Server struct {
	cfg      Config
	current  atomic.Pointer[Access]
	sessions sessions
	pages    map[string]*page
	handler  http.Handler
}

// SetAccess replaces who may see what: the service file was read anew. Who has
// logged in stays so as long as he has the same token.
func (s *Server) SetAccess(a *Access) { s.current.Store(a) }

func (s *Server) access() *Access { return s.current.Load() }

// New makes a server.
func New(cfg Config) (*Server, error) {
	def := DefaultLimits()
	for have, want := range map[*int]int{&cfg.Limits.Requests: def.Requests, &cfg.Limits.Logins: def.Logins, &cfg.Limits.Asks: def.Asks} {
		if *have <= 0 {
			*have = want
		}
	}
	s := &Server{cfg: cfg}
	s.SetAccess(cfg.Access)
	var err error
	if s.pages, err = readPages(); err != nil {
		return nil, err
	}
	s.handler = s.guard(s.mux())
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// A route is one thing that can be asked for.
type route struct {
	// pattern is one of [http.ServeMux].
	pattern string
	role    Role
	handle  http.HandlerFunc
}

// mux has all routes, each behind the role it demands.
func (s *Server) mux() *http.ServeMux {
	m := http.NewServeMux()
	for _, r := range s.pageRoutes() {
		m.Handle(r.pattern, s.need(r.role, r.handle))
	}
	for _, r := range s.apiRoutes() {
		m.Handle(r.pattern(), s.need(r.role, r.handle))
	}
	m.HandleFunc("GET /healthz", s.healthz)
	m.HandleFunc("GET /readyz", s.readyz)
	m.Handle("GET /assets/", assets())
	if s.cfg.Metrics != nil {
		m.Handle("GET /metrics", s.need(Viewer, s.cfg.Metrics.ServeHTTP))
	}
	m.HandleFunc("/", s.notFound)
	return m
}

func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, http.StatusNotFound, "There is no such page. The addresses are those of the links; names of tunnels and devices count capitals.")
}

// healthz says that the process lives; readyz that it can do its work.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") }

func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	err := s.cfg.Store.Ping(ctx)
	if err == nil && s.cfg.Ready != nil {
		err = s.cfg.Ready(ctx)
	}
	if err != nil {
		s.cfg.Log.Warnf("not ready: %v", err)
		say(w, http.StatusServiceUnavailable, "not ready; the log of the service says why")
		return
	}
	say(w, http.StatusOK, "ready")
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}
