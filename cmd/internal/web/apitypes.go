package web

import (
	"time"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/report"
)

// The documents of the API. Times are UTC (RFC 3339); what is not known is absent.
type (
	apiFleet struct {
		Tunnels  int            `json:"tunnels"`
		NotSound int            `json:"not_sound"`
		Health   map[string]int `json:"health"`
		Sites    []apiSite      `json:"sites"`
		// Devices that were ever tried, and those that could not be read the last time.
		Devices int        `json:"devices"`
		Unread  int        `json:"unread"`
		LastRun *apiRunRow `json:"last_run,omitempty"`
		Sweeps  []apiSweep `json:"sweeps"`
	}
	apiSite struct {
		Site     string         `json:"site"`
		Tunnels  int            `json:"tunnels"`
		NotSound int            `json:"not_sound"`
		Health   map[string]int `json:"health"`
	}
	apiTunnels struct {
		Tunnels []apiTunnelRow `json:"tunnels"`
		Total   int            `json:"total"`
		Next    string         `json:"next,omitempty"`
	}
	apiTunnelRow struct {
		Name       string    `json:"name"`
		Local      string    `json:"local"`
		Remote     string    `json:"remote"`
		Site       string    `json:"site,omitempty"`
		Health     string    `json:"health"`
		Since      time.Time `json:"since,omitzero"`
		Rule       string    `json:"rule"`
		Title      string    `json:"title"`
		Detail     string    `json:"detail,omitempty"`
		Severity   string    `json:"severity"`
		Confidence string    `json:"confidence"`
		Owner      string    `json:"owner"`
		ExitCode   int       `json:"exit_code"`
		Incident   string    `json:"incident,omitempty"`
		LastRun    time.Time `json:"last_run,omitzero"`
		LastJudged time.Time `json:"last_judged,omitzero"`
		Link       string    `json:"link"`
		Page       string    `json:"page"`
	}
	apiHistory struct {
		Tunnel  string      `json:"tunnel"`
		Span    string      `json:"span"`
		Seconds int         `json:"bucket_seconds"`
		Buckets []apiBucket `json:"buckets"`
	}
	apiBucket struct {
		Start      time.Time `json:"start"`
		Points     int       `json:"points"`
		Health     string    `json:"health"`
		RateIn     *float64  `json:"bytes_per_second_in,omitempty"`
		RateOut    *float64  `json:"bytes_per_second_out,omitempty"`
		PacketsIn  *float64  `json:"packets_per_second_in,omitempty"`
		PacketsOut *float64  `json:"packets_per_second_out,omitempty"`
		IKEAge     *int64    `json:"ike_age_s,omitempty"`
		Errors     *int64    `json:"errors,omitempty"`
		Childs     *int64    `json:"child_sas,omitempty"`
	}
	apiDevices struct {
		Devices []apiDeviceRow `json:"devices"`
		Total   int            `json:"total"`
		Next    string         `json:"next,omitempty"`
	}
	apiDeviceRow struct {
		Name        string    `json:"name"`
		Address     string    `json:"address"`
		Platform    string    `json:"platform,omitempty"`
		Version     string    `json:"version,omitempty"`
		Site        string    `json:"site,omitempty"`
		Zone        string    `json:"zone,omitempty"`
		LastTried   time.Time `json:"last_tried,omitzero"`
		LastRead    time.Time `json:"last_read,omitzero"`
		Failure     string    `json:"failure,omitempty"`
		FailureText string    `json:"failure_text,omitempty"`
		Took        int64     `json:"took_ms"`
		Link        string    `json:"link"`
		Page        string    `json:"page"`
	}
	apiDevice struct {
		apiDeviceRow
		Tunnels  []apiTunnelRow `json:"tunnels"`
		Captures []apiCapture   `json:"captures"`
	}
	apiCapture struct {
		ID       int64     `json:"id"`
		Started  time.Time `json:"started,omitzero"`
		Finished time.Time `json:"finished,omitzero"`
		Failure  string    `json:"failure,omitempty"`
		Worker   string    `json:"worker,omitempty"`
		Page     string    `json:"page"`
	}
	apiFindings struct {
		Findings []apiFinding `json:"findings"`
		Total    int          `json:"total"`
		Next     string       `json:"next,omitempty"`
	}
	apiFinding struct {
		Fingerprint string    `json:"fingerprint"`
		Tunnel      string    `json:"tunnel"`
		Rule        string    `json:"rule"`
		Title       string    `json:"title"`
		Detail      string    `json:"detail,omitempty"`
		Severity    string    `json:"severity"`
		Confidence  string    `json:"confidence"`
		Owner       string    `json:"owner"`
		ExplainedBy string    `json:"explained_by,omitempty"`
		Incident    string    `json:"incident,omitempty"`
		State       string    `json:"state"`
		Opened      time.Time `json:"opened,omitzero"`
		LastSeen    time.Time `json:"last_seen,omitzero"`
		Closed      time.Time `json:"closed,omitzero"`
		Reopened    int       `json:"reopened"`
		Flapping    bool      `json:"flapping"`
		MutedUntil  time.Time `json:"muted_until,omitzero"`
		AckedAt     time.Time `json:"acknowledged,omitzero"`
		AckedBy     string    `json:"acknowledged_by,omitempty"`
		Note        string    `json:"note,omitempty"`
		Page        string    `json:"page"`
	}
	apiIncidents struct {
		Incidents []apiIncident `json:"incidents"`
	}
	apiIncident struct {
		report.IncidentDocument
		Run int64 `json:"run"`
		// Now is how many of the members are still in it.
		Now int `json:"members_now"`
	}
	apiRuns struct {
		Runs []apiRunRow `json:"runs"`
	}
	apiRunRow struct {
		ID       int64          `json:"id"`
		Schedule string         `json:"schedule,omitempty"`
		Subject  string         `json:"subject,omitempty"`
		AskedBy  string         `json:"asked_by,omitempty"`
		Started  time.Time      `json:"started,omitzero"`
		Finished time.Time      `json:"finished,omitzero"`
		Devices  int            `json:"devices"`
		Unread   int            `json:"unread"`
		Tunnels  int            `json:"tunnels"`
		Health   map[string]int `json:"health"`
		ExitCode int            `json:"exit_code"`
		Link     string         `json:"link"`
		Page     string         `json:"page"`
	}
	apiRun struct {
		apiRunRow
		Incidents []report.IncidentDocument `json:"incidents"`
		NotRead   []apiUnread               `json:"not_read"`
	}
	apiUnread struct {
		Device string `json:"device"`
		Class  string `json:"class,omitempty"`
		Text   string `json:"text,omitempty"`
	}
	apiSweeps struct {
		Sweeps []apiSweep `json:"sweeps"`
	}
	apiSweep struct {
		ID       int64     `json:"id"`
		Schedule string    `json:"schedule,omitempty"`
		Subject  string    `json:"subject,omitempty"`
		AskedBy  string    `json:"asked_by,omitempty"`
		Started  time.Time `json:"started,omitzero"`
		Deadline time.Time `json:"deadline,omitzero"`
		Devices  int       `json:"devices"`
		Read     int       `json:"read"`
		// Run is the judgement, once it is made; Link is its address.
		Run  int64  `json:"run,omitempty"`
		Link string `json:"link,omitempty"`
	}
)

// runRow leaves out what only the run's own document has.
func runRow(r *history.Run) apiRunRow {
	n := itoa(r.ID)
	return apiRunRow{ID: r.ID, Schedule: r.Schedule, Subject: r.Subject, AskedBy: r.AskedBy, Started: r.Started, Finished: r.Finished, Devices: r.Devices,
		Unread: r.Unread, Tunnels: r.Tunnels, Health: r.Health, ExitCode: r.ExitCode, Link: "/api/v1/runs/" + n, Page: "/runs/" + n}
}

func sweepRow(s *history.Sweep) apiSweep {
	out := apiSweep{ID: s.ID, Schedule: s.Schedule, Subject: s.Subject, AskedBy: s.AskedBy, Started: s.Started, Deadline: s.Deadline, Devices: s.Devices, Read: s.Read, Run: s.Run}
	if s.Run != 0 {
		out.Link = "/api/v1/runs/" + itoa(s.Run)
	}
	return out
}
