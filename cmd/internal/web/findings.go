package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"ipsec-diag/cmd/internal/history"
)

type findingList struct {
	Filter   history.FindingFilter
	Findings []history.Finding
	Page     paging
	Any      bool
}

func findingFilter(r *http.Request) (f history.FindingFilter, err error) {
	q := r.URL.Query()
	f = history.FindingFilter{Rule: q.Get("rule"), Tunnel: q.Get("tunnel"), Words: q.Get("q"), Flapping: yes(r, "flapping"), Unacked: yes(r, "unacked")}
	if f.State, err = oneOf(r, "state", []string{history.StateOpen, history.StateClosed, history.StatePending, "any"}); err != nil {
		return f, err
	}
	switch f.State {
	case "":
		f.State = history.StateOpen
	case "any":
		f.State = ""
	}
	f.Severity, err = oneOf(r, "severity", severityWords)
	return f, err
}

func (s *Server) findings(w http.ResponseWriter, r *http.Request) {
	var l findingList
	var at, total int
	err := first(
		func() (err error) { l.Filter, err = findingFilter(r); return err },
		func() (err error) { at, err = offset(r); return err },
		func() (err error) {
			l.Findings, total, err = s.cfg.Store.FindingPage(r.Context(), l.Filter, at, onePage)
			return err
		},
	)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	l.Page = pagingOf(r, at, len(l.Findings), total)
	s.show(w, r, http.StatusOK, "findings", "Findings", &l)
}

// finding leads to the tunnel of a finding: an alert may carry this link.
func (s *Server) finding(w http.ResponseWriter, r *http.Request) {
	f, err := s.cfg.Store.Finding(r.Context(), r.PathValue("id"))
	switch {
	case err != nil:
		s.broken(w, r, err)
	case f == nil:
		s.fail(w, r, http.StatusNotFound, "There is no finding of this fingerprint.")
	default:
		http.Redirect(w, r, whereOf(f), http.StatusSeeOther)
	}
}

// whereOf is the page that shows a finding.
func whereOf(f *history.Finding) string {
	if strings.HasPrefix(f.Tunnel, history.FleetTunnel("")) {
		return "/findings?" + url.Values{"tunnel": {f.Tunnel}, "state": {"any"}}.Encode()
	}
	return "/tunnels/" + url.PathEscape(f.Tunnel) + "#f-" + f.Fingerprint
}

// take acknowledges or mutes a finding.
func (s *Server) take(w http.ResponseWriter, r *http.Request) {
	f, err := s.cfg.Store.Finding(r.Context(), r.PathValue("id"))
	if err != nil {
		s.broken(w, r, err)
		return
	}
	if f == nil {
		s.fail(w, r, http.StatusNotFound, "There is no finding of this fingerprint.")
		return
	}
	what, note := r.PostFormValue("what"), strings.TrimSpace(r.PostFormValue("note"))
	until, err := s.until(what, r.PostFormValue("for"))
	if err == nil && len(note) > 1000 {
		err = badf("the note is longer than 1000 characters")
	}
	if err != nil {
		s.fail(w, r, http.StatusBadRequest, err.Error())
		return
	}
	if err := s.cfg.Store.Take(r.Context(), f.Fingerprint, what, callerOf(r).Name, note, until, s.now()); err != nil {
		s.broken(w, r, err)
		return
	}
	s.note(r, what, f.Tunnel+" "+f.Rule)
	http.Redirect(w, r, whereOf(f), http.StatusSeeOther)
}

// longestMute is for how long a finding can be muted: what is forgotten for
// longer is a matter of the site's rules.
const longestMute = 90

// until reads for how long a finding is muted: 4h or 7d.
func (s *Server) until(what, length string) (time.Time, error) {
	switch what {
	case history.WhatAcknowledged, history.WhatUnmuted:
		return time.Time{}, nil
	case history.WhatMuted:
	default:
		return time.Time{}, badf("a finding can be acknowledged, muted or unmuted, not %q", clip(what, 40))
	}
	unit := time.Hour
	if strings.HasSuffix(length, "d") {
		unit = aDay
	}
	n, err := strconv.Atoi(strings.TrimRight(length, "dh"))
	if d := time.Duration(n) * unit; err != nil || n < 1 || n > 10_000 || d > longestMute*aDay {
		return time.Time{}, badf("for=%q is no time to mute for; write hours or days up to %dd, for example 4h or 7d", clip(length, 40), longestMute)
	}
	return s.now().Add(time.Duration(n) * unit), nil
}
