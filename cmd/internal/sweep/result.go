package sweep

import (
	"context"
	"encoding/json"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// judge judges a sweep and turns the run into what is stored.
func (s *Service) judge(ctx context.Context, sw history.Sweep, captures []*collector.Capture) *history.Result {
	agent := s.remembering(ctx)
	run := agent.Judge(captures, sw.Subject)
	run.Started, run.Cards = sw.Started, s.cfg.Cards
	if s.cfg.Finish != nil {
		s.cfg.Finish(run)
	}
	res := ResultOf(run, sw, agent)
	res.Inventory, res.Schedules = s.Devices(), []string{""}
	for _, x := range s.plan.Load().Schedules {
		res.Schedules = append(res.Schedules, x.Name)
	}
	return res
}

// ResultOf turns a run into what is stored of it.
func ResultOf(run *report.Run, sw history.Sweep, places placer) *history.Result {
	res := &history.Result{Sweep: sw.ID, Schedule: sw.Schedule, Subject: sw.Subject, AskedBy: sw.AskedBy, Started: sw.Started, Finished: run.Finished, ExitCode: run.ExitCode()}
	for i := range run.Devices {
		d := &run.Devices[i]
		if d.Failure == nil {
			res.Read = append(res.Read, d.Name)
		} else {
			res.Unread = append(res.Unread, d.Name)
		}
	}
	for _, d := range run.Diagnoses {
		res.Tunnels = append(res.Tunnels, tunnelOf(run, d, places))
	}
	for _, i := range run.Incidents {
		res.Incidents = append(res.Incidents, incidentOf(sw.Schedule, i))
	}
	res.IncidentsDocument, _ = json.Marshal(report.IncidentsOf(run)) // strings and numbers only
	return res
}

type placer interface{ SiteOf(device string) string }

// DevicesOf are the devices of a run as the history knows them.
func DevicesOf(run *report.Run, zone func(device string) string) []history.Device {
	var out []history.Device
	for i := range run.Devices {
		d := &run.Devices[i]
		one := history.Device{Name: d.Name, Address: d.Address, Platform: d.Platform, Site: d.Site, Zone: zone(d.Name)}
		if d.Snap != nil {
			one.Version = d.Snap.Version.Or("")
		}
		if d.Capture != nil {
			one.LastTried, one.Took = d.Capture.Finished, d.Capture.Finished.Sub(d.Capture.Started)
		}
		if d.Failure != nil {
			one.Failure, one.FailureText = string(d.Failure.Class), d.Failure.Error()
		} else {
			one.LastRead = one.LastTried
		}
		out = append(out, one)
	}
	return out
}

func tunnelOf(run *report.Run, d *engine.Diagnosis, places placer) history.Tunnel {
	doc := report.Tunnel(run, d)
	text, _ := json.Marshal(doc) // strings and numbers only
	h := d.Headline
	t := history.Tunnel{
		Name: d.Case.ID, Local: d.Case.Local.Name, Remote: d.Case.Remote.Name, Site: places.SiteOf(d.Case.Local.Name),
		Health: string(d.Health), Rule: h.Rule.ID, Title: h.Rule.Title, Detail: h.Verdict.Detail, Severity: string(h.Severity),
		Confidence: string(h.Confidence), Owner: string(h.Owner), ExitCode: d.ExitCode, Incident: doc.Incident, Document: text, Point: pointOf(d),
	}
	if t.Site == "" {
		t.Site = places.SiteOf(d.Case.Remote.Name)
	}
	for _, f := range d.Findings {
		if f.Severity == engine.Info || f.Rule.Kind == engine.DataQuality {
			continue
		}
		t.Findings = append(t.Findings, history.Finding{
			Fingerprint: history.Fingerprint(t.Name, f.Rule.ID), Tunnel: t.Name, Rule: f.Rule.ID, Title: f.Rule.Title, Detail: f.Verdict.Detail,
			Severity: string(f.Severity), Confidence: string(f.Confidence), Owner: string(f.Owner), ExplainedBy: f.ExplainedBy, Incident: doc.Incident,
		})
	}
	for _, u := range d.Undetermined {
		t.Undetermined = append(t.Undetermined, u.Rule.ID)
	}
	return t
}

// incidentOf is an incident as a finding of the whole sweep.
func incidentOf(schedule string, i *engine.Incident) history.Finding {
	tunnel := history.FleetTunnel(schedule)
	return history.Finding{
		Fingerprint: history.Fingerprint(tunnel, i.ID()), Tunnel: tunnel, Rule: i.Rule.ID, Title: i.Rule.Title, Detail: i.Detail, Severity: string(i.Severity),
		Confidence: string(i.Confidence), Owner: string(i.Owner), ExplainedBy: i.ExplainedBy,
	}
}

// pointOf are a tunnel's numbers, of its local end. What no SA says is nil.
func pointOf(d *engine.Diagnosis) history.Point {
	var p history.Point
	e := &d.Case.Local
	if !e.Read() {
		return p
	}
	if e.Observed(ipsec.AreaIKESAs) {
		p.IKESAs = whole(len(e.IKESAs))
	}
	if e.Observed(ipsec.AreaChildSAs) {
		p.ChildSAs = whole(len(e.ChildrenUp()))
	}
	if n := engine.Count(e.Own(e.Events), ipsec.EventRekeyed); n > 0 { // a log without any may be of a device that does not write them
		p.Rekeys = whole(n)
	}
	for _, sa := range e.IKESAs {
		if age, ok := sa.Age.Get(); ok && (p.IKEAge == nil || int64(age.Seconds()) > *p.IKEAge) {
			p.IKEAge = whole(int(age.Seconds()))
		}
	}
	for _, c := range e.ChildrenUp() {
		add(&p.BytesIn, c.Counters.InBytes)
		add(&p.BytesOut, c.Counters.OutBytes)
		add(&p.PacketsIn, c.Counters.InPackets)
		add(&p.PacketsOut, c.Counters.OutPackets)
		add(&p.Errors, c.Counters.SendErrors)
		add(&p.Errors, c.Counters.RecvErrors)
		rate(&p.RateIn, c, e, func(c *ipsec.ChildSA) ipsec.Count { return c.Counters.InBytes })
		rate(&p.RateOut, c, e, func(c *ipsec.ChildSA) ipsec.Count { return c.Counters.OutBytes })
	}
	return p
}

func whole(n int) *int64 {
	v := int64(n)
	return &v
}

func add(to **int64, n ipsec.Count) {
	v, ok := n.Get()
	if !ok {
		return
	}
	if *to == nil {
		*to = new(int64)
	}
	**to += int64(v)
}

// rate adds the rate of one SA between the samples of an end.
func rate(to **float64, now *ipsec.ChildSA, e *engine.End, of func(*ipsec.ChildSA) ipsec.Count) {
	before := e.Earlier(now)
	if before == nil || e.Apart <= 0 {
		return
	}
	grew, ok := ipsec.Grew(of(before), of(now))
	if !ok {
		return
	}
	if *to == nil {
		*to = new(float64)
	}
	**to += float64(grew) / e.Apart.Seconds()
}
