package web

import (
	"encoding/json"
	"net/http"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/report"
)

func (s *Server) apiFleet(w http.ResponseWriter, r *http.Request) {
	o, err := s.overview(r.Context())
	if err == nil {
		err = known(r)
	}
	if err != nil {
		s.answer(w, r, 0, nil, err)
		return
	}
	out := apiFleet{Tunnels: o.Tunnels, NotSound: o.NotSound, Health: o.Health, Devices: o.Devices, Unread: o.Unreads,
		Sweeps: each(o.UnderWay, sweepRow), Sites: each(o.Sites, func(c *history.SiteCount) apiSite { return apiSite{c.Site, c.Tunnels, c.NotSound, c.Health} })}
	if len(o.Runs) > 0 {
		last := runRow(&o.Runs[0])
		out.LastRun = &last
	}
	s.answer(w, r, http.StatusOK, out, nil)
}

func (s *Server) apiIncidents(w http.ResponseWriter, r *http.Request) {
	list, err := s.incidents(r.Context(), s.now())
	if err == nil {
		err = known(r)
	}
	s.answer(w, r, http.StatusOK, apiIncidents{each(list, func(i *incident) apiIncident { return apiIncident{i.IncidentDocument, i.Run, i.Now} })}, err)
}

func (s *Server) apiRuns(w http.ResponseWriter, r *http.Request) {
	_, most, err := rows(r)
	if err == nil {
		err = known(r, []parameter{{name: "limit"}})
	}
	var list []history.Run
	if err == nil {
		list, err = s.cfg.Store.Runs(r.Context(), most)
	}
	s.answer(w, r, http.StatusOK, apiRuns{each(list, runRow)}, err)
}

func (s *Server) apiRun(w http.ResponseWriter, r *http.Request) {
	id, err := numbered(r)
	var run *history.Run
	if err == nil {
		run, err = s.cfg.Store.Run(r.Context(), id)
	}
	if err == nil && run == nil {
		err = errNone
	}
	if err != nil {
		s.answer(w, r, 0, nil, err)
		return
	}
	unread, err := s.cfg.Store.UnreadOf(r.Context(), run.Sweep, mostRows)
	out := apiRun{apiRunRow: runRow(run), Incidents: []report.IncidentDocument{}, NotRead: each(unread, func(u *history.Unread) apiUnread {
		return apiUnread{u.Device, u.Failure, u.FailureText}
	})}
	if err == nil && len(run.Incidents) > 0 {
		err = json.Unmarshal(run.Incidents, &out.Incidents)
	}
	s.answer(w, r, http.StatusOK, out, err)
}

func (s *Server) apiSweeps(w http.ResponseWriter, r *http.Request) {
	list, err := s.cfg.Store.UnderWay(r.Context(), s.now())
	if err == nil {
		err = known(r)
	}
	s.answer(w, r, http.StatusOK, apiSweeps{each(list, sweepRow)}, err)
}

func (s *Server) apiSweep(w http.ResponseWriter, r *http.Request) {
	id, err := numbered(r)
	var sw *history.Sweep
	if err == nil {
		sw, err = s.cfg.Store.Sweep(r.Context(), id)
	}
	if err == nil && sw == nil {
		err = errNone
	}
	if err != nil {
		s.answer(w, r, 0, nil, err)
		return
	}
	s.answer(w, r, http.StatusOK, sweepRow(sw), nil)
}
