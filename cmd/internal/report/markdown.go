package report

import (
	"fmt"
	"io"
	"strings"

	"ipsec-diag/engine"
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
	for _, d := range WorstFirst(r.Diagnoses) {
		markdownTunnel(&b, r, d)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func markdownTunnel(b *strings.Builder, r *Run, d *engine.Diagnosis) {
	h := d.Headline
	fmt.Fprintf(b, "\n## %s is %s: %s\n\n", d.Case.ID, d.Health, headlineText(d))
	if h.Rule.ID != engine.UndeterminedID {
		fmt.Fprintf(b, "%s\n", sureness(d, h))
	}
	if len(h.Verdict.Evidence) > 0 {
		b.WriteString("\n### Evidence\n")
	}
	for _, ev := range h.Verdict.Evidence {
		fmt.Fprintf(b, "\n%s: %s. `%s`, lines %d to %d:\n\n", ev.Device, ev.Says, ev.Ref.Command, ev.Ref.First, ev.Ref.Last)
		for _, line := range ev.Text {
			fmt.Fprintf(b, "    %s\n", line)
		}
	}
	markdownList(b, "Also found", otherFindings(d))
	markdownList(b, "Ruled out", ruledOutRows(d, true))
	markdownList(b, "Not seen", notSeenRows(d))
	var steps []string
	for _, s := range nextSteps(r.Cards[h.Rule.ID], d, h) {
		steps = append(steps, fmt.Sprintf("[%s, %s] %s", s.Risk, s.End, s.Text))
	}
	markdownList(b, "Next steps", steps)
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
