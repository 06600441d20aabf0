package report

import (
	"fmt"
	"io"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

type jsonIncident struct {
	ID         string            `json:"id"`
	Rule       string            `json:"rule"`
	Title      string            `json:"title"`
	About      string            `json:"about"`
	Detail     string            `json:"detail"`
	Severity   engine.Severity   `json:"severity"`
	Confidence engine.Confidence `json:"confidence"`
	Score      int               `json:"score"`
	Owner      engine.Owner      `json:"owner"`
	Since      string            `json:"since,omitempty"`
	// Cause is the headline that all members share.
	Cause   string   `json:"cause,omitempty"`
	Members []string `json:"members"`
	// ExplainedBy is the id of the incident this one is folded under.
	ExplainedBy string     `json:"explained_by,omitempty"`
	NextSteps   []NextStep `json:"next_steps"`
}

func incidentJSON(r *Run, i *engine.Incident) jsonIncident {
	return jsonIncident{
		ID: i.ID(), Rule: i.Rule.ID, Title: i.Rule.Title, About: i.About, Detail: i.Detail, Severity: i.Severity, Confidence: i.Confidence,
		Score: i.Points, Owner: i.Owner, Since: i.Since, Cause: i.Cause, Members: memberIDs(i), ExplainedBy: i.ExplainedBy,
		NextSteps: notNil(incidentSteps(r, i)),
	}
}

func memberIDs(i *engine.Incident) []string {
	out := []string{}
	for _, d := range i.Members {
		out = append(out, d.Case.ID)
	}
	return out
}

// incidentSteps are the next steps of an incident's card.
func incidentSteps(r *Run, i *engine.Incident) []NextStep {
	fill := strings.NewReplacer("{local}", i.About, "{peer}", i.About)
	var out []NextStep
	for _, s := range card.Steps(r.Cards[i.Rule.ID]) {
		out = append(out, NextStep{End: fill.Replace(s.End), Platform: s.Platform, Risk: s.Risk, Text: fill.Replace(s.Text), Expect: s.Expect, Undo: s.Undo})
	}
	return out
}

// incidentOf returns the incident that a tunnel is folded into, or nil.
func (r *Run) incidentOf(d *engine.Diagnosis) *engine.Incident {
	if r.folded == nil {
		r.folded = map[*engine.Diagnosis]*engine.Incident{}
		for _, i := range r.Incidents {
			for _, m := range i.Members {
				if i.ExplainedBy == "" && r.folded[m] == nil {
					r.folded[m] = i
				}
			}
		}
	}
	return r.folded[d]
}

// Singles returns the tunnels that are in no incident.
func (r *Run) Singles() []*engine.Diagnosis {
	var out []*engine.Diagnosis
	for _, d := range r.Diagnoses {
		if r.incidentOf(d) == nil {
			out = append(out, d)
		}
	}
	return out
}

// Incidents writes the incidents of a sweep, each with the tunnels folded into
// it, and first all of it in one line.
func Incidents(w io.Writer, r *Run) error {
	if len(r.Incidents) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteString(wrap("", "", inShort(r)) + "\n")
	for _, i := range r.Incidents {
		if i.ExplainedBy != "" {
			continue
		}
		b.WriteString(wrap("", "  ", fmt.Sprintf("%s, %s: %s (%s)", strings.ToUpper(string(i.Severity)), i.Confidence, i.Detail, i.Rule.ID)))
		if i.Cause != "" && i.Cause != i.About {
			fmt.Fprintf(&b, "  cause of all: %s\n", i.Cause)
		}
		for _, also := range r.Incidents {
			if also.ExplainedBy == i.ID() {
				b.WriteString(wrap("  ", "  ", fmt.Sprintf("also: %s (%s)", also.Detail, also.Rule.ID)))
			}
		}
		memberRows(&b, i)
		if steps := incidentSteps(r, i); len(steps) > 0 {
			b.WriteString(wrap("  next: ", "    ", steps[0].String()))
		}
		b.WriteString("\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// inShort is the sweep in one sentence: "214 tunnels, 17 not sound: provider
// north (12), auth/psk-mismatch (2), 3 singles".
func inShort(r *Run) string {
	size := map[*engine.Incident]int{}
	singles := 0
	for _, d := range r.Diagnoses {
		switch in := r.incidentOf(d); {
		case in != nil:
			size[in]++
		case d.ExitCode > 0:
			singles++
		}
	}
	unsound := singles
	var parts []string
	for _, i := range r.Incidents {
		if i.ExplainedBy != "" {
			continue
		}
		unsound += size[i]
		if len(i.Members) > 0 {
			parts = append(parts, fmt.Sprintf("%s (%d)", i.About, size[i]))
		} else {
			parts = append(parts, i.About+" has fewer than usual")
		}
	}
	if singles > 0 {
		parts = append(parts, number(singles, "single"))
	}
	return fmt.Sprintf("%s, %d not sound: %s.", number(len(r.Diagnoses), "tunnel"), unsound, strings.Join(parts, ", "))
}

func number(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// fewMembers is the number of tunnels up to which each has a line of its own.
const fewMembers = 8

// memberRows names the tunnels of an incident, a few with what each has.
func memberRows(b *strings.Builder, i *engine.Incident) {
	if len(i.Members) > fewMembers {
		b.WriteString(wrap("  tunnels: ", "    ", strings.Join(memberIDs(i), ", ")))
		return
	}
	for _, d := range i.Members {
		h := d.Headline
		text := d.Case.ID + ": " + h.Rule.ID
		if h.Verdict.Detail != "" {
			text += ", " + h.Verdict.Detail
		}
		b.WriteString(wrap("  - ", "    ", text))
	}
}
