package metrics

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/engine"
)

// healths are the values of the label health.
var healths = []engine.Health{engine.Up, engine.Degraded, engine.Down, engine.Idle, engine.Standby, engine.Unknown}

// kinds are the objects that may be left out.
var kinds = []string{"device", "tunnel"}

// emit turns facts into series: the sums first, then the objects, the worst first.
func (b *batch) emit(f *Facts, now time.Time) {
	b.service(f)
	b.sums(f)
	for i := range f.Runs {
		b.run(&f.Runs[i])
	}
	for i := range f.Devices {
		b.object("device", func() { b.device(&f.Devices[i]) })
	}
	open := map[string][]*history.Finding{}
	for i := range f.Findings {
		open[f.Findings[i].Tunnel] = append(open[f.Findings[i].Tunnel], &f.Findings[i])
	}
	for _, t := range worstFirst(f.Tunnels) {
		b.object("tunnel", func() { b.tunnel(t, open[t.Name], inWindow(f.Windows, t, now)) })
	}
	b.add(seriesLimit, float64(b.limit))
	for _, kind := range kinds {
		b.add(seriesLeftOut, float64(b.left[kind]), kind)
	}
}

// service is what tells of the service itself.
func (b *batch) service(f *Facts) {
	if !f.Stored {
		return
	}
	b.add(historyUp, 1)
	b.add(historySize, float64(f.Size))
	b.jobs(f.Jobs)
	for _, c := range f.Deliveries {
		b.add(deliveries, float64(c.N), c.Name, c.State)
	}
}

// jobStates are those that are shown with 0 too: an alert must see them end.
var jobStates = []string{"available", "running", "retryable", "scheduled", "discarded"}

func (b *batch) jobs(counts []history.Count) {
	have := map[string]map[string]int64{}
	for _, c := range counts {
		if have[c.Name] == nil {
			have[c.Name] = map[string]int64{}
			for _, state := range jobStates {
				have[c.Name][state] = 0
			}
		}
		have[c.Name][c.State] = c.N
	}
	for queue, states := range have {
		for state, n := range states {
			b.add(jobs, float64(n), queue, state)
		}
	}
}

// sums are the open findings of all tunnels.
func (b *batch) sums(f *Facts) {
	type key struct{ rule, severity string }
	count := map[*Family]map[key]int{openFindings: {}, openIncidents: {}}
	for i := range f.Findings {
		to := openFindings
		if ofFleet(&f.Findings[i]) {
			to = openIncidents
		}
		count[to][key{f.Findings[i].Rule, f.Findings[i].Severity}]++
	}
	for family, sums := range count {
		for k, n := range sums {
			b.add(family, float64(n), k.rule, k.severity)
		}
	}
}

func (b *batch) run(r *history.Run) {
	b.when(sweepFinished, r.Finished, r.Schedule)
	b.add(sweepDuration, r.Finished.Sub(r.Started).Seconds(), r.Schedule)
	b.add(sweepDevices, float64(r.Devices), r.Schedule)
	b.add(sweepUnread, float64(r.Unread), r.Schedule)
	for _, h := range healths {
		b.add(sweepTunnels, float64(r.Health[string(h)]), r.Schedule, string(h))
	}
}

func (b *batch) device(d *history.Device) {
	b.add(deviceInfo, 1, d.Name, d.Platform, d.Site, d.Zone, d.Version)
	if d.Failure == "" {
		b.add(deviceOK, 1, d.Name)
	} else {
		b.add(deviceOK, 0, d.Name)
		b.add(deviceFailure, 1, d.Name, d.Failure)
	}
	b.add(deviceDuration, d.Took.Seconds(), d.Name)
	b.when(deviceTried, d.LastTried, d.Name)
	b.when(deviceRead, d.LastRead, d.Name)
}

func (b *batch) tunnel(t *history.Tunnel, open []*history.Finding, maintained bool) {
	b.add(tunnelInfo, 1, t.Name, t.Local, t.Remote, t.Site)
	b.states(t)
	b.when(tunnelSince, t.Since, t.Name)
	b.when(tunnelJudged, t.LastJudged, t.Name)
	if t.ExitCode > 0 {
		b.add(tunnelHeadline, 1, t.Name, t.Rule, t.Severity, t.Confidence, t.Owner)
	}
	for _, f := range open {
		b.add(tunnelFinding, 1, t.Name, f.Rule, f.Severity)
	}
	if maintained {
		b.add(tunnelMaintenance, 1, t.Name)
	}
	p := &t.Point
	b.whole(tunnelIKESAs, p.IKESAs, t.Name)
	b.whole(tunnelChildSAs, p.ChildSAs, t.Name)
	b.whole(tunnelAge, p.IKEAge, t.Name)
	b.whole(tunnelBytesIn, p.BytesIn, t.Name)
	b.whole(tunnelBytesOut, p.BytesOut, t.Name)
	b.whole(tunnelPacketsIn, p.PacketsIn, t.Name)
	b.whole(tunnelPacketsOut, p.PacketsOut, t.Name)
	b.whole(tunnelErrors, p.Errors, t.Name)
	b.decimal(tunnelRateIn, p.RateIn, t.Name)
	b.decimal(tunnelRateOut, p.RateOut, t.Name)
	b.whole(tunnelRekeys, p.Rekeys, t.Name)
}

// states shows the health. Idle by design and standby are no fault and not up.
func (b *batch) states(t *history.Tunnel) {
	switch engine.Health(t.Health) {
	case engine.Up, engine.Degraded:
		b.add(tunnelUp, 1, t.Name)
	case engine.Down:
		b.add(tunnelUp, 0, t.Name)
	}
	for _, h := range healths {
		is := 0.0
		if t.Health == string(h) {
			is = 1
		}
		b.add(tunnelHealth, is, t.Name, string(h))
	}
}

// worstFirst are the tunnels that still exist, those with a fault before the
// others.
func worstFirst(list []history.Tunnel) []*history.Tunnel {
	var out []*history.Tunnel
	for i := range list {
		if list[i].Health != history.Gone {
			out = append(out, &list[i])
		}
	}
	slices.SortFunc(out, func(a, b *history.Tunnel) int {
		return cmp.Or(cmp.Compare(grave(b), grave(a)), strings.Compare(a.Name, b.Name))
	})
	return out
}

// grave orders exit codes: critical, unknown, warning, sound.
func grave(t *history.Tunnel) int { return []int{0, 1, 3, 2}[min(max(t.ExitCode, 0), 3)] }

func inWindow(list []history.Window, t *history.Tunnel, now time.Time) bool {
	return slices.ContainsFunc(list, func(w history.Window) bool { return !w.Starts.After(now) && w.Ends.After(now) && w.Covers(*t) })
}
