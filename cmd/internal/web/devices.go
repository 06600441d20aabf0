package web

import (
	"net/http"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/collector"
)

type deviceList struct {
	Filter  history.DeviceFilter
	Devices []history.Device
	Page    paging
	Empty   bool
}

func deviceFilter(r *http.Request) history.DeviceFilter {
	q := r.URL.Query()
	return history.DeviceFilter{Site: q.Get("site"), Zone: q.Get("zone"), Platform: q.Get("platform"), Failure: q.Get("failure"), Words: q.Get("q"), Unread: yes(r, "unread")}
}

func (s *Server) devices(w http.ResponseWriter, r *http.Request) {
	l := deviceList{Filter: deviceFilter(r)}
	at, err := offset(r)
	total := 0
	if err == nil {
		l.Devices, total, err = s.cfg.Store.DevicePage(r.Context(), l.Filter, at, onePage)
	}
	if err != nil {
		s.broken(w, r, err)
		return
	}
	l.Page, l.Empty = pagingOf(r, at, len(l.Devices), total), total == 0 && r.URL.RawQuery == ""
	s.show(w, r, http.StatusOK, "devices", "Devices", &l)
}

// devicePage is all that is known of one device.
type devicePage struct {
	history.Device
	Tunnels  []history.Tunnel
	Total    int
	Captures []history.Capture
	// Last is the latest capture, as it was read; nil when it is not kept.
	Last   *collector.Capture
	LastID int64
	Under  []history.Sweep
}

func (d *devicePage) live() bool { return len(d.Under) > 0 }

func (s *Server) device(w http.ResponseWriter, r *http.Request) {
	d, err := s.cfg.Store.Device(r.Context(), r.PathValue("name"))
	if err != nil {
		s.broken(w, r, err)
		return
	}
	if d == nil {
		s.fail(w, r, http.StatusNotFound, "No sweep has tried a device "+clip(r.PathValue("name"), 200)+". The search finds names by a part of them.")
		return
	}
	p := &devicePage{Device: *d}
	err = first(
		func() (err error) {
			p.Tunnels, p.Total, err = s.cfg.Store.TunnelPage(r.Context(), history.TunnelFilter{Device: d.Name, Gone: true}, 0, onePage)
			return err
		},
		func() (err error) { p.Captures, err = s.cfg.Store.CapturesOf(r.Context(), d.Name, 50); return err },
		func() (err error) { p.Under, err = s.cfg.Store.UnderWay(r.Context(), s.now()); return err },
		func() error { return s.lastCapture(r, p) },
	)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, "device", d.Name, p)
}

func (s *Server) lastCapture(r *http.Request, p *devicePage) error {
	if len(p.Captures) == 0 {
		return nil
	}
	p.LastID = p.Captures[0].ID
	c, err := s.cfg.Store.Capture(r.Context(), p.LastID)
	if err != nil || c == nil || len(c.Text) == 0 {
		return err
	}
	p.Last, err = collector.ParseCapture(c.Text)
	return err
}

// capturePage is one login with everything it gave.
type capturePage struct {
	history.Capture
	Got *collector.Capture
}

// capture shows the outputs of a login. Secrets were taken out before they were
// stored.
func (s *Server) capture(w http.ResponseWriter, r *http.Request) {
	id, err := numbered(r)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	c, err := s.cfg.Store.Capture(r.Context(), id)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	if c == nil {
		s.fail(w, r, http.StatusNotFound, "There is no such capture, or its time of keeping is over (keep in the service file).")
		return
	}
	s.note(r, "read output", c.Device+", capture "+r.PathValue("id"))
	p := &capturePage{Capture: *c}
	if len(c.Text) > 0 {
		if p.Got, err = collector.ParseCapture(c.Text); err != nil {
			s.broken(w, r, err)
			return
		}
	}
	if yes(r, "download") && len(c.Text) > 0 {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="capture-`+r.PathValue("id")+`.txt"`)
		_, _ = w.Write(c.Text)
		return
	}
	s.show(w, r, http.StatusOK, "capture", c.Device+", read "+stamp(c.Finished), p)
}
