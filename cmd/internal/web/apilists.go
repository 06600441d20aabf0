package web

import (
	"net/http"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/report"
)

// parametersOf are those of a route, from the list that the document is made of.
func (s *Server) parametersOf(id string) []parameter {
	for _, a := range s.apiRoutes() {
		if a.id == id {
			return a.query
		}
	}
	return nil
}

func (s *Server) apiTunnels(w http.ResponseWriter, r *http.Request) {
	var out apiTunnels
	var at, most int
	var f history.TunnelFilter
	err := first(
		func() error { return known(r, s.parametersOf("listTunnels")) },
		func() (err error) { at, most, err = rows(r); return err },
		func() (err error) { f, err = s.tunnelFilter(r); return err },
		func() error {
			list, total, err := s.cfg.Store.TunnelPage(r.Context(), f, at, most)
			out = apiTunnels{each(list, tunnelRow), total, nextPage(r, at, len(list), total)}
			return err
		},
	)
	s.answer(w, r, http.StatusOK, out, err)
}

// apiTunnel answers with the tunnel as the report has it.
func (s *Server) apiTunnel(w http.ResponseWriter, r *http.Request) {
	t, err := s.cfg.Store.Tunnel(r.Context(), r.PathValue("name"))
	if err == nil && (t == nil || len(t.Document) == 0) {
		err = errNone
	}
	if err != nil {
		s.answer(w, r, 0, nil, err)
		return
	}
	doc, err := report.ParseTunnel(t.Document)
	s.answer(w, r, http.StatusOK, doc, err)
}

func (s *Server) apiHistory(w http.ResponseWriter, r *http.Request) {
	name, err := oneOf(r, "span", spanNames())
	var t *history.Tunnel
	if err == nil {
		t, err = s.cfg.Store.Tunnel(r.Context(), r.PathValue("name"))
	}
	if err == nil && t == nil {
		err = errNone
	}
	if err != nil {
		s.answer(w, r, 0, nil, err)
		return
	}
	look := spanNamed(name)
	to := s.now().Add(look.width).Truncate(look.width)
	list, err := s.cfg.Store.Buckets(r.Context(), t.ID, to.Add(-look.back), to, look.width)
	s.answer(w, r, http.StatusOK, apiHistory{t.Name, look.Name, int(look.width.Seconds()), each(list, func(b *history.Bucket) apiBucket {
		return apiBucket{b.Start.UTC(), b.Points, b.Health, b.RateIn, b.RateOut, b.PacketsIn, b.PacketsOut, b.IKEAge, b.Errors, b.ChildSAs}
	})}, err)
}

func (s *Server) apiDevices(w http.ResponseWriter, r *http.Request) {
	var out apiDevices
	var at, most int
	err := first(
		func() error { return known(r, s.parametersOf("listDevices")) },
		func() (err error) { at, most, err = rows(r); return err },
		func() error {
			list, total, err := s.cfg.Store.DevicePage(r.Context(), deviceFilter(r), at, most)
			out = apiDevices{each(list, deviceRow), total, nextPage(r, at, len(list), total)}
			return err
		},
	)
	s.answer(w, r, http.StatusOK, out, err)
}

func (s *Server) apiDevice(w http.ResponseWriter, r *http.Request) {
	d, err := s.cfg.Store.Device(r.Context(), r.PathValue("name"))
	if err == nil && d == nil {
		err = errNone
	}
	if err != nil {
		s.answer(w, r, 0, nil, err)
		return
	}
	out := apiDevice{apiDeviceRow: deviceRow(d)}
	tunnels, _, err := s.cfg.Store.TunnelPage(r.Context(), history.TunnelFilter{Device: d.Name, Gone: true}, 0, mostRows)
	if err == nil {
		var list []history.Capture
		list, err = s.cfg.Store.CapturesOf(r.Context(), d.Name, 50)
		out.Captures = each(list, func(c *history.Capture) apiCapture {
			return apiCapture{c.ID, c.Started, c.Finished, c.Failure, c.Worker, "/captures/" + itoa(c.ID)}
		})
	}
	out.Tunnels = each(tunnels, tunnelRow)
	s.answer(w, r, http.StatusOK, out, err)
}

func (s *Server) apiFindings(w http.ResponseWriter, r *http.Request) {
	var out apiFindings
	var at, most int
	var f history.FindingFilter
	err := first(
		func() error { return known(r, s.parametersOf("listFindings")) },
		func() (err error) { at, most, err = rows(r); return err },
		func() (err error) { f, err = findingFilter(r); return err },
		func() error {
			list, total, err := s.cfg.Store.FindingPage(r.Context(), f, at, most)
			out = apiFindings{each(list, findingRow), total, nextPage(r, at, len(list), total)}
			return err
		},
	)
	s.answer(w, r, http.StatusOK, out, err)
}
