package metrics

import (
	"context"
	"strings"
	"time"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/engine"
)

// Facts are what the metrics are made of.
type Facts struct {
	// Tunnels have their last numbers; Findings are the open ones.
	Tunnels    []history.Tunnel
	Findings   []history.Finding
	Windows    []history.Window
	Devices    []history.Device
	Runs       []history.Run
	Jobs       []history.Count
	Deliveries []history.Count
	// Size is that of the database, 0 without one.
	Size int64
	// Stored says that the facts come from a database.
	Stored bool
}

// FromStore reads the facts from a database.
func FromStore(ctx context.Context, s *history.Store, now time.Time) (*Facts, error) {
	f := &Facts{Stored: true}
	points, err := s.LatestPoints(ctx)
	if err != nil {
		return nil, err
	}
	for _, read := range []func() error{
		func() (err error) { f.Tunnels, err = s.Tunnels(ctx); return err },
		func() (err error) { f.Findings, err = s.Findings(ctx, history.StateOpen); return err },
		func() (err error) { f.Windows, err = s.Windows(ctx, now); return err },
		func() (err error) { f.Devices, err = s.Devices(ctx); return err },
		func() (err error) { f.Runs, err = s.LastRuns(ctx); return err },
		func() (err error) { f.Jobs, err = s.Jobs(ctx); return err },
		func() (err error) { f.Deliveries, err = s.DeliveryCounts(ctx); return err },
		func() (err error) { f.Size, err = s.Bytes(ctx); return err },
	} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	for i := range f.Tunnels {
		f.Tunnels[i].Point = points[f.Tunnels[i].ID]
	}
	return f, nil
}

// FromResult are the facts of one run that is not stored. All its findings count
// as open: a single run knows no before.
func FromResult(res *history.Result, devices []history.Device) *Facts {
	f := &Facts{Tunnels: res.Tunnels, Devices: devices, Findings: res.Incidents}
	run := history.Run{Schedule: OneShot, Started: res.Started, Finished: res.Finished, Devices: len(res.Read) + len(res.Unread),
		Unread: len(res.Unread), Tunnels: len(res.Tunnels), Health: map[string]int{}}
	for i := range res.Tunnels {
		t := &res.Tunnels[i]
		t.LastRun = res.Finished
		if t.Health != string(engine.Unknown) {
			t.LastJudged = res.Finished
		}
		f.Findings = append(f.Findings, t.Findings...)
		run.Health[t.Health]++
	}
	f.Runs = []history.Run{run}
	return f
}

// OneShot is the schedule of a run that no schedule began.
const OneShot = "none"

// ofFleet reports whether a finding is an incident of a whole sweep.
func ofFleet(f *history.Finding) bool { return strings.HasPrefix(f.Tunnel, history.FleetTunnel("")) }
