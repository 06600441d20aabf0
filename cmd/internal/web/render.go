package web

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"time"
)

//go:embed templates
var templates embed.FS

// page is one page's template, with the frame around it.
type page = template.Template

// readPages reads every template of a page, each together with the frame and the
// parts that pages share.
func readPages() (map[string]*page, error) {
	frame, err := template.New("frame.html").Funcs(functions()).ParseFS(templates, "templates/frame.html", "templates/part-*.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(templates, "templates/page-*.html")
	if err != nil {
		return nil, err
	}
	out := map[string]*page{}
	for _, name := range names {
		one, err := template.Must(frame.Clone()).ParseFS(templates, name)
		if err != nil {
			return nil, err
		}
		out[strings.TrimSuffix(strings.TrimPrefix(name, "templates/page-"), ".html")] = one
	}
	return out, nil
}

// A view is what a template sees.
type view struct {
	Title   string
	Here    string
	Caller  Caller
	Now     time.Time
	Version string
	// Query are the words of the search.
	Query string
	// Live says that a sweep is under way: the page looks how far it is.
	Live bool
	// Login says that people log in here.
	Login bool
	Data  any
}

// show answers with a page.
func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, name, title string, data any) {
	v := view{Title: title, Here: r.URL.Path, Caller: callerOf(r), Now: s.now(), Version: s.cfg.Version, Query: r.URL.Query().Get("q"), Login: len(s.access().users) > 0, Data: data}
	if l, ok := data.(interface{ live() bool }); ok {
		v.Live = l.live()
	}
	var b bytes.Buffer
	if err := s.pages[name].Execute(&b, &v); err != nil {
		s.cfg.Log.Errorf("page %s: %v", name, err)
		say(w, http.StatusInternalServerError, "The page failed. This is a fault of ipsec-diag; its log has the details.")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

func (s *Server) now() time.Time {
	if s.cfg.Now != nil {
		return s.cfg.Now()
	}
	return time.Now()
}

// isAPI reports whether a program asks.
func isAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }

// fail answers that something is wrong, to people with a page and to programs as
// a problem document (RFC 9457).
func (s *Server) fail(w http.ResponseWriter, r *http.Request, status int, what string) {
	if !isAPI(r) && r.URL.Path != "/metrics" {
		s.show(w, r, status, "error", http.StatusText(status), what)
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	writeJSON(w, problem{Title: http.StatusText(status), Status: status, Detail: what})
}

type problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// broken answers for an error of the database.
func (s *Server) broken(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // nobody waits for the answer any more
	}
	var bad badRequest
	if errors.As(err, &bad) {
		s.fail(w, r, http.StatusBadRequest, bad.Error())
		return
	}
	s.cfg.Log.Errorf("page %s: %v", r.URL.Path, err)
	s.fail(w, r, http.StatusServiceUnavailable, "The history cannot be read at present: the log of the service says why. Nothing that is stored is lost.")
}

// badRequest is what the asker got wrong.
type badRequest string

// Error says it.
func (b badRequest) Error() string { return string(b) }

func badf(format string, args ...any) error { return badRequest(fmt.Sprintf(format, args...)) }

func writeJSON(w http.ResponseWriter, v any) {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	_ = enc.Encode(v) // the asker has gone
}
