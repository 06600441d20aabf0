package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/report"
)

// An overview is the fleet at a glance.
type overview struct {
	Health           map[string]int
	Tunnels          int
	NotSound         int
	Sites            []history.SiteCount
	Incidents        []incident
	Worst            []history.Tunnel
	Singles          int
	Runs             []history.Run
	UnderWay         []history.Sweep
	Unread           []history.Device
	Devices, Unreads int
	Windows          []history.Window
	// Stale is how many tunnels the runs of the last day before the latest do not
	// have any more: their state is from before.
	Stale int
	// GivenUp is how many alerts could not be delivered.
	GivenUp int64
	// Names complete the words of the form that asks for a diagnosis.
	Names []string
}

func (o *overview) live() bool { return len(o.UnderWay) > 0 }

// Words are the healths in the order of the page.
func (o *overview) Words() []string { return healthWords[:len(healthWords)-1] }

// An incident is one of the last run, with how many of its tunnels are still in it.
type incident struct {
	report.IncidentDocument
	Run int64
	Now int
	// Also are the incidents that this one explains.
	Also []report.IncidentDocument
}

// fewest is how many rows an overview shows of a list that has a page of its own.
const fewest = 25

// incidentsFor is how old a run may be whose incidents still count.
const incidentsFor = 7 * aDay

func (s *Server) fleet(w http.ResponseWriter, r *http.Request) {
	o, err := s.overview(r.Context())
	if err != nil {
		s.broken(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, "fleet", "Fleet", o)
}

// overview reads what the first page shows. It reads no document of a tunnel.
func (s *Server) overview(ctx context.Context) (*overview, error) {
	o := &overview{Health: map[string]int{}}
	now := s.now()
	err := first(
		func() (err error) { o.Sites, err = s.cfg.Store.SiteCounts(ctx); return err },
		func() (err error) { o.Runs, err = s.cfg.Store.Runs(ctx, 1); return err },
		func() (err error) { o.UnderWay, err = s.cfg.Store.UnderWay(ctx, now); return err },
		func() (err error) { o.Windows, err = s.cfg.Store.Windows(ctx, now); return err },
		func() (err error) {
			o.Worst, o.Singles, err = s.cfg.Store.TunnelPage(ctx, history.TunnelFilter{NotSound: true, Single: true}, 0, fewest)
			return err
		},
		func() (err error) {
			o.Unread, o.Unreads, err = s.cfg.Store.DevicePage(ctx, history.DeviceFilter{Unread: true}, 0, fewest)
			return err
		},
		func() (err error) {
			_, o.Devices, err = s.cfg.Store.DevicePage(ctx, history.DeviceFilter{}, 0, 0)
			return err
		},
		func() (err error) { o.Incidents, err = s.incidents(ctx, now); return err },
		func() error { return s.fillStale(ctx, o) },
		func() error {
			counts, err := s.cfg.Store.DeliveryCounts(ctx)
			o.GivenUp = given(counts)
			return err
		},
	)
	for i := range o.Sites {
		for word, n := range o.Sites[i].Health {
			o.Health[word] += n
			o.Tunnels += n
		}
		o.NotSound += o.Sites[i].NotSound
	}
	if s.cfg.Devices != nil {
		o.Names = s.cfg.Devices()
	}
	return o, err
}

// fillStale counts the tunnels that no run of the last day has.
func (s *Server) fillStale(ctx context.Context, o *overview) error {
	since, err := s.staleBefore(ctx)
	if err != nil || since.IsZero() {
		return err
	}
	_, o.Stale, err = s.cfg.Store.TunnelPage(ctx, history.TunnelFilter{NotSince: since}, 0, 0)
	return err
}

// staleBefore is a day before the end of the latest run; zero without one.
func (s *Server) staleBefore(ctx context.Context) (time.Time, error) {
	runs, err := s.cfg.Store.Runs(ctx, 1)
	if err != nil || len(runs) == 0 {
		return time.Time{}, err
	}
	return runs[0].Finished.Add(-aDay), nil
}

// Old reports whether the latest run is so old that a page should say so.
func (o *overview) Old(now time.Time) bool {
	return len(o.Runs) > 0 && len(o.UnderWay) == 0 && now.Sub(o.Runs[0].Finished) > aDay
}

// first runs functions until one fails.
func first(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// incidents are those of the latest run of each schedule that have a tunnel in
// them still: a later run of fewer devices may have judged some anew.
func (s *Server) incidents(ctx context.Context, now time.Time) ([]incident, error) {
	runs, err := s.cfg.Store.LatestRuns(ctx, now.Add(-incidentsFor))
	if err != nil {
		return nil, err
	}
	members, err := s.cfg.Store.HaveIncident(ctx)
	if err != nil {
		return nil, err
	}
	var out []incident
	seen := map[string]bool{}
	for i := range runs {
		for _, one := range incidentsOf(&runs[i], members) {
			if !seen[one.ID] {
				seen[one.ID] = true
				out = append(out, one)
			}
		}
	}
	return out, nil
}

// incidentsOf are a run's incidents, each with those it explains; without those
// none of whose tunnels is in them any more. Of members nil they are as they were.
func incidentsOf(run *history.Run, members map[string]int) []incident {
	var docs []report.IncidentDocument
	if len(run.Incidents) == 0 || json.Unmarshal(run.Incidents, &docs) != nil {
		return nil
	}
	var out []incident
	for _, d := range docs {
		if d.ExplainedBy != "" || members != nil && len(d.Members) > 0 && members[d.ID] == 0 {
			continue
		}
		one := incident{IncidentDocument: d, Run: run.ID, Now: members[d.ID]}
		for _, also := range docs {
			if also.ExplainedBy == d.ID {
				one.Also = append(one.Also, also)
			}
		}
		out = append(out, one)
	}
	return out
}
