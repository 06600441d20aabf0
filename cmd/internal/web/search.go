package web

import (
	"net/http"
	"net/url"
	"strings"

	"ipsec-diag/cmd/internal/history"
)

type searchPage struct {
	Words          string
	Tunnels        []history.Tunnel
	Devices        []history.Device
	MoreT, MoreD   int
	TunnelsPage    string
	DevicesPage    string
	FindingsPage   string
	MatchingCauses int
}

// search finds tunnels, devices and findings by parts of their names. A name in
// full leads to its page.
func (s *Server) search(w http.ResponseWriter, r *http.Request) {
	p := searchPage{Words: strings.TrimSpace(r.URL.Query().Get("q"))}
	if p.Words == "" {
		http.Redirect(w, r, "/tunnels", http.StatusSeeOther)
		return
	}
	if to, err := s.exact(r, p.Words); err != nil || to != "" {
		if err != nil {
			s.broken(w, r, err)
			return
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	p.TunnelsPage, p.DevicesPage, p.FindingsPage = link("/tunnels", "q", p.Words), link("/devices", "q", p.Words), link("/findings", "q", p.Words, "state", "any")
	err := first(
		func() (err error) {
			p.Tunnels, p.MoreT, err = s.cfg.Store.TunnelPage(r.Context(), history.TunnelFilter{Words: p.Words, Gone: true}, 0, fewest)
			return err
		},
		func() (err error) {
			p.Devices, p.MoreD, err = s.cfg.Store.DevicePage(r.Context(), history.DeviceFilter{Words: p.Words}, 0, fewest)
			return err
		},
		func() (err error) {
			_, p.MatchingCauses, err = s.cfg.Store.FindingPage(r.Context(), history.FindingFilter{Words: p.Words}, 0, 1)
			return err
		},
	)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, "search", "Search: "+clip(p.Words, 60), &p)
}

// exact is the page of what is called exactly so; "" for nothing.
func (s *Server) exact(r *http.Request, name string) (string, error) {
	t, err := s.cfg.Store.Tunnel(r.Context(), name)
	if err != nil || t != nil {
		return "/tunnels/" + url.PathEscape(name), err
	}
	d, err := s.cfg.Store.Device(r.Context(), name)
	if err != nil || d != nil {
		return "/devices/" + url.PathEscape(name), err
	}
	f, err := s.cfg.Store.Finding(r.Context(), name)
	if err != nil || f == nil {
		return "", err
	}
	return whereOf(f), nil
}
