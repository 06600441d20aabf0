package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"ipsec-diag/cmd/internal/history"
)

type loginForm struct {
	Next  string
	Wrong bool
}

func (s *Server) loginPage(w http.ResponseWriter, r *http.Request) {
	next := local(r.URL.Query().Get("next"))
	if callerOf(r).Role > Nobody {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	if len(s.access().users) == 0 {
		s.fail(w, r, http.StatusUnauthorized, callerOf(r).why)
		return
	}
	s.show(w, r, http.StatusOK, "login", "Log in", &loginForm{Next: next})
}

func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	next := local(r.PostFormValue("next"))
	u, ok := s.access().byToken(strings.TrimSpace(r.PostFormValue("token")))
	if !ok {
		s.note(r, "login refused", "from "+r.RemoteAddr)
		s.show(w, r, http.StatusUnauthorized, "login", "Log in", &loginForm{Next: next, Wrong: true})
		return
	}
	http.SetCookie(w, s.sessions.begin(u, r.TLS != nil, s.now()))
	s.noteFor(r, u.name, "login", "from "+r.RemoteAddr)
	http.Redirect(w, r, next, http.StatusSeeOther)
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	s.sessions.end(r)
	http.SetCookie(w, cookie(r.TLS != nil, "", -1))
	s.note(r, "logout", "")
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

// local keeps a redirect on this page: another site's address, however it is
// written, becomes the first page.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(next, "//") || strings.HasPrefix(u.Path, "//") || strings.ContainsAny(next, "\\\r\n\t") || strings.Contains(u.Path, "\\") ||
		strings.HasPrefix(u.Path, "/login") || strings.HasPrefix(u.Path, "/logout") {
		return "/"
	}
	return u.RequestURI()
}

type auditList struct {
	Deeds []history.Noted
	Page  paging
}

// auditPage shows operators who asked for what.
func (s *Server) auditPage(w http.ResponseWriter, r *http.Request) {
	at, err := offset(r)
	var l auditList
	total := 0
	if err == nil {
		l.Deeds, total, err = s.cfg.Store.AuditPage(r.Context(), at, onePage)
	}
	if err != nil {
		s.broken(w, r, err)
		return
	}
	l.Page = pagingOf(r, at, len(l.Deeds), total)
	s.show(w, r, http.StatusOK, "audit", "Audit", &l)
}

// note writes down who asked for what. That it cannot be written stops nobody.
func (s *Server) note(r *http.Request, action, detail string) {
	s.noteFor(r, callerOf(r).Name, action, detail)
}

func (s *Server) noteFor(r *http.Request, who, action, detail string) {
	if err := s.cfg.Store.Note(context.WithoutCancel(r.Context()), who, action, clip(detail, 500), s.now()); err != nil {
		s.cfg.Log.Errorf("audit: %s %s %s is not written down: %v", who, action, detail, err)
	}
}
