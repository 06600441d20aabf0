package web

import (
	"net/http"

	"ipsec-diag/cmd/internal/history"
)

// A tunnelList is a page of tunnels with the filter that chose them.
type tunnelList struct {
	Filter  history.TunnelFilter
	Tunnels []history.Tunnel
	Page    paging
	Sites   []history.SiteCount
	Healths []string
	// Empty says that there is no tunnel at all yet.
	Empty bool
}

var severityWords = []string{"critical", "warning", "info"}

// plainFilter reads what needs no look at the history.
func plainFilter(r *http.Request) (history.TunnelFilter, error) {
	q := r.URL.Query()
	f := history.TunnelFilter{Site: q.Get("site"), Rule: q.Get("rule"), Incident: q.Get("incident"), Device: q.Get("device"), Words: q.Get("q"),
		NotSound: yes(r, "notsound"), Single: yes(r, "single"), Gone: yes(r, "gone")}
	if f.Site == "-" {
		f.Site, f.NoSite = "", true
	}
	var err error
	if f.Health, err = oneOf(r, "health", healthWords); err != nil {
		return f, err
	}
	f.Severity, err = oneOf(r, "severity", severityWords)
	return f, err
}

// tunnelFilter reads a filter from a query.
func (s *Server) tunnelFilter(r *http.Request) (f history.TunnelFilter, err error) {
	if f, err = plainFilter(r); err == nil && yes(r, "stale") {
		f.NotSince, err = s.staleBefore(r.Context())
	}
	return f, err
}

func (s *Server) tunnels(w http.ResponseWriter, r *http.Request) {
	l := tunnelList{Healths: healthWords}
	var at, total int
	err := first(
		func() (err error) { l.Filter, err = s.tunnelFilter(r); return err },
		func() (err error) { at, err = offset(r); return err },
		func() (err error) {
			l.Tunnels, total, err = s.cfg.Store.TunnelPage(r.Context(), l.Filter, at, onePage)
			return err
		},
		func() (err error) { l.Sites, err = s.cfg.Store.SiteCounts(r.Context()); return err },
	)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	l.Page, l.Empty = pagingOf(r, at, len(l.Tunnels), total), len(l.Sites) == 0
	s.show(w, r, http.StatusOK, "tunnels", "Tunnels", &l)
}

// OnlySite is the site as the query has it: "-" for none.
func (l *tunnelList) OnlySite() string {
	if l.Filter.NoSite {
		return "-"
	}
	return l.Filter.Site
}
