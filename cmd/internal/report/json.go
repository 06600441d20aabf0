package report

import (
	"encoding/json"
	"io"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// SchemaVersion is the version of the JSON report. It changes only when a
// field changes its meaning or goes.
const SchemaVersion = 1

type jsonReport struct {
	Schema      int       `json:"schema"`
	Tool        jsonTool  `json:"tool"`
	Started     time.Time `json:"started,omitzero"`
	Finished    time.Time `json:"finished,omitzero"`
	Interrupted bool      `json:"interrupted,omitempty"`
	// Notes are what the reader has to know of the input.
	Notes     []string       `json:"notes,omitempty"`
	Devices   []jsonDevice   `json:"devices"`
	Incidents []jsonIncident `json:"incidents"`
	Tunnels   []jsonTunnel   `json:"tunnels"`
	ExitCode  int            `json:"exit_code"`
	// Site is there when a site changes rules, cards or tunnels.
	Site *jsonSite `json:"site_rules,omitempty"`
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type jsonDevice struct {
	Name     string        `json:"name"`
	Address  string        `json:"address,omitempty"`
	Platform string        `json:"platform,omitempty"`
	Version  ipsec.Text    `json:"version,omitzero"`
	Reached  bool          `json:"reached"`
	Error    *jsonError    `json:"error,omitempty"`
	Commands []jsonCommand `json:"commands"`
}

type jsonError struct {
	Class  string `json:"class"`
	Detail string `json:"detail,omitempty"`
	Advice string `json:"advice,omitempty"`
}

type jsonCommand struct {
	Command      string    `json:"command"`
	Status       string    `json:"status"`
	Reason       string    `json:"reason,omitempty"`
	Started      time.Time `json:"started,omitzero"`
	Milliseconds int64     `json:"ms,omitempty"`
	LinesRead    int       `json:"lines_read"`
	LinesUnread  int       `json:"lines_unread"`
}

type jsonTunnel struct {
	ID       string           `json:"id"`
	Local    jsonEnd          `json:"local"`
	Remote   jsonEnd          `json:"remote"`
	Health   engine.Health    `json:"health"`
	Headline jsonHeadline     `json:"headline"`
	Impact   *Impact          `json:"impact,omitempty"`
	IKESAs   []*ipsec.IKESA   `json:"ike_sas"`
	ChildSAs []*ipsec.ChildSA `json:"child_sas"`
	// RemoteIKESAs and RemoteChildSAs are those of the remote end, if it was read.
	RemoteIKESAs   []*ipsec.IKESA     `json:"remote_ike_sas,omitempty"`
	RemoteChildSAs []*ipsec.ChildSA   `json:"remote_child_sas,omitempty"`
	Findings       []jsonFinding      `json:"findings"`
	RunnerUp       string             `json:"runner_up,omitempty"`
	RunnerUps      []string           `json:"runner_ups"`
	Settles        string             `json:"deciding_check,omitempty"`
	Deciding       []Check            `json:"deciding_checks"`
	Undetermined   []jsonUndetermined `json:"undetermined"`
	RuledOut       []jsonRuledOut     `json:"ruled_out"`
	// BothEnds is there when both ends show SAs.
	BothEnds     *jsonBothEnds `json:"both_ends,omitempty"`
	Tree         []jsonStep    `json:"tree"`
	TreesSkipped []jsonSkipped `json:"trees_skipped"`
	Timeline     []jsonMoment  `json:"timeline,omitempty"`
	ExitCode     int           `json:"exit_code"`
	Mark         *jsonMark     `json:"mark,omitempty"`
	// Carrier is there when several peers are configured and one carries the tunnel.
	Carrier *jsonCarrier `json:"carrier,omitempty"`
	// Incident is the id of the incident the tunnel is folded into.
	Incident string `json:"incident,omitempty"`
}

type jsonEnd struct {
	Name      string   `json:"name"`
	Read      bool     `json:"read"`
	Addresses []string `json:"addresses,omitempty"`
}

type jsonHeadline struct {
	Rule       string            `json:"rule"`
	Title      string            `json:"title"`
	Detail     string            `json:"detail,omitempty"`
	Confidence engine.Confidence `json:"confidence"`
	Owner      engine.Owner      `json:"owner"`
	Since      string            `json:"since,omitempty"`
	// Fingerprint is the same for the same rule on the same tunnel in every run.
	Fingerprint string `json:"fingerprint"`
}

type jsonFinding struct {
	Rule        string            `json:"rule"`
	Title       string            `json:"title"`
	Detail      string            `json:"detail,omitempty"`
	Severity    engine.Severity   `json:"severity"`
	Kind        engine.Kind       `json:"kind"`
	Confidence  engine.Confidence `json:"confidence"`
	Score       int               `json:"score"`
	Owner       engine.Owner      `json:"owner"`
	Witness     string            `json:"witness,omitempty"`
	Caps        []engine.Cap      `json:"caps,omitempty"`
	Weakened    []string          `json:"weakened_by,omitempty"`
	Evidence    []jsonEvidence    `json:"evidence"`
	ExplainedBy string            `json:"explained_by,omitempty"`
	MaybeBy     string            `json:"possibly_explained_by,omitempty"`
	NextSteps   []NextStep        `json:"next_steps"`
	// BySite says that the site has changed the severity.
	BySite bool `json:"severity_by_site,omitempty"`
	// Checks would separate a cause that is not certain from its rivals, or find
	// the cause of a symptom.
	Checks []Check `json:"checks,omitempty"`
}

type jsonEvidence struct {
	Device    string   `json:"device"`
	Command   string   `json:"command"`
	FirstLine int32    `json:"first_line"`
	LastLine  int32    `json:"last_line"`
	Text      []string `json:"text"`
	Says      string   `json:"says"`
}

type jsonUndetermined struct {
	Rule    string   `json:"rule"`
	Missing []string `json:"missing"`
}

type jsonRuledOut struct {
	Rule     string         `json:"rule"`
	Why      string         `json:"why"`
	Evidence []jsonEvidence `json:"evidence"`
}

// JSON writes the run as one JSON document.
func JSON(w io.Writer, r *Run, version string) error {
	out := jsonReport{
		Schema: SchemaVersion, Tool: jsonTool{Name: "ipsec-diag", Version: version},
		Started: r.Started, Finished: r.Finished, Interrupted: r.Interrupted, Notes: r.Notes,
		Devices: []jsonDevice{}, Incidents: []jsonIncident{}, Tunnels: []jsonTunnel{}, ExitCode: r.ExitCode(), Site: r.siteJSON(),
	}
	for i := range r.Devices {
		out.Devices = append(out.Devices, deviceJSON(&r.Devices[i]))
	}
	for _, i := range r.Incidents {
		out.Incidents = append(out.Incidents, incidentJSON(r, i))
	}
	for _, d := range r.Diagnoses {
		out.Tunnels = append(out.Tunnels, tunnelJSON(r, d))
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

func deviceJSON(d *Device) jsonDevice {
	out := jsonDevice{Name: d.Name, Address: d.Address, Platform: d.Platform, Commands: []jsonCommand{}}
	if d.Failure != nil {
		out.Error = &jsonError{Class: string(d.Failure.Class), Detail: d.Failure.Detail, Advice: d.Failure.Advice}
	}
	if d.Snap != nil {
		out.Version = d.Snap.Version
	}
	if d.Capture == nil {
		return out
	}
	out.Reached = len(d.Capture.Outputs) > 0
	for _, o := range d.Capture.Outputs {
		c := jsonCommand{Command: o.Command, Status: string(o.Status), Reason: o.Reason, Started: o.Started, Milliseconds: o.Took.Milliseconds()}
		if src := d.Snap.Source(o.Command); src != nil {
			c.LinesRead, c.LinesUnread = src.Read, src.Unread
		}
		out.Commands = append(out.Commands, c)
	}
	return out
}

func tunnelJSON(r *Run, d *engine.Diagnosis) jsonTunnel {
	h := d.Headline
	out := jsonTunnel{
		ID: d.Case.ID, Local: endJSON(&d.Case.Local), Remote: endJSON(&d.Case.Remote), Health: d.Health,
		Headline: jsonHeadline{Rule: h.Rule.ID, Title: h.Rule.Title, Detail: h.Verdict.Detail, Confidence: h.Confidence, Owner: h.Owner, Since: h.Verdict.Since,
			Fingerprint: Fingerprint(d.Case.ID, h.Rule.ID)},
		IKESAs: notNil(d.Case.Local.IKESAs), ChildSAs: notNil(d.Case.Local.ChildSAs),
		RemoteIKESAs: d.Case.Remote.IKESAs, RemoteChildSAs: d.Case.Remote.ChildSAs,
		Findings: []jsonFinding{}, Undetermined: []jsonUndetermined{}, RuledOut: []jsonRuledOut{},
		Settles: d.Settles, ExitCode: d.ExitCode, Mark: markJSON(d), Carrier: carrierJSON(d),
	}
	impact := impactOf(r, d)
	out.Impact = &impact
	if i := r.incidentOf(d); i != nil {
		out.Incident = i.ID()
	}
	out.Tree, out.TreesSkipped = treeJSON(r, d)
	out.Timeline = timelineJSON(r, d)
	out.BothEnds = bothEndsJSON(d.Case)
	out.Deciding, out.RunnerUps = notNil(deciding(r, d)), []string{}
	for _, f := range d.Rivals() {
		out.RunnerUps = append(out.RunnerUps, f.Rule.ID)
	}
	if d.RunnerUp != nil {
		out.RunnerUp = d.RunnerUp.Rule.ID
	}
	for _, f := range d.Findings {
		out.Findings = append(out.Findings, findingJSON(r, d, f))
	}
	for _, u := range d.Undetermined {
		out.Undetermined = append(out.Undetermined, jsonUndetermined{Rule: u.Rule.ID, Missing: notNil(u.Missing)})
	}
	for _, x := range d.RuledOut {
		out.RuledOut = append(out.RuledOut, jsonRuledOut{Rule: x.Rule.ID, Why: x.Why, Evidence: evidenceJSON(x.Evidence)})
	}
	return out
}

func endJSON(e *engine.End) jsonEnd {
	return jsonEnd{Name: e.Name, Read: e.Read(), Addresses: e.Addresses}
}

func findingJSON(r *Run, d *engine.Diagnosis, f *engine.Finding) jsonFinding {
	var open []Check
	if undecided(f) {
		open = checks(r, d, f)
	}
	return jsonFinding{
		Rule: f.Rule.ID, Title: f.Rule.Title, Detail: f.Verdict.Detail, Severity: f.Severity, Kind: f.Rule.Kind,
		Confidence: f.Confidence, Score: f.Points, Owner: f.Owner, Witness: string(f.Verdict.Witness),
		Caps: f.Verdict.Caps, Weakened: f.Verdict.Weakeners, Evidence: evidenceJSON(f.Verdict.Evidence),
		ExplainedBy: f.ExplainedBy, MaybeBy: f.Maybe, NextSteps: notNil(nextSteps(r, d, f)), Checks: open, BySite: r.severityChange(f) != nil,
	}
}

func evidenceJSON(evidence []engine.Evidence) []jsonEvidence {
	out := []jsonEvidence{}
	for _, ev := range evidence {
		out = append(out, jsonEvidence{Device: ev.Device, Command: ev.Ref.Command, FirstLine: ev.Ref.First, LastLine: ev.Ref.Last, Text: notNil(ev.Text), Says: ev.Says})
	}
	return out
}

// notNil makes an absent list an empty one: the contract promises lists.
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
