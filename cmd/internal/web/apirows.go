package web

import (
	"net/url"
	"strconv"

	"ipsec-diag/cmd/internal/history"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func tunnelRow(t *history.Tunnel) apiTunnelRow {
	path := "/tunnels/" + url.PathEscape(t.Name)
	return apiTunnelRow{Name: t.Name, Local: t.Local, Remote: t.Remote, Site: t.Site, Health: t.Health, Since: t.Since, Rule: t.Rule, Title: t.Title,
		Detail: t.Detail, Severity: t.Severity, Confidence: t.Confidence, Owner: t.Owner, ExitCode: t.ExitCode, Incident: t.Incident,
		LastRun: t.LastRun, LastJudged: t.LastJudged, Link: "/api/v1" + path, Page: path}
}

func deviceRow(d *history.Device) apiDeviceRow {
	path := "/devices/" + url.PathEscape(d.Name)
	return apiDeviceRow{Name: d.Name, Address: d.Address, Platform: d.Platform, Version: d.Version, Site: d.Site, Zone: d.Zone, LastTried: d.LastTried,
		LastRead: d.LastRead, Failure: d.Failure, FailureText: d.FailureText, Took: d.Took.Milliseconds(), Link: "/api/v1" + path, Page: path}
}

func findingRow(f *history.Finding) apiFinding {
	return apiFinding{Fingerprint: f.Fingerprint, Tunnel: f.Tunnel, Rule: f.Rule, Title: f.Title, Detail: f.Detail, Severity: f.Severity,
		Confidence: f.Confidence, Owner: f.Owner, ExplainedBy: f.ExplainedBy, Incident: f.Incident, State: f.State, Opened: f.Opened, LastSeen: f.LastSeen,
		Closed: f.Closed, Reopened: f.Reopened, Flapping: f.Flapping, MutedUntil: f.MutedUntil, AckedAt: f.AckedAt, AckedBy: f.AckedBy, Note: f.Note,
		Page: "/findings/" + f.Fingerprint}
}

// each turns a list into another; it is never nil, for the contract promises
// lists.
func each[A, B any](list []A, to func(*A) B) []B {
	out := make([]B, 0, len(list))
	for i := range list {
		out = append(out, to(&list[i]))
	}
	return out
}
