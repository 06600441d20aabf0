package report

import (
	"fmt"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/engine/timeline"
	"ipsec-diag/parsers/ipsec"
)

// mostMoments is how many moments a report for people shows, the newest.
const mostMoments = 40

// mostFits is how many timers of an end it names, the surest.
const mostFits = 3

// timeline writes what both ends tell of the past, if it was asked for.
func (p *textPrinter) timeline(d *engine.Diagnosis) {
	if !p.run.Timeline {
		return
	}
	rows := timelineRows(timeline.Of(d.Case, p.run.Past[d.Case.ID]...))
	if len(rows) == 0 {
		return
	}
	p.heading("Timeline")
	for _, row := range rows {
		p.w.WriteString(wrap("  ", "                         ", row))
	}
}

// timelineRows are the newest moments, oldest first, below them the statistics
// and how the clocks were corrected.
func timelineRows(t *timeline.Timeline) []string {
	var rows []string
	entries := t.Entries
	if more := len(entries) - mostMoments; more > 0 {
		rows = append(rows, fmt.Sprintf("... %d earlier, see --output json", more))
		entries = entries[more:]
	}
	for i := range entries {
		rows = append(rows, moment(&entries[i]))
	}
	for _, s := range t.Lives {
		rows = append(rows, "Lives at "+s.String())
		for _, f := range s.Fits[:min(len(s.Fits), mostFits)] {
			rows = append(rows, "Timer at "+s.Device+": "+f.String())
		}
	}
	for _, s := range t.Skew {
		rows = append(rows, "Clock corrected: "+s)
	}
	if len(t.Within) > 0 {
		rows = append(rows, "Times are of "+strings.Join(t.Within, ", of ")+" of the clock here")
	}
	if len(t.Uncorrected) > 0 && len(t.Entries) > 0 {
		rows = append(rows, "Clock as the device has it, how far it is off is unknown: "+strings.Join(t.Uncorrected, ", "))
	}
	return rows
}

// moment is one entry in a line.
func moment(e *timeline.Entry) string {
	when := "(no time)"
	switch {
	case !e.At.IsZero():
		when = e.At.Format(time.DateTime)
	case e.Timed:
		when = "+" + e.Elapsed.Round(time.Second).String()
	}
	text := fmt.Sprintf("%s %s: %s", when, e.Device, e.What)
	if e.Detail != "" {
		text += " (" + e.Detail + ")"
	}
	if e.Times > 1 {
		text += fmt.Sprintf(", %d times", e.Times)
		if !e.Last.IsZero() {
			text += " until " + e.Last.Format(time.TimeOnly)
		}
	}
	return text
}

type jsonMoment struct {
	At             string     `json:"at,omitempty"`
	ElapsedSeconds int64      `json:"elapsed_s,omitempty"`
	Device         string     `json:"device"`
	What           string     `json:"what"`
	Detail         string     `json:"detail,omitempty"`
	Times          int        `json:"times"`
	Lines          *ipsec.Ref `json:"lines,omitempty"`
}

// timelineJSON is the whole timeline, if it was asked for.
func timelineJSON(r *Run, d *engine.Diagnosis) []jsonMoment {
	if !r.Timeline {
		return nil
	}
	out := []jsonMoment{}
	for _, e := range timeline.Of(d.Case, r.Past[d.Case.ID]...).Entries {
		one := jsonMoment{ElapsedSeconds: int64(e.Elapsed / time.Second), Device: e.Device, What: e.What, Detail: e.Detail, Times: e.Times, Lines: lines(e.Ref)}
		if !e.At.IsZero() {
			one.At = e.At.Format(time.RFC3339)
		}
		out = append(out, one)
	}
	return out
}
