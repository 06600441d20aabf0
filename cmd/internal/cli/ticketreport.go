package cli

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/cmd/internal/ticket"
	"ipsec-diag/engine"
)

// ticketReport is what a ticket is told of a run, as its readers may see it.
func ticketReport(p *packed, path string) (*ticket.Report, error) {
	run := p.shown
	if len(run.Diagnoses) == 0 {
		return nil, &exitError{code: ExitUnknown, text: "no tunnel was judged: there is nothing to tell a ticket. The bundle is " + path}
	}
	var note bytes.Buffer
	if err := runreport.Note(&note, run); err != nil {
		return nil, err
	}
	r := &ticket.Report{Text: note.String(), At: p.contents.Manifest.Judged, Severity: severityOf(run.ExitCode()),
		Healthy: run.ExitCode() == ExitHealthy && !run.Interrupted}
	r.Title, _, _ = strings.Cut(r.Text, "\n")
	r.Fingerprint, r.Subject = faultOf(run)
	r.Well = wellOf(run)
	var states []string
	for _, d := range unsoundOf(run) {
		states = append(states, d.Case.ID, string(d.Health), d.Headline.Rule.ID, string(d.Headline.Confidence))
	}
	r.State = ticket.Digest(states...)
	sum := fmt.Sprintf("%x", sha256.Sum256(p.data))
	r.Bundle = &ticket.File{Name: "ipsec-diag-" + r.Fingerprint + "-" + r.At.UTC().Format("20060102T150405Z") + bundleSuffix, SHA256: sum, Path: path, Data: p.data}
	return r, nil
}

func severityOf(exit int) string {
	return map[int]string{ExitHealthy: "ok", ExitWarning: "warning", ExitCritical: "critical"}[exit] + map[bool]string{true: "unknown"}[exit == ExitUnknown]
}

// unsoundOf are the tunnels with something to tell, in the order of their names.
func unsoundOf(run *runreport.Run) (out []*engine.Diagnosis) {
	for _, d := range run.Diagnoses {
		if d.ExitCode != ExitHealthy {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b *engine.Diagnosis) int { return strings.Compare(a.Case.ID, b.Case.ID) })
	return out
}

// faultOf names the fault of a run and what has it: that of its one unsound tunnel,
// or all of them together.
func faultOf(run *runreport.Run) (fingerprint, subject string) {
	list := unsoundOf(run)
	if len(list) == 0 && len(run.Diagnoses) == 1 {
		list = run.Diagnoses
	}
	if len(list) == 1 {
		d := list[0]
		return runreport.Fingerprint(d.Case.ID, d.Headline.Rule.ID), ticket.Digest("tunnel", d.Case.ID)
	}
	var all []string
	for _, d := range list {
		all = append(all, runreport.Fingerprint(d.Case.ID, d.Headline.Rule.ID))
	}
	return runreport.Fingerprint(deviceOf(run), strings.Join(all, " ")), ticket.Digest("device", deviceOf(run))
}

// deviceOf names what was asked about: the device, or all that were read.
func deviceOf(run *runreport.Run) string {
	if run.Subject != "" {
		return run.Subject
	}
	var names []string
	for i := range run.Devices {
		names = append(names, run.Devices[i].Name)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// wellOf are the tunnels that were seen up, and the device if all of its are. An
// idle tunnel proves nothing.
func wellOf(run *runreport.Run) (out []string) {
	all := !run.Interrupted
	for _, d := range run.Diagnoses {
		if d.ExitCode == ExitHealthy && d.Health == engine.Up {
			out = append(out, ticket.Digest("tunnel", d.Case.ID))
			continue
		}
		all = false
	}
	if all {
		out = append(out, ticket.Digest("device", deviceOf(run)))
	}
	return out
}
