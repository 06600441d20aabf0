package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/sweep"
)

type runList struct {
	Runs  []history.Run
	Under []history.Sweep
}

func (l *runList) live() bool { return len(l.Under) > 0 }

func (s *Server) runs(w http.ResponseWriter, r *http.Request) {
	var l runList
	err := first(
		func() (err error) { l.Runs, err = s.cfg.Store.Runs(r.Context(), onePage); return err },
		func() (err error) { l.Under, err = s.cfg.Store.UnderWay(r.Context(), s.now()); return err },
	)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, "runs", "Runs", &l)
}

// runPage is one judgement.
type runPage struct {
	history.Run
	Words     []string
	Incidents []incident
	Unreads   []history.Unread
	Tunnels   []history.RunTunnel
	Page      paging
}

func (s *Server) run(w http.ResponseWriter, r *http.Request) {
	id, err := numbered(r)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	run, err := s.cfg.Store.Run(r.Context(), id)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	if run == nil {
		s.fail(w, r, http.StatusNotFound, "There is no run of this number, or its time of keeping is over (keep in the service file).")
		return
	}
	p := &runPage{Run: *run, Words: healthWords[:len(healthWords)-1], Incidents: incidentsOf(run, nil)}
	at, err := offset(r)
	total := 0
	if err == nil {
		p.Unreads, err = s.cfg.Store.UnreadOf(r.Context(), run.Sweep, onePage)
	}
	if err == nil {
		p.Tunnels, total, err = s.cfg.Store.TunnelsOfRun(r.Context(), id, at, onePage)
	}
	if err != nil {
		s.broken(w, r, err)
		return
	}
	p.Page = pagingOf(r, at, len(p.Tunnels), total)
	s.show(w, r, http.StatusOK, "run", "Run "+strconv.FormatInt(id, 10), p)
}

type sweepPage struct {
	history.Sweep
	// Late says that its time is over, Lost that nobody has judged it long after.
	Late, Lost bool
}

// judgedWithin is how long after its time is over a sweep should be judged.
const judgedWithin = 15 * time.Minute

func (p *sweepPage) live() bool { return !p.Lost }

// sweep shows how far a sweep is; once it is judged it leads to the run.
func (s *Server) sweep(w http.ResponseWriter, r *http.Request) {
	id, err := numbered(r)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	sw, err := s.cfg.Store.Sweep(r.Context(), id)
	switch {
	case err != nil:
		s.broken(w, r, err)
	case sw == nil:
		s.fail(w, r, http.StatusNotFound, "There is no sweep of this number, or its time of keeping is over.")
	case sw.Run != 0:
		http.Redirect(w, r, "/runs/"+strconv.FormatInt(sw.Run, 10), http.StatusSeeOther)
	default:
		p := &sweepPage{Sweep: *sw, Late: s.now().After(sw.Deadline), Lost: s.now().After(sw.Deadline.Add(judgedWithin))}
		s.show(w, r, http.StatusOK, "sweep", "Sweep "+strconv.FormatInt(id, 10), p)
	}
}

// askNow begins a diagnosis from the form of a page.
func (s *Server) askNow(w http.ResponseWriter, r *http.Request) {
	id, err := s.ask(r, strings.Fields(r.PostFormValue("which")))
	if err != nil {
		s.broken(w, r, err)
		return
	}
	http.Redirect(w, r, "/sweeps/"+strconv.FormatInt(id, 10), http.StatusSeeOther)
}

// ask begins a diagnosis and writes down who asked.
func (s *Server) ask(r *http.Request, which []string) (int64, error) {
	if s.cfg.Ask == nil {
		return 0, badf("this process only shows the history; ask the one that runs sweeps")
	}
	if len(which) > 200 {
		return 0, badf("too many words; choose by site:NAME or tag:NAME")
	}
	id, err := s.cfg.Ask(r.Context(), which, callerOf(r).Name)
	if choice, ok := errors.AsType[*sweep.ChoiceError](err); ok {
		return 0, badRequest(choice.Error())
	}
	if err == nil {
		s.note(r, "diagnose", "sweep "+strconv.FormatInt(id, 10)+": "+whichText(which))
	}
	return id, err
}

func whichText(which []string) string {
	if len(which) == 0 {
		return "every device"
	}
	return strings.Join(which, " ")
}
