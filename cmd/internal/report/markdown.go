package report

import (
	"fmt"
	"io"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/timeline"
)

// Markdown writes the run for a ticket.
func Markdown(w io.Writer, r *Run) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# IPsec diagnosis, %s\n", r.Finished.UTC().Format("2006-01-02 15:04 MST"))
	for i := range r.Devices {
		if f := r.Devices[i].Failure; f != nil {
			fmt.Fprintf(&b, "\n> **%s was not read in full:** %s\n", r.Devices[i].Name, failureText(f.Error(), r.Devices[i].Name))
		}
	}
	markdownIncidents(&b, r)
	for _, d := range WorstFirst(r.Diagnoses) {
		markdownTunnel(&b, r, d)
	}
	if len(r.Diagnoses) == 0 {
		b.WriteString("\nNo tunnel to judge: no IPsec configuration, no SA and no log line about one was shown.\n")
	}
	if rows := SiteRows(r); len(rows) > 0 {
		b.WriteString("\n## Changed by the site\n\n- " + strings.Join(rows, "\n- ") + "\n")
	}
	if len(r.Notes) > 0 {
		b.WriteString("\n## Note\n\n- " + strings.Join(r.Notes, "\n- ") + "\n")
	}
	if r.Interrupted {
		b.WriteString("\nInterrupted: this is what was known until then.\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func markdownTunnel(b *strings.Builder, r *Run, d *engine.Diagnosis) {
	h := d.Headline
	fmt.Fprintf(b, "\n## %s is %s: %s\n\n", d.Case.ID, healthVia(d), headlineText(d))
	if text := carrierText(d); text != "" {
		fmt.Fprintf(b, "%s\n\n", text)
	}
	if h.Rule.ID != engine.UndeterminedID {
		fmt.Fprintf(b, "%s\n", sureness(d, h))
	}
	if text := markText(d); text != "" {
		fmt.Fprintf(b, "\n%s\n", text)
	}
	if len(h.Verdict.Evidence) > 0 {
		b.WriteString("\n### Evidence\n")
	}
	for _, ev := range h.Verdict.Evidence {
		markdownEvidence(b, ev)
	}
	markdownBothEnds(b, d)
	markdownList(b, "Also found", otherFindings(d))
	markdownList(b, "Follows from it", foldedFindings(d))
	markdownList(b, "Not excluded", rivalRows(d))
	markdownList(b, "The check that decides", settlingRows(r, d))
	markdownList(b, "Ruled out", ruledOutRows(d, true))
	markdownList(b, "Not seen", notSeenRows(d))
	var steps []string
	for _, s := range nextSteps(r, d, h) {
		steps = append(steps, s.String())
	}
	markdownList(b, "Next steps", steps)
	if r.Timeline {
		markdownList(b, "Timeline", timelineRows(timeline.Of(d.Case, r.Past[d.Case.ID]...)))
	}
	markdownTree(b, r, d)
}

// markdownEvidence quotes lines in a block of their own, exactly.
func markdownEvidence(b *strings.Builder, ev engine.Evidence) {
	b.WriteString("\n" + strings.TrimSpace(says(ev)+". "+source(ev)) + "\n")
	if len(ev.Text) > 0 {
		b.WriteString("\n")
	}
	for _, line := range ev.Text {
		fmt.Fprintf(b, "    %s\n", line)
	}
}

func markdownList(b *strings.Builder, heading string, rows []string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(b, "\n### %s\n\n", heading)
	for _, row := range rows {
		fmt.Fprintf(b, "- %s\n", row)
	}
}

// markdownIncidents writes what is wrong with several tunnels at once.
func markdownIncidents(b *strings.Builder, r *Run) {
	for _, i := range r.Incidents {
		if i.ExplainedBy != "" {
			continue
		}
		fmt.Fprintf(b, "\n## %s: %s\n\n%s, %s (`%s`).\n", i.About, i.Detail, i.Severity, i.Confidence, i.Rule.ID)
		if i.Cause != "" {
			fmt.Fprintf(b, "\nCause of all: `%s`.\n", i.Cause)
		}
		if len(i.Members) > 0 {
			fmt.Fprintf(b, "\nTunnels: %s.\n", strings.Join(memberIDs(i), ", "))
		}
		var steps []string
		for _, s := range incidentSteps(r, i) {
			steps = append(steps, s.String())
		}
		markdownList(b, "Next steps", steps)
	}
}
